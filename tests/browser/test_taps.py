"""A tap on a notification never takes away a public form that has words in it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Worker, expect

from tests.browser.conftest import until
from tests.browser.pages import app_of, fill, visit_all
from tests.served import Served

#: Without a real click no window can be opened or come to the front: what is left is leading one that is open.
TAP = """
async (navigate) => {
  await registration.showNotification("News", { data: { navigate } });
  const [notification] = await registration.getNotifications();
  const event = new NotificationEvent("notificationclick", { notification });
  const handled = new Promise((resolve) => {
    event.waitUntil = (work) => resolve(work.catch(() => {}));
  });
  dispatchEvent(event);
  await handled;
}
"""
AN_OPEN_FIELD = "main form:not([data-find]) :is(input:not([type=hidden]), textarea, select):visible"
CHANGE = """
(field) => {
  if (field.type === "checkbox" || field.type === "radio") field.checked = !field.checked;
  else if (field.localName === "select") field.selectedIndex = field.options.length - 1;
  else field.value = { number: "7", date: "2027-06-10", time: "10:00" }[field.type] ?? "Kwame";
}
"""
ELSEWHERE = "/en/van-stops"


@pytest.fixture
def context(new_context: Callable[..., BrowserContext], site: Served) -> BrowserContext:
    made = new_context()
    made.grant_permissions(["notifications"], origin=site.origin)
    return made


@pytest.fixture
def worker(context: BrowserContext, site: Served) -> Worker:
    page = context.new_page()
    page.goto(f"{site.origin}/en/offline")
    until(page, "navigator.serviceWorker.ready.then(({ active }) => active?.state === 'activated')")
    page.close()
    return context.service_workers[0]


def forms_of(page: Page, site: Served) -> list[str]:
    """One public page of each kind on which there is something to fill in, found by the links."""
    app, found = app_of(site.data), {}
    for endpoint in visit_all(app, page, site.origin, ["/en/", *fill(app)]):
        if "/en/" in page.url and page.locator(AN_OPEN_FIELD).count():
            found.setdefault(endpoint, page.url)
    return list(found.values())


def test_a_form_with_words_in_it_stays_whichever_it_is(context: BrowserContext, site: Served, worker: Worker) -> None:
    page = context.new_page()
    addresses = forms_of(page, site)
    assert len(addresses) >= 6, addresses
    for address in addresses:
        page.goto(address)
        fields = page.locator(AN_OPEN_FIELD).count()
        for number in {0, fields // 2, fields - 1}:
            page.goto(address)
            until(page, "navigator.serviceWorker.controller")
            field = page.locator(AN_OPEN_FIELD).nth(number)
            field.evaluate(CHANGE)
            worker.evaluate(TAP, ELSEWHERE)
            page.evaluate("new Promise((resolve) => setTimeout(resolve))")
            assert page.url == address, field.evaluate("it => it.outerHTML")


def test_a_form_that_came_back_with_a_mistake_stays(context: BrowserContext, site: Served, worker: Worker) -> None:
    """Its words are its defaults by then, and are nowhere else."""
    page = context.new_page()
    page.goto(f"{site.origin}/en/propose")
    page.locator("textarea").first.fill("We kick a ball about.")
    page.get_by_role("main").get_by_role("button").last.click()
    expect(page.get_by_role("alert").or_(page.locator("#mistakes, .mistakes")).first).to_be_visible()
    worker.evaluate(TAP, ELSEWHERE)
    expect(page.locator("textarea").first).to_have_value("We kick a ball about.")


def test_a_form_with_nothing_in_it_is_led_on(context: BrowserContext, site: Served, worker: Worker) -> None:
    page = context.new_page()
    page.goto(f"{site.origin}/en/propose")
    until(page, "navigator.serviceWorker.controller")
    worker.evaluate(TAP, ELSEWHERE)
    expect(page).to_have_url(site.origin + ELSEWHERE)


def test_a_window_that_gives_no_answer_is_left_alone(context: BrowserContext, site: Served, worker: Worker) -> None:
    silent = {"body": "export const sayWhetherUnsaved = () => {};", "content_type": "text/javascript"}
    context.route("**/static/js/unsaved.js", lambda route: route.fulfill(**silent))
    page = context.new_page()
    page.goto(f"{site.origin}/en/propose")
    until(page, "navigator.serviceWorker.controller")
    worker.evaluate(TAP, ELSEWHERE)
    assert page.url == f"{site.origin}/en/propose"
