"""Every screen, full length: signed in, of citizens, and of the van without signal."""

from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from peer_app.accounts.models import Account
from peer_app.core import clock
from peer_app.events.models import Event
from peer_app.extensions import db
from peer_app.push.models import Browser, Subscription
from peer_app.push.operations import tell
from tests.browser.pages import app_of, say_something
from tests.browser.pictures.content import hand_out_a_leaflet, write_concerns_down
from tests.browser.pictures.screens import public_screens, signed_in_screens
from tests.browser.pictures.visit import SIZES, Visit, register_without_signal, shoot, take


def review(visit: Visit, folder: Path) -> None:
    """Take all pictures into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    code = hand_out_a_leaflet(visit)
    write_concerns_down(visit)
    with app_of(visit.data).app_context():
        say_something()
        db.session.commit()
    take(visit, folder, signed_in_screens(visit, code))
    citizen = Visit(visit.origin, visit.data, visit.browser, visit.browser.new_context(locale="en-GB"))
    take(citizen, folder, public_screens(visit))
    register_without_signal(visit)
    take(
        visit, folder, {"van-3-waiting": "/en/van", "van-register": "/en/register", "van-leaflets": "/en/van/leaflets"}
    )
    visit.context.set_offline(False)
    page = visit.page()
    page.goto(visit.origin + "/en/van")
    expect(page.get_by_text("3 safely at base today.")).to_be_visible(timeout=30_000)
    page.goto(visit.origin + "/people")
    person = page.locator("main a[href^='/people/']").first.get_attribute("href") or "/people"
    take(visit, folder, {"van-all-sent": "/en/van", "people": "/people", "person": person})
    filled_in(visit, folder)
    told_and_cancelled(visit, folder)


def filled_in(visit: Visit, folder: Path) -> None:
    """What stands behind a button: forms that come back, and what is asked before people are told."""

    def told(page: Page) -> None:
        page.get_by_label("Who is it for?").select_option(index=1)
        page.locator("#title_en").fill("The open event is tomorrow")
        page.locator("#body_en").fill("Come by from ten, there is breakfast.")
        page.locator("main form button").last.click()

    def empty(page: Page) -> None:
        page.locator("main form button").last.click()
        page.wait_for_selector("#mistakes")

    steps = {
        "mistakes-event": ("/events/new", empty),
        "mistakes-leaflet": ("/leaflets/new?listing=event:1", empty),
        "tell-asked": ("/tell", told),
    }
    for name, (path, act) in steps.items():
        page = visit.page()
        for size, viewport in SIZES.items():
            page.set_viewport_size(viewport)
            page.goto(visit.origin + path)
            act(page)
            page.wait_for_load_state()
            shoot(page, folder, name, size)
        page.close()


def told_and_cancelled(visit: Visit, folder: Path) -> None:
    """What was told, and what is to be told tomorrow; then its event is cancelled."""
    app = app_of(visit.data)
    with app.app_context():
        phone = Browser("https://fcm.googleapis.com/fcm/send/nobody", "p" * 87, "a" * 22)
        Subscription.keep(phone).follow(["events"])
        ama = db.session.scalars(db.select(Account)).first()
        assert ama is not None
        texts = {"title": "The open event is on Thursday", "body": "Come by from ten.", "topic": "events"}
        tomorrow = clock.now() + timedelta(days=1)
        planned = tell(ama, token="planned", page="event:1", send_at=tomorrow, **texts)
        stopped = tell(ama, token="stopped", page="", send_at=tomorrow, **texts)
        stopped.stop(ama)
        db.session.commit()
        screens = {"told-planned": f"/tell/{planned.id}", "told-stopped": f"/tell/{stopped.id}", "tell-again": "/tell"}
    take(visit, folder, screens)
    with app.app_context():
        event = db.session.get_one(Event, 1)
        event.cancel()
        db.session.commit()
        path = f"/en{event.listing.path}"
    take(visit, folder, {"event-cancelled": path, "front-cancelled": "/en/", "leaflets-cancelled": "/leaflets"})
