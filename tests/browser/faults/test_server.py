"""The server is killed with a batch in its hands: before the commit, in the middle of it, after it."""

import time

from tests.browser import line
from tests.browser.faults.outing import Outing, wait_for


def test_killed_before_the_commit(outing: Outing) -> None:
    outing.start()
    outing.line.fail(line.cut_before, line.RECORDS)
    names = [outing.save() for _ in range(3)]
    with outing.base.nobody_else_writes():
        outing.line.mend()
        outing.begin_sending()
        wait_for(outing.home, lambda: outing.line.delivered)
        outing.site.kill()
    found = outing.check()
    assert found.outbox.total() == 3
    assert [found.people[name] for name in names] == [0, 0, 0]
    outing.come_home()


def test_killed_during_the_commit(outing: Outing) -> None:
    """As soon as a byte of the batch is on the disk: all of it is there after the restart, or nothing of it."""
    outing.start()
    for _ in range(3):
        outing.line.fail(line.cut_before, line.RECORDS)
        outing.save_some(50)
        before = outing.check()
        written = outing.base.last_written()
        outing.line.mend()
        outing.begin_sending()
        deadline = time.monotonic() + 20
        while outing.base.last_written() == written and time.monotonic() < deadline:
            pass
        outing.site.kill()
        found = outing.check()
        assert found.people.total() - before.people.total() in {0, 50}
        outing.site.start()
        outing.come_home()


def test_killed_after_the_commit(outing: Outing) -> None:
    """The server is gone with the answer in its hands."""
    outing.start()
    outing.line.fail(line.hold_answer, line.RECORDS)
    names = [outing.save() for _ in range(3)]
    wait_for(outing.home, lambda: outing.line.answered)
    outing.site.kill()
    outing.line.fail(line.cut_before, line.RECORDS)
    outing.line.cut()
    found = outing.check()
    assert found.outbox.total() == 3
    assert found.people[names[0]] == 1
    outing.come_home()
