"""What changes at base in mid-batch: the tablet is called lost, the key is rotated, a record can't be opened."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from tests.browser import line as lines
from tests.browser import van
from tests.browser.conftest import Tablet
from tests.browser.faults.base import Base
from tests.browser.faults.outing import Outing, wait_for
from tests.browser.faults.scripts import EMPTIED, FEW_AT_ONCE, REPORT, UPDATE
from tests.browser.line import Line


def test_called_lost_in_mid_batch(outing: Outing) -> None:
    """It keeps what base did not take, says what to do, and sends it once it is set up again."""
    outing.start()
    outing.line.fail(lines.cut_before, lines.RECORDS)
    outing.save_some(6)
    hold_first_batch(outing, of=2)
    outing.base.revoke(outing.name)
    outing.line.mend()
    assert outing.home.evaluate("window.sending") == {"state": "unknown", "sent": 2}
    found = outing.check()
    assert (found.people.total(), found.outbox.total()) == (2, 4)
    outing.save()
    outing.home.reload()
    expect(outing.home.get_by_text("Base does not know this tablet any more.")).to_be_visible()
    outing.home.get_by_role("button", name="Send now").click()
    expect(outing.home.get_by_text("Set it up again, and it is sent.")).to_be_visible()
    assert outing.check().outbox.total() == 5
    outing.come_home()


def hold_first_batch(outing: Outing, *, of: int) -> None:
    """Send so many at a time; the first ones are at base, and the tablet does not know yet."""
    van.run(outing.home, FEW_AT_ONCE, of)
    outing.line.fail(lines.hold_answer, lines.RECORDS)
    outing.begin_sending()
    wait_for(outing.home, lambda: outing.line.answered)


def test_the_key_is_rotated_in_mid_batch(outing: Outing) -> None:
    """The older key opens what was sealed before; what comes after is sealed to the new one."""
    outing.start()
    outing.line.fail(lines.cut_before, lines.RECORDS)
    outing.save_some(4)
    hold_first_batch(outing, of=2)
    newest = outing.base.rotate_key()
    outing.save()  # with the form as it was opened
    outing.line.mend()
    outing.home.evaluate("window.sending")
    outing.line.fail(lines.cut_before, lines.RECORDS)
    assert van.run(outing.home, UPDATE) == "ready"
    outing.open_pages()
    outing.save()
    assert outing.waiting()[-1]["key_id"] == newest
    assert outing.come_home().held.total() == 0


def test_one_in_a_batch_can_not_be_opened(outing: Outing) -> None:
    """It is kept whole for a coordinator, the others are people, and the tablet lets go of all of them."""
    outing.start()
    outing.line.fail(lines.cut_before, lines.RECORDS)
    outing.save_some(2)
    outing.save_one_that_base_can_not_open()
    outing.save_some(2)
    outing.check()
    found = outing.come_home()
    assert (found.people.total(), found.held.total()) == (4, 1)


def test_an_emptied_storage_is_noticed(
    base: Base, line: Line, tablet: Tablet, new_context: Callable[..., BrowserContext]
) -> None:
    """Nothing brings back what was not sent; but base says how many those were, and the tablet says so too."""
    outing = Outing(base, line, tablet, "Van 2")
    van.get_ready(tablet.context, base.site, outing.name)
    tablet.close()
    outing.start()
    outing.save_some(3)
    outing.come_home()
    line.fail(lines.cut_before, lines.RECORDS)
    outing.save_some(2)
    assert van.run(outing.home, REPORT) == "known"
    outing.form.evaluate(EMPTIED)
    later = outing.save()  # the form is still open
    lost = outing.ledger.balance(outing.form).lost
    assert len(lost) == 2
    outing.die()

    line.mend()
    home = van.goto(tablet.open(), base.site, "/en/van")
    expect(home.get_by_text("works without signal")).to_be_visible()
    home.get_by_role("link", name="Open the van’s page").click()
    expect(home.get_by_text("This tablet’s storage was emptied.")).to_be_visible()
    expect(home.get_by_text("Nothing waits to be sent.")).to_be_visible()
    found = outing.ledger.balance(home)
    assert (found.lost, found.people[later]) == (lost, 1)
    office = new_context()
    van.sign_in(office, base.site, "Bea", role="coordinator")
    devices = van.goto(office, base.site, "/devices")
    expect(devices.get_by_text("2 records from Van 2 never arrived.")).to_be_visible()
    expect(devices.get_by_text("never arrived")).to_have_count(1)
