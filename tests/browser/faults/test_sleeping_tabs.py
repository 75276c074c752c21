"""A tab is put to sleep while it holds a Web Lock, as browsers do: it neither works on nor lets go."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import expect

from tests.browser import line as lines
from tests.browser import van
from tests.browser.conftest import until
from tests.browser.faults.outing import Outing
from tests.browser.faults.scripts import UPDATE, WITHOUT_SYNC, in_a_hurry
from tests.browser.faults.test_fetching import PACK
from tests.factories import make_event
from tests.served import ROOT

#: Each is waited for in a second instead of: a minute (sending), a quarter of a minute (the pack).
HURRIED = in_a_hurry(60_000, 15_000)
HOLD = """
(name) => new Promise((held) => {
  navigator.locks.request(name, () => (held(), new Promise(() => {}))).catch(() => {});
})
"""
SENDING, PACK_LOCK = "peer-app-sending", "peer-app-pack"


@contextmanager
def asleep_with(outing: Outing, *names: str) -> Iterator[None]:
    """A tab holds these locks and sleeps; afterwards it is awake again."""
    tab = van.goto(outing.context, outing.site, "/en/van/set-up-sheet")
    for name in names:
        tab.evaluate(HOLD, name)
    browser = outing.context.new_cdp_session(tab)
    browser.send("Page.setWebLifecycleState", {"state": "frozen"})
    yield
    browser.send("Page.setWebLifecycleState", {"state": "active"})


def test_every_lock_is_taken_in_one_way() -> None:
    """So that none is waited for without an end."""
    sources = [*ROOT.glob("service_worker/*.js"), *ROOT.glob("static/js/*.js")]
    asking = {source.name for source in sources if "navigator.locks" in source.read_text(encoding="utf-8")}
    assert asking == {"locks.js"}


def test_what_waits_is_sent(outing: Outing) -> None:
    outing.start(HURRIED, WITHOUT_SYNC)
    outing.line.fail(lines.cut_before, lines.RECORDS)
    outing.save()
    with asleep_with(outing, SENDING):
        outing.line.mend()
        assert outing.send(outing.form)["state"] == "empty"
        assert outing.check().outbox.total() == 0
    outing.come_home()


def test_several_that_wait_for_a_sleeper_do_not_take_it_from_each_other(outing: Outing) -> None:
    """Their patience ends at the same moment, as when the whole tablet slept; each has its turn.

    Longer than the others wait, so that whoever sends on a busy machine is not taken for asleep.
    """
    outing.start(in_a_hurry(60_000, instead=10_000), WITHOUT_SYNC)
    outing.line.fail(lines.cut_before, lines.RECORDS)
    outing.save_some(3)
    tabs = [outing.home, outing.form, van.goto(outing.context, outing.site, "/en/van")]
    with asleep_with(outing, SENDING):
        outing.line.mend()
        for tab in tabs:
            outing.begin_sending(tab)
        assert {tab.evaluate("window.sending")["state"] for tab in tabs} == {"empty"}
    sent = [record_id for batch in outing.line.delivered for record_id in batch]
    assert len(sent) == len(set(sent)) == 3
    outing.come_home()


def test_a_tablet_is_set_up(outing: Outing) -> None:
    outing.start(HURRIED)
    with asleep_with(outing, PACK_LOCK):
        van.set_up(outing.context, outing.site, outing.name)
    outing.come_home()


def test_what_is_on_is_fetched(outing: Outing) -> None:
    outing.start(HURRIED)
    with outing.base.database():
        make_event(title="Supper")
    with asleep_with(outing, PACK_LOCK):
        assert van.run(outing.home, UPDATE) == "ready"
    outing.come_home()


def test_that_the_tablet_was_revoked_is_said_at_once(outing: Outing) -> None:
    """Without a hurry: the word does not wait for any lock."""
    outing.start()
    with asleep_with(outing, SENDING, PACK_LOCK):
        outing.base.revoke(outing.name)
        outing.home.evaluate("dispatchEvent(new Event('online'))")
        expect(outing.home.get_by_text("Base does not know this tablet any more.")).to_be_visible(timeout=5_000)
    outing.come_home()


def test_what_a_sleeper_had_fetched_does_not_replace_what_is_newer(outing: Outing) -> None:
    """It falls asleep with a list of pages in its hands; when it wakes up, another tab has a newer one."""
    outing.start(HURRIED)
    with outing.base.database():
        make_event(title="Old list")
    outing.home.evaluate(
        """() => {
          const { fetch } = window;
          window.fetch = async (address, ...how) => {
            const answer = await fetch(address, ...how);
            if (String(address).startsWith("/sync/pack")) await new Promise((wake) => (window.wakeUp = wake));
            return answer;
          };
        }"""
    )
    van.run(outing.home, f"async (part) => {{ window.updating = ({UPDATE})(part); }}")
    until(outing.home, "window.wakeUp")
    with outing.base.database():
        make_event(title="New list")
    assert van.run(outing.form, UPDATE) == "ready"
    newest = van.run(outing.form, PACK)
    assert newest[0]
    outing.home.evaluate("wakeUp()")
    assert outing.home.evaluate("window.updating") == "later"
    outing.home.wait_for_timeout(500)  # whatever it still does
    assert van.run(outing.form, PACK) == newest
    outing.home.reload()
    outing.come_home()
