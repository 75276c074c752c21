"""“Leave this page” works while a modal dialog is open, whichever dialog and page it is."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.pages import app_of, fill, visit_all
from tests.served import ROOT, Served

EXIT = "https://www.bbc.co.uk/weather"
#: Opens one dialog as its button would, and closes the one before it.
OPEN = """
(number) => {
  for (const other of document.querySelectorAll("dialog[open]")) other.close();
  document.querySelectorAll("dialog")[number].showModal();
}
"""
#: What a finger meets in the middle of the link, and what has the focus.
AT_ITS_MIDDLE = """
(link) => {
  const { left, top, width, height } = link.getBoundingClientRect();
  return link.contains(document.elementFromPoint(left + width / 2, top + height / 2));
}
"""
HAS_FOCUS = "(link) => link === document.activeElement"


def ways_out(page: Page) -> Iterator[str]:
    """Opens each dialog of a page; what is wrong with the link in it, or "" for each where nothing is."""
    for number in range(page.locator("dialog").count()):
        page.evaluate(OPEN, number)
        name = page.locator("dialog").nth(number).get_attribute("aria-labelledby")
        link = page.locator("dialog[open] > a.leave")
        if link.count() != 1:
            yield f"{page.url} #{name}: {link.count()} links"
            continue
        starts_elsewhere = not link.evaluate(HAS_FOCUS)
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        for _ in range(20):
            if link.evaluate(HAS_FOCUS):
                break
            page.keyboard.press("Tab")
        fine = starts_elsewhere and link.evaluate(HAS_FOCUS) and link.evaluate(AT_ITS_MIDDLE)
        yield "" if fine else f"{page.url} #{name}: a finger or a key does not reach it"


def test_it_stands_in_every_dialog_of_every_page(context: BrowserContext, site: Served) -> None:
    app = app_of(site.data)
    found, met = [], set()
    page = context.new_page()
    for _endpoint in visit_all(app, page, site.origin, ["/en/", *fill(app)], second="ar"):
        if page.locator("#leave").count():
            found += list(ways_out(page))
            dialogs = page.locator("dialog")
            met |= set(dialogs.evaluate_all("dialogs => dialogs.map((it) => it.getAttribute('aria-labelledby'))"))
    assert [wrong for wrong in found if wrong] == []
    assert met == dialogs_in_templates()


def dialogs_in_templates() -> set[str]:
    """What labels each dialog in the templates, van mode left out: its pages have no such link."""
    templates = (it for it in (ROOT / "templates").rglob("*.html") if it.parent.name != "van")
    tags = (tag for it in templates for tag in re.findall(r"<dialog[^>]*>", it.read_text(encoding="utf-8")))
    return {tag.partition('aria-labelledby="')[2].partition('"')[0] for tag in tags}


@pytest.fixture
def context(new_context: Callable[..., BrowserContext]) -> BrowserContext:
    return new_context()


@pytest.fixture
def question(context: BrowserContext, site: Served) -> Page:
    """The question about reminders is open on an event's page."""
    context.route(EXIT, lambda route: route.fulfill(body="<title>Weather</title>", content_type="text/html"))
    page = context.new_page()
    page.goto(f"{site.origin}/en/events/living-well-open-event")
    page.get_by_role("link", name="Remind me").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    return page


@pytest.mark.parametrize("way", ["tap", "keyboard", "escape"])
def test_it_leaves_from_an_open_question_and_back_does_not_return(question: Page, site: Served, way: str) -> None:
    link = question.get_by_role("dialog").get_by_role("link", name="Leave this page")
    if way == "tap":
        link.click()
    elif way == "keyboard":
        link.focus()
        question.keyboard.press("Enter")
    else:
        for _ in range(3):
            question.keyboard.press("Escape")
    question.wait_for_url(EXIT)
    question.go_back()
    assert not question.url.startswith(site.origin)


def test_a_question_opened_again_begins_with_its_own_words(question: Page) -> None:
    """Not with the link: a thumb on "Enter" would leave by mistake."""
    question.get_by_role("button", name="Not now", exact=True).click()
    question.get_by_role("link", name="Remind me").click()
    link = question.locator("dialog[open] > a.leave")
    expect(link).to_have_count(1)
    expect(link).not_to_be_focused()
