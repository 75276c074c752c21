"""The tablet breaks: its battery dies, tabs are put to sleep, its clock is years off, its disk is full."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import line, van
from tests.browser.conftest import until
from tests.browser.faults.outing import TORN_LENGTHS, Outing, wait_for
from tests.browser.faults.scripts import FALL_ASLEEP, FULL, IN_A_HURRY, WITHOUT_SYNC, clock_off_by
from tests.browser.line import Line

#: In a page: how many records and how many versions of the device's own facts the backup copy holds.
COPIED = """
(await Promise.all(
  ["records", "facts"].map(async (name) => (await (await caches.open(`backup-${name}-1`)).keys()).length),
)).join()
"""


@pytest.mark.parametrize("after", [0, 20, 80, 200])
def test_the_battery_dies_while_records_are_saved(outing: Outing, after: int) -> None:
    """After so many milliseconds, wherever it is then."""
    outing.start()
    outing.line.fail(line.cut_before, line.RECORDS)
    outing.begin_saving(200)
    outing.form.wait_for_timeout(after)
    outing.die()
    outing.start()
    found = outing.check()
    assert found.outbox.total() >= len(outing.ledger.saved)
    outing.come_home()


def test_the_battery_dies_as_somebody_taps_save(outing: Outing) -> None:
    outing.start()
    outing.line.fail(line.cut_before, line.RECORDS)
    for after in (0, 5, 30):
        outing.fill_in()
        outing.tap_save()
        outing.form.wait_for_timeout(after)
        outing.die()
        outing.start()
        outing.check()
    outing.come_home()


@pytest.mark.parametrize("length", TORN_LENGTHS)
def test_the_battery_dies_in_the_middle_of_a_write(outing: Outing, length: int) -> None:
    """Chromium writes on behind the torn entry; the start after that finds an older database, or an empty one."""
    outing.start()
    outing.line.fail(line.cut_before, line.EVERYWHERE)
    outing.save()
    outing.die_in_a_write(length)
    outing.start()
    outing.save()
    outing.save_some(2)
    outing.die()
    outing.start()
    assert outing.check().outbox.total() == 4
    outing.save()
    outing.die()
    outing.start()
    assert outing.check().outbox.total() == 5
    numbers = [(record["epoch"], record["seq"]) for record in outing.waiting()]
    assert len(set(numbers)) == 5
    outing.come_home()
    until(outing.home, f"{COPIED} === '0,1'")


def test_what_waits_without_a_backup_copy_gets_one(outing: Outing) -> None:
    """It was saved by a version that made none, or only Cache storage was cleared."""
    outing.start()
    outing.line.fail(line.cut_before, line.RECORDS)
    outing.save_some(2)
    until(outing.home, f"{COPIED} === '2,1'")
    outing.home.evaluate("Promise.all(['records', 'facts'].map((name) => caches.delete(`backup-${name}-1`)))")
    outing.home.reload()
    until(outing.home, f"{COPIED} === '2,1'")
    outing.come_home()


@pytest.mark.parametrize("fault", [line.hang, line.hold_answer], ids=["before base has them", "once base has them"])
def test_the_battery_dies_while_records_are_sent(outing: Outing, fault: line.Fault) -> None:
    outing.start()
    outing.line.fail(fault, line.RECORDS)
    outing.save()
    outing.save()
    outing.begin_sending()
    if fault is line.hold_answer:
        wait_for(outing.home, lambda: outing.line.answered)
    outing.die()
    outing.line.mend()
    outing.start()
    outing.check()
    outing.come_home()


def test_two_tabs_at_once(outing: Outing) -> None:
    """And the worker besides: one sender at a time, whoever it is, and so each record goes once."""
    outing.start()
    outing.line.fail(line.cut_before, line.RECORDS)
    for _ in range(6):
        outing.save()
    outing.line.mend()
    tabs = (outing.home, outing.form, van.goto(outing.context, outing.site, "/en/van"))
    for tab in tabs:
        outing.begin_sending(tab)
    assert {tab.evaluate("window.sending")["state"] for tab in tabs} == {"empty"}
    sent = [record_id for batch in outing.line.delivered for record_id in batch]
    assert len(sent) == len(set(sent)) == 6
    outing.come_home()


def test_a_tab_falls_asleep_in_mid_send(outing: Outing) -> None:
    """Another one takes its turn after a minute (here a second); when it wakes up, it does no harm."""
    outing.start(IN_A_HURRY, WITHOUT_SYNC)
    outing.save_some(3)
    outing.home.evaluate(FALL_ASLEEP)
    outing.begin_sending(outing.home)
    wait_for(outing.home, lambda: outing.line.delivered)
    outing.save_some(2)
    assert outing.send(outing.form) == {"state": "empty", "sent": 5}
    outing.check()
    outing.home.evaluate("wakeUp()")
    assert outing.home.evaluate("window.sending") == {"state": "busy", "sent": 0}
    outing.home.reload()
    outing.come_home()


def test_the_worker_is_replaced_in_mid_send(outing: Outing, versions: tuple[Path, Path]) -> None:
    """No page of van mode is open; base moves on to the next version while the worker waits for an answer."""
    outing.start()
    outing.save_some(2)
    page = van.goto(outing.context, outing.site, "/en/")
    outing.home.close()
    outing.form.close()
    outing.line.fail(line.hold_answer, line.RECORDS)
    say_that_there_is_signal(page, outing.line)
    outing.base.move_on(versions)
    page.evaluate("async () => { window.registration = await navigator.serviceWorker.getRegistration('/'); }")
    page.evaluate("registration.update().then(() => null)")
    until(page, "registration.waiting")
    page.evaluate("registration.waiting.postMessage('take-over')")
    outing.line.mend()
    until(page, "registration.active && !registration.waiting && !registration.installing")
    outing.open_pages()
    outing.check()
    outing.come_home()


def say_that_there_is_signal(page: Page, line: Line) -> None:
    """Background Sync tells the worker, which then waits for an answer on the line."""
    ids: set[str] = set()
    session = page.context.new_cdp_session(page)
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: ids.update(found["registrationId"] for found in event["registrations"]),
    )
    session.send("ServiceWorker.enable")
    wait_for(page, lambda: ids)
    event = {"origin": line.origin, "registrationId": ids.pop(), "tag": "peer-app-send", "lastChance": False}
    session.send("ServiceWorker.dispatchSyncEvent", event)
    wait_for(page, lambda: line.answered)


def test_the_page_is_replaced_in_mid_send(outing: Outing, versions: tuple[Path, Path]) -> None:
    """Somebody taps “Use it now” while the page waits for an answer: it reloads, in the next version."""
    outing.start(WITHOUT_SYNC)
    outing.save_some(2)
    outing.line.fail(line.hold_answer, line.RECORDS)
    outing.begin_sending()
    wait_for(outing.home, lambda: outing.line.answered)
    outing.base.move_on(versions)
    outing.home.evaluate("async () => (await navigator.serviceWorker.getRegistration('/')).update()")
    outing.home.evaluate("dispatchEvent(new Event('online'))")
    use_it = outing.home.get_by_role("button", name="Use it now")
    use_it.click()
    expect(outing.home.get_by_text("Close the form first")).to_be_visible()
    outing.form.close()
    with outing.home.expect_navigation():
        use_it.click()
    outing.line.cut()
    outing.check()
    outing.come_home()


def test_the_disk_is_full(outing: Outing) -> None:
    """What can't be kept is not called saved and stays in the form; what base has can still be let go."""
    outing.start(FULL, WITHOUT_SYNC)
    outing.line.fail(line.cut_before, line.RECORDS)
    outing.save()
    outing.form.evaluate("window.full = true")
    name = outing.fill_in()
    outing.form.get_by_role("button", name="Save and start again").click()
    expect(outing.form.get_by_text("not saved")).to_be_visible()
    expect(outing.form.get_by_label("What should we call you?")).to_have_value(name)
    assert name not in outing.ledger.saved
    assert outing.check().outbox.total() == 1

    outing.line.mend()
    assert outing.send(outing.form) == {"state": "empty", "sent": 1}
    assert outing.check().outbox.total() == 0
    outing.form.get_by_role("button", name="Save and start again").click()
    expect(outing.form.get_by_text("not saved")).to_be_visible()
    outing.form.evaluate("window.full = false")
    outing.form.get_by_role("button", name="Save and start again").click()
    wait_for(outing.form, lambda: name in outing.ledger.saved)
    outing.come_home()


def test_where_nothing_more_can_be_kept_the_form_says_so(outing: Outing) -> None:
    outing.start(FULL)
    outing.context.add_init_script("window.full = true")
    form = van.goto(outing.context, outing.site, "/en/register")
    expect(form.get_by_text("can’t keep anything")).to_be_visible()
    expect(form.get_by_role("button", name="Save and start again")).to_be_disabled()


@pytest.mark.parametrize("years", [-21, 21])
def test_the_clock_is_years_off(outing: Outing, years: int) -> None:
    outing.start(clock_off_by(years))
    outing.line.fail(line.cut_before, line.RECORDS)
    outing.save()
    outing.save()
    assert outing.check().outbox.total() == 2
    outing.die()
    outing.start()
    outing.save()
    outing.come_home()
