"""What arrives: the latest about a thing, reminders, what was told to a closed browser, and after a key rotation."""

from datetime import timedelta

from playwright.sync_api import BrowserContext, Page, expect

from peer_app.core import clock
from peer_app.core.jobs import wake
from peer_app.events.models import Event
from peer_app.extensions import db
from peer_app.push import jobs
from peer_app.push.models import Subscription
from tests.browser.conftest import until
from tests.browser.desktop import Desktop
from tests.browser.firefox_push.people import Phone, follow_group, followed, tell
from tests.browser.pages import app_of
from tests.served import Served, flask


def test_a_later_one_about_the_same_takes_the_place_of_the_first(
    site: Served, firefox: BrowserContext, lock_screen: Desktop, desk: Page
) -> None:
    name, _path, _topic = follow_group(firefox.new_page(), site, details=True)
    lock_screen.wait_for("It works.")
    tell(desk, site, name, "We meet at the back door", page=name)
    lock_screen.wait_for("We meet at the back door")
    tell(desk, site, name, "We meet at the front door", page=name)
    lock_screen.wait_for("We meet at the front door")
    assert not any("back door" in shown["title"] for shown in lock_screen.shown)


def test_what_was_told_while_the_browser_was_closed_is_shown_once_it_runs(
    site: Served, device: Phone, lock_screen: Desktop, desk: Page
) -> None:
    name, path, _topic = follow_group(device.context.new_page(), site, details=True)
    lock_screen.wait_for("It works.")
    device.context.close()
    tell(desk, site, name, "We meet at the back door", page=name)
    assert not any("back door" in shown["title"] for shown in lock_screen.shown)
    device.open()
    shown = lock_screen.wait_for("We meet at the back door", seconds=30)
    with device.context.expect_page() as opened:
        lock_screen.click(shown)
    expect(opened.value).to_have_url(f"{site.origin}{path}")


def test_a_tap_opens_a_window_of_its_own_beside_a_form_with_words_in_it(
    site: Served, firefox: BrowserContext, lock_screen: Desktop, desk: Page
) -> None:
    form = firefox.new_page()
    name, path, _topic = follow_group(form, site)
    lock_screen.wait_for("It works.")
    form.goto(f"{site.origin}/en/propose")
    form.locator("main textarea").first.fill("We kick a ball about.")
    tell(desk, site, name, "We meet at the back door", page=name)
    shown = lock_screen.wait_for("There is news about something you follow.")
    with firefox.expect_page() as opened:
        lock_screen.click(shown)
    expect(opened.value).to_have_url(f"{site.origin}{path}")
    expect(form.locator("main textarea").first).to_have_value("We kick a ball about.")


def test_a_reminder_comes_when_it_is_due(site: Served, firefox: BrowserContext, lock_screen: Desktop) -> None:
    app = app_of(site.data)
    with app.app_context():
        event = db.session.scalars(db.select(Event)).first()
        assert event is not None
        event.starts_at, event.ends_at = clock.now() + timedelta(minutes=90), clock.now() + timedelta(hours=3)
        path = event.listing.path
        db.session.commit()
    phone = firefox.new_page()
    phone.goto(f"{site.origin}/en{path}")
    phone.get_by_role("link", name="Remind me").click()
    phone.get_by_role("button", name="Yes, tell me").click()
    lock_screen.wait_for("It works.")
    phone.close()
    with app.app_context():
        wake(jobs.REMIND)
    lock_screen.wait_for("Something you follow is on to")


def test_after_a_rotation_a_phone_is_told_and_moves_to_the_new_key(
    site: Served, firefox: BrowserContext, lock_screen: Desktop, desk: Page
) -> None:
    phone = firefox.new_page()
    name, _path, topic = follow_group(phone, site, details=True)
    lock_screen.wait_for("It works.")
    flask(site.data, "keys", "rotate-push")
    site.stop()
    site.start()
    tell(desk, site, name, "Signed with the old key")
    lock_screen.wait_for("Signed with the old key")

    phone.goto(f"{site.origin}/en/van-stops")
    key = flask(site.data, "keys", "push").split()[-1]
    until(phone, f"caches.match('/push/known').then((kept) => kept.json()).then((known) => known.key === '{key}')")
    tell(desk, site, name, "Signed with the new key")
    lock_screen.wait_for("Signed with the new key")
    with app_of(site.data).app_context():
        [row] = db.session.scalars(db.select(Subscription))
        assert row.application_server_key == key
    assert followed(site) == [{topic}]


def test_a_cancelled_event_takes_the_place_of_what_is_on_the_lock_screen(
    site: Served, firefox: BrowserContext, lock_screen: Desktop, desk: Page
) -> None:
    phone = firefox.new_page()
    phone.goto(site.origin)
    event = phone.locator("li[data-kind=event] a").first
    name, path = event.inner_text(), event.get_attribute("href") or ""
    event.click()
    phone.wait_for_url(f"{site.origin}{path}")
    phone.get_by_role("link", name="Remind me").click()
    phone.get_by_role("button", name="Yes, tell me").click()
    lock_screen.wait_for("It works.")
    phone.close()
    tell(desk, site, f"Reminded of: {name}", "The open event is soon", page=name)
    lock_screen.wait_for("something you follow")
    desk.goto(f"{site.origin}{path.removeprefix('/en')}/cancellation")
    desk.get_by_role("button", name="Cancel it, and let people know").click()
    changed = lock_screen.wait_for("Something you follow has changed.")
    assert not any("news" in shown["body"] for shown in lock_screen.shown)
    with firefox.expect_page() as opened:
        lock_screen.click(changed)
    expect(opened.value.get_by_text(f"“{name}” is cancelled. It does not take place.")).to_be_visible()
