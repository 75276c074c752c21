"""What changes at base in mid-batch: the tablet is called lost, the key is rotated, a record can't be opened."""

from pathlib import Path

from playwright.sync_api import Playwright, expect

from tests.browser import van
from tests.browser.conftest import Complaints, Tablet
from tests.browser.faults import line
from tests.browser.faults.line import RECORDS, Line, cut_before
from tests.browser.faults.outing import FEW_AT_ONCE, REPORT, Outing, wait_for
from tests.served import Served, flask

# A letter in the middle of what was sealed becomes another one.
SPOIL = """
async (part, id) => {
  const { database } = await part("service_worker/database");
  const db = await database();
  const record = await db.get("records", id);
  const at = record.sealed.length / 2;
  const other = record.sealed[at] === "A" ? "B" : "A";
  await db.put("records", { ...record, sealed: record.sealed.slice(0, at) + other + record.sealed.slice(at + 1) });
}
"""


def test_called_lost_in_mid_batch(outing: Outing) -> None:
    """It keeps what base did not take, says what to do, and sends it once it is set up again."""
    outing.start()
    outing.line.fail(line.cut_before, line.RECORDS)
    outing.save_some(6)
    hold_first_batch(outing, of=2)
    outing.revoke()
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
    outing.line.held = 0
    outing.line.fail(line.hold_answer, line.RECORDS)
    outing.begin_sending()
    wait_for(outing.home, lambda: outing.line.held)


def test_the_key_is_rotated_in_mid_batch(outing: Outing) -> None:
    """The older key opens what was sealed before; what comes after is sealed to the new one."""
    outing.start()
    outing.line.fail(line.cut_before, line.RECORDS)
    outing.save_some(4)
    hold_first_batch(outing, of=2)
    flask(outing.site.data, "keys", "rotate")
    outing.save()  # with the form as it was opened
    outing.line.mend()
    outing.home.evaluate("window.sending")
    outing.line.fail(line.cut_before, line.RECORDS)
    update = "async (part) => (await (await part('service_worker/pack')).update()).state"
    assert van.run(outing.home, update) == "ready"
    outing.open_pages()
    outing.save()
    assert outing.waiting()[-1]["key_id"] == flask(outing.site.data, "keys", "list").split()[-1]
    assert outing.come_home().held.total() == 0


def test_one_in_a_batch_can_not_be_opened(outing: Outing) -> None:
    """It is kept whole for a coordinator, the others are people, and the tablet lets go of all of them."""
    outing.start()
    outing.line.fail(line.cut_before, line.RECORDS)
    outing.save_some(5)
    spoiled = outing.waiting()[2]
    outing.ledger.spoil(spoiled)
    van.run(outing.home, SPOIL, spoiled["id"])
    outing.check()
    found = outing.come_home()
    assert (found.people.total(), found.held.total()) == (4, 1)


def test_an_emptied_storage_is_noticed(
    site: Served, line: Line, playwright: Playwright, tmp_path: Path, complaints: Complaints, new_context
) -> None:
    """Nothing brings back what was not sent; but base says how many those were, and the tablet says so too."""
    tablet = Tablet(playwright, tmp_path / "profile", complaints)
    van.get_ready(tablet.context, site, "Van 2")
    tablet.close()
    outing = Outing(site, line, tablet, "Van 2")
    outing.start()
    outing.save_some(3)
    outing.come_home()
    outing.line.fail(cut_before, RECORDS)
    outing.save_some(2)
    assert van.run(outing.home, REPORT) == "known"
    outing.form.evaluate("new Promise((done) => (indexedDB.deleteDatabase('peer-app').onsuccess = done))")
    later = outing.save()  # the form is still open
    lost = outing.ledger.balance(outing.form).lost
    outing.die()
    outing.line.mend()
    tablet.open()
    home = van.goto(tablet.context, site, "/en/van")
    expect(home.get_by_text("works without signal")).to_be_visible()
    home.get_by_role("link", name="Open the van’s page").click()
    expect(home.get_by_text("This tablet’s storage was emptied.")).to_be_visible()
    expect(home.get_by_text("Nothing waits to be sent.")).to_be_visible()
    found = outing.ledger.balance(home)
    assert (len(lost), found.lost, found.people[later]) == (2, lost, 1)
    tablet.close()
    desk = new_context().new_page()
    desk.goto(site.link)
    desk.get_by_label("Choose a passphrase").fill(van.PASSPHRASE)
    desk.get_by_role("button", name="Start").click()
    desk.goto(f"{site.origin}/devices")
    expect(desk.get_by_text("2 records from Van 2 never arrived.")).to_be_visible()
    expect(desk.get_by_text("never arrived")).to_have_count(1)
