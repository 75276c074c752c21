"""The worker and the pages of push in Chromium; `chromium_push.py` says what stands in for Google."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.push.models import Subscription
from tests.browser.chromium_push import ChromiumPush, subscription_script
from tests.browser.conftest import until
from tests.browser.pages import app_of, remind_me
from tests.push_service import PushService, PushSubscription
from tests.served import Served

NEVER = "PushManager.prototype.subscribe = () => new Promise(() => {});"
REFUSED = "PushManager.prototype.subscribe = () => Promise.reject(new DOMException('', 'AbortError'));"

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def service() -> Iterator[PushService]:
    with PushService() as running:
        yield running


@pytest.fixture(scope="module")
def site(service: PushService, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    running = Served(tmp_path_factory.mktemp("push"), PUSH_EXTRA_ORIGINS=service.origin)
    yield running
    running.stop()


@pytest.fixture
def phone(service: PushService) -> PushSubscription:
    service.forget()
    return service.subscribe()


@pytest.fixture
def opened(new_context: Callable[..., BrowserContext], site: Served) -> Open:
    """Opens a page of the site on a new phone; `script` runs before the page's own."""

    def open_page(path: str, script: str = "", **options: object) -> Page:
        context = new_context(**options)
        context.grant_permissions(["notifications"], origin=site.origin)
        context.add_init_script(script)
        page = context.new_page()
        page.goto(site.origin + path)
        return page

    return open_page


def test_remind_me_shows_what_arrives_and_a_page_remembers_it(opened, site, service, phone):
    page = opened("/en/", subscription_script(phone))
    remind_me(page)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Something you follow is on tomorrow.")).to_be_visible()
    dialog.get_by_text("Show the details there").click()
    expect(dialog.get_by_text("Something you follow is on tomorrow.")).to_be_hidden()
    dialog.get_by_text("Show the details there").click()
    dialog.get_by_role("button", name="Yes, tell me").click()
    expect(dialog.get_by_text("Yes, we will tell you.")).to_be_visible()

    push = ChromiumPush(page, site.origin)
    [message] = service.wait_for(1)
    assert message.plaintext is not None
    push.deliver(message.plaintext)
    [shown] = push.wait_for_notifications(1)
    assert shown["title"] == "What’s on"
    assert shown["navigate"] == f"{site.origin}/en/notifications"

    page.reload()
    expect(page.get_by_role("link", name="We will tell you")).to_be_visible()
    page.get_by_role("link", name="We will tell you").click()
    page.get_by_role("button", name="Stop telling me about this").click()
    expect(page.get_by_text("Stopped. We will not tell you about this any more.")).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name="Remind me")).to_be_visible()


@pytest.mark.parametrize("payload", [" ", "{", "[]", "null", '{"web_push": 8030}', '{"notification": {"title": ""}}'])
def test_a_message_that_cannot_be_read_still_says_something(opened, site, phone, payload):
    page = opened("/en/", subscription_script(phone))
    push = ChromiumPush(page, site.origin)
    push.deliver(payload)
    [shown] = push.wait_for_notifications(1)
    assert shown["title"] == "Something for you"


def test_a_second_copy_replaces_the_first(opened, site, phone):
    page = opened("/en/", subscription_script(phone))
    push = ChromiumPush(page, site.origin)
    for body in ("one", "two"):
        push.deliver(f'{{"web_push": 8030, "notification": {{"title": "x", "tag": "told-1", "body": "{body}"}}}}')
        page.wait_for_timeout(300)
    assert [shown["body"] for shown in push.wait_for_notifications(1)] == ["two"]


@pytest.mark.parametrize("is_heard", [True, False])
def test_what_is_news_is_heard_and_a_repeated_reminder_is_not(opened, site, phone, is_heard):
    page = opened("/en/", subscription_script(phone))
    push = ChromiumPush(page, site.origin)
    heard = str(is_heard).lower()
    push.deliver(f'{{"web_push": 8030, "notification": {{"title": "x", "tag": "event-1", "renotify": {heard}}}}}')
    assert push.wait_for("event-1")["renotify"] is is_heard


def test_a_tap_that_comes_too_late_to_count_still_leads_the_open_window(opened, site, phone):
    """Without a real click no window comes to the front, as on a phone that took too long."""
    page = opened("/en/", subscription_script(phone))
    until(page, "navigator.serviceWorker.controller")
    tap = """
    async () => {
      await registration.showNotification("Late", { data: { navigate: "/en/notifications" } });
      const [notification] = await registration.getNotifications();
      const event = new NotificationEvent("notificationclick", { notification });
      event.waitUntil = () => {}; // it is for the browser's own events
      dispatchEvent(event);
    }
    """
    page.context.service_workers[0].evaluate(tap)
    expect(page).to_have_url(f"{site.origin}/en/notifications")


def test_the_page_of_all_notifications(opened, site, service, phone):
    page = opened("/en/notifications", subscription_script(phone))
    page.get_by_role("button", name="Tell me about these").click()
    expect(page.get_by_text("Choose one or more above.")).to_be_visible()
    page.get_by_role("checkbox", name="Open events").check()
    page.get_by_role("checkbox", name="Van stops", exact=True).check()
    page.get_by_role("button", name="Tell me about these").click()
    expect(page.get_by_text("Saved. A first notification is on its way")).to_be_visible()
    page.reload()
    expect(page.get_by_role("checkbox", name="Open events")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Volunteering")).not_to_be_checked()
    expect(page.get_by_label("Say little")).to_be_checked()
    page.get_by_label("Show the details").check()
    page.get_by_role("checkbox", name="Van stops", exact=True).uncheck()
    page.get_by_role("button", name="Tell me about these").click()
    expect(page.get_by_text("Saved. We will tell you.")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Show the details")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Van stops", exact=True)).not_to_be_checked()
    page.get_by_role("button", name="Stop all of them").click()
    expect(page.get_by_text("Stopped. You will hear nothing more")).to_be_visible()
    page.reload()
    expect(page.get_by_role("checkbox", name="Open events")).not_to_be_checked()
    expect(page.get_by_role("button", name="Stop all of them")).to_be_hidden()


@pytest.mark.parametrize("status", [429, 503])
def test_where_a_whole_hall_does_it_at_once_it_is_tried_again_and_says_so(opened, site, nobody, phone, status):
    page = opened("/en/notifications", subscription_script(phone))
    page.clock.install()
    page.route(
        "**/push/subscriptions", lambda route: route.fulfill(status=status, headers={"Retry-After": "20"}), times=2
    )
    page.get_by_role("checkbox", name="Open events").check()
    page.get_by_role("button", name="Tell me about these").click()
    for _ in range(2):
        expect(page.get_by_text("It tries again by itself")).to_be_visible()
        with page.expect_response("**/push/subscriptions"):
            page.clock.fast_forward(40_000)
    expect(page.get_by_text("Saved. A first notification is on its way")).to_be_visible()
    expect(page.get_by_text("It tries again by itself")).to_be_hidden()
    assert followed(site) == [{"events"}]


def test_a_wait_that_nobody_would_sit_through_is_not_begun(opened, site, nobody, phone):
    page = opened("/en/notifications", subscription_script(phone))
    answer = {"status": 429, "headers": {"Retry-After": "3600"}}
    page.route("**/push/subscriptions", lambda route: route.fulfill(**answer))
    page.get_by_role("checkbox", name="Open events").check()
    page.get_by_role("button", name="Tell me about these").click()
    expect(page.get_by_text("That did not work.")).to_be_visible()


def test_a_browser_that_never_answers_gets_a_sentence_after_ten_seconds(opened):
    page = opened("/en/", NEVER)
    page.clock.install()
    remind_me(page)
    page.get_by_role("button", name="Yes, tell me").click()
    expect(page.get_by_text("One moment")).to_be_visible()
    page.clock.run_for(10_000)
    expect(page.get_by_text("Your browser did not answer.")).to_be_visible()


def test_a_push_service_that_refuses_gets_a_sentence(opened):
    page = opened("/en/", REFUSED)
    remind_me(page)
    page.get_by_role("button", name="Yes, tell me").click()
    expect(page.get_by_text("That did not work.")).to_be_visible()


def test_without_javascript_remind_me_leads_to_what_works(opened):
    page = opened("/en/", java_script_enabled=False)
    remind_me(page)
    expect(page.get_by_role("heading", name="What would you like to hear about?")).to_be_visible()
    expect(page.get_by_text("Choosing here needs JavaScript.")).to_be_visible()
    expect(page.get_by_role("link", name="Add everything to my calendar")).to_be_visible()


def test_the_question_to_the_browser_comes_straight_from_the_tap(opened, phone):
    """Before any await, or Safari and Firefox would not show it."""
    watch = """
      Notification.requestPermission = async () => { window.inTap = Boolean(window.event); return "granted"; };
    """
    page = opened("/en/", subscription_script(phone) + watch)
    remind_me(page)
    page.get_by_role("button", name="Yes, tell me").click()
    expect(page.get_by_text("Yes, we will tell you.")).to_be_visible()
    assert page.evaluate("window.inTap")


def follow(page: Page, *topics: str) -> None:
    for topic in topics:
        page.get_by_role("checkbox", name=topic, exact=True).check()
    page.get_by_role("button", name="Tell me about these").click()
    expect(page.locator("[data-say^=confirms]:visible, [data-say=saved]:visible")).to_be_visible()


def followed(site: Served) -> list[set[str]]:
    """What each subscription follows, as the database has it."""
    with app_of(site.data).app_context():
        return [set(row.topics) for row in db.session.scalars(db.select(Subscription))]


@pytest.fixture
def nobody(site: Served) -> None:
    """No subscription of an earlier test is left."""
    with app_of(site.data).app_context():
        db.session.execute(db.delete(Subscription))
        db.session.commit()


def test_not_now_pauses_for_a_month_and_says_until_when(opened, site, phone):
    page = opened("/en/notifications", subscription_script(phone))
    expect(page.get_by_role("button", name="Not now: pause all for a month")).to_be_hidden()
    follow(page, "Open events")
    page.get_by_role("button", name="Not now: pause all for a month").click()
    until_then = page.get_by_text(re.compile(r"Paused until \d{1,2} \w+\."))
    expect(until_then).to_be_visible()
    page.goto(f"{site.origin}/en/")
    remind_me(page)
    expect(until_then).to_be_visible()
    page.get_by_role("button", name="Carry on now").click()
    expect(page.get_by_text("Yes, we will tell you again.")).to_be_visible()
    page.goto(f"{site.origin}/en/notifications")
    expect(page.get_by_role("checkbox", name="Open events")).to_be_checked()
    expect(until_then).to_be_hidden()


def test_whoever_follows_nothing_is_asked_once_and_not_pressed(opened, site, nobody, phone):
    page = opened("/en/", subscription_script(phone))
    remind_me(page)
    expect(page.locator("[data-pause]:visible")).to_have_count(0)
    page.get_by_role("button", name="Not now", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.reload()
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert followed(site) == []


def test_stopping_without_signal_says_so_and_is_done_with_the_next_page(opened, site, nobody, phone):
    page = opened("/en/notifications", subscription_script(phone))
    follow(page, "Open events", "Van stops")
    page.reload()  # from now on the worker has it
    until(page, "navigator.serviceWorker.controller")
    page.reload()
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("checkbox", name="Van stops", exact=True)).to_be_checked()
    page.get_by_role("checkbox", name="Van stops", exact=True).uncheck()
    page.get_by_role("button", name="Tell me about these").click()
    expect(page.get_by_text("No signal. This phone tries again by itself.")).to_be_visible()
    page.reload()
    expect(page.get_by_role("checkbox", name="Van stops", exact=True)).not_to_be_checked()
    page.get_by_role("button", name="Stop all of them").click()
    expect(page.get_by_text("No signal. This phone tries again by itself.")).to_be_visible()
    assert followed(site) == [{"events", "van-stops"}]
    page.context.set_offline(False)
    page.goto(f"{site.origin}/en/")
    until(page, "caches.open('notifications-1').then((store) => store.keys()).then((kept) => kept.length === 0)")
    assert followed(site) == []


NO_BACKGROUND_SYNC = "delete globalThis.ServiceWorkerRegistration?.prototype.sync;"


@pytest.mark.parametrize("sign", ["online", "looked at", "after a while"])
def test_a_stop_is_tried_again_on_the_page_itself(opened, site, nobody, phone, sign):
    """As in Firefox and Safari, which have no Background Sync."""
    page = opened("/en/notifications", subscription_script(phone) + NO_BACKGROUND_SYNC)
    follow(page, "Open events")
    page.clock.install()
    page.context.route("**/push/subscriptions", lambda route: route.abort())
    page.get_by_role("button", name="Stop all of them").click()
    expect(page.get_by_text("No signal. This phone tries again by itself.")).to_be_visible()
    page.context.unroute("**/push/subscriptions")
    if sign == "after a while":
        page.clock.run_for(20_000)
    else:
        on_whom, name = {"online": ("window", "online"), "looked at": ("document", "visibilitychange")}[sign]
        page.evaluate(f"{on_whom}.dispatchEvent(new Event('{name}'))")
    expect(page.get_by_text("Stopped. You will hear nothing more")).to_be_visible()
    expect(page.get_by_text("No signal.")).to_be_hidden()
    assert followed(site) == []


def test_a_stop_that_an_older_page_wrote_down_is_sent_with_the_secret(opened, site, nobody, service, phone):
    """Such slips lie on phones: they say which endpoint, and not the secret that shows whose it is."""
    page = opened("/en/notifications", subscription_script(phone))
    follow(page, "Open events", "Van stops")
    elsewhere = service.subscribe()  # one that this browser does not have any more: nobody can send it
    page.evaluate(
        """async (slips) => {
          const store = await caches.open("notifications-1");
          const keep = (slip, name) => store.put(`/push/stops/${name}`, new Response(JSON.stringify(slip)));
          await Promise.all(slips.map(keep));
        }""",
        [{"endpoint": phone.endpoint, "topics": ["events"]}, {"endpoint": elsewhere.endpoint, "topics": None}],
    )
    page.goto(f"{site.origin}/en/")
    slips = "store.keys()).then((kept) => kept.filter(({ url }) => url.includes('/stops/')).length === 0)"
    until(page, f"caches.open('notifications-1').then((store) => {slips}")
    assert followed(site) == [{"van-stops"}]


def test_a_new_endpoint_takes_the_row_along(opened, site, nobody, service, phone):
    """Whatever the browser did to its subscription meanwhile: it knows which it had."""
    page = opened("/en/notifications", subscription_script(phone))
    follow(page, "Open events")
    page.evaluate("localStorage.clear()")  # where the script that stands in keeps the subscription
    page.context.add_init_script(subscription_script(service.subscribe()))
    page.goto(f"{site.origin}/en/notifications")
    expect(page.get_by_role("checkbox", name="Open events")).to_be_checked()
    assert followed(site) == [{"events"}]


def test_pages_without_a_choice_refresh_it_once_a_day(opened, site, nobody, phone):
    page = opened("/en/notifications", subscription_script(phone))
    follow(page, "Open events")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "/push/" in request.url else None)
    for _ in range(2):
        page.goto(f"{site.origin}/en/offline")
        page.goto(f"{site.origin}/en/")
        page.wait_for_load_state("networkidle")
    once = len(sent)
    page.clock.install(time=clock.now() + timedelta(days=1))
    with page.expect_response("**/push/subscriptions") as answer:
        page.goto(f"{site.origin}/en/")
    assert (once, answer.value.status) == (0, 200)


def test_what_somebody_chose_about_how_is_kept(opened, site, nobody, phone):
    page = opened("/en/notifications", subscription_script(phone))
    page.get_by_text("Choose how").click()
    expect(page.get_by_label("Day", exact=True)).to_be_hidden()
    page.get_by_label("What’s on near you this week").check()
    page.get_by_role("checkbox", name="Open events", exact=True).check()
    page.get_by_label("Your own words for the lock screen").fill("Library reminder")
    page.locator("#quiet-from").fill("21:30")
    page.locator("#quiet-until").fill("07:00")
    page.get_by_label("Day", exact=True).select_option(label="Friday")
    page.get_by_label("Time", exact=True).fill("17:00")
    page.locator("[data-of=events] select").select_option(label="Show the details")
    page.get_by_role("button", name="Tell me about these").click()
    expect(page.get_by_text("Saved. A first notification")).to_be_visible()
    page.reload()
    page.get_by_text("Choose how").click()
    expect(page.get_by_label("Your own words for the lock screen")).to_have_value("Library reminder")
    expect(page.locator("#quiet-from")).to_have_value("21:30")
    expect(page.get_by_label("Day", exact=True)).to_have_value("4")
    expect(page.get_by_label("Time", exact=True)).to_have_value("17:00")
    expect(page.locator("[data-of=events] select")).to_have_value("false")
    with app_of(site.data).app_context():
        [row] = db.session.scalars(db.select(Subscription))
        assert (row.own_quiet_time, row.digest_day, row.digest_at) == (("21:30", "07:00"), 4, "17:00")
        assert row.discreet_topics == {"events": False}
        assert row.digest_due_at is not None


def test_a_pause_has_the_length_that_one_chooses(opened, site, nobody, phone):
    page = opened("/en/notifications", subscription_script(phone))
    follow(page, "Open events")
    page.get_by_text("Choose how").click()
    page.get_by_label("Tell me nothing").select_option(label="For 3 days")
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(page.get_by_text(re.compile(r"Paused until"))).to_be_visible()
    with app_of(site.data).app_context():
        [row] = db.session.scalars(db.select(Subscription))
        assert timedelta(days=2) < row.paused_until - clock.now() <= timedelta(days=3)


@pytest.mark.parametrize("place", ["all notifications", "the question"])
def test_a_stop_can_be_undone_and_takes_what_is_shown_off_the_lock_screen(opened, site, nobody, phone, place):
    page = opened("/en/notifications", subscription_script(phone))
    page.get_by_label("What’s on near you this week").check()
    page.locator("[data-how] summary").click()
    page.get_by_label("Your own words for the lock screen").fill("Library reminder")
    follow(page, "Open events")
    if place == "the question":
        page.goto(f"{site.origin}/en/")
        remind_me(page)
        page.get_by_role("button", name="Yes, tell me").click()
        expect(page.get_by_text("Yes, we will tell you.")).to_be_visible()
    [before] = followed(site)
    push = ChromiumPush(page, site.origin)
    topic = page.locator("[data-remind]").get_attribute("data-topic") if place == "the question" else "events"
    for tag, about in (("one", topic), ("two", "volunteering")):
        facts = f'{{"title": "x", "tag": "{tag}", "data": {{"topic": "{about}"}}}}'
        push.deliver(f'{{"web_push": 8030, "notification": {facts}}}')
        push.wait_for(tag)
    stop = "Stop all of them" if place == "all notifications" else "Stop telling me about this"
    page.get_by_role("button", name=stop).click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Yes, we will tell you again.")).to_be_visible()
    assert followed(site) == [before]
    assert [shown["tag"] for shown in push.notifications()] == ([] if place == "all notifications" else ["two"])
    with app_of(site.data).app_context():
        [row] = db.session.scalars(db.select(Subscription))
        assert row.lock_screen_title == "Library reminder"
