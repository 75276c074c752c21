"""The form in a person's hands, and after them: nothing comes back, nothing stays open."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import TABLET
from tests.browser.van import get_ready, goto, read_code, register, run

SECRET = "Zebedee Quillfeather"


@pytest.fixture
def form(tablet, site) -> Page:
    """The form on a tablet that is ready and has no signal; its clock is in the test's hands."""
    get_ready(tablet.context, site).close()
    tablet.context.set_offline(True)
    page = tablet.context.new_page()
    page.clock.install()
    page.goto(site.origin + "/en/register")
    expect(page.get_by_role("button", name="Save and start again")).to_be_enabled()
    return page


def fill_in(page: Page) -> None:
    page.get_by_label("What should we call you?").fill(SECRET)
    page.get_by_label("You may keep this.").check()


def expect_empty(page: Page) -> None:
    expect(page.get_by_label("What should we call you?")).to_have_value("")
    expect(page.get_by_label("You may keep this.")).not_to_be_checked()


def test_handed_over_there_is_only_the_form_until_it_is_handed_back(form):
    form.get_by_role("button", name="Hand the tablet over").click()
    assert form.get_by_role("link").count() == 0, "no way elsewhere"
    small = form.evaluate("() => parseFloat(getComputedStyle(document.documentElement).fontSize)")
    large = form.evaluate("() => parseFloat(getComputedStyle(document.body).fontSize)")
    assert large > 1.25 * small
    fill_in(form)
    form.get_by_role("button", name="Save", exact=True).click()
    expect(form.get_by_text("Saved on this tablet. Not sent yet.")).to_be_visible()
    expect(form.get_by_label("What should we call you?")).to_be_hidden()
    assert form.get_by_role("link").count() == 0
    form.get_by_role("button", name="Hand back").click()
    expect(form.get_by_role("link", name="Back to the van")).to_be_visible()
    expect(form.get_by_role("button", name="Hand the tablet over")).to_be_hidden()  # it shows their page
    form.get_by_role("button", name="Next person").click()
    expect(form.get_by_role("button", name="Save and start again")).to_be_visible()
    expect(form.get_by_role("button", name="Hand the tablet over")).to_be_visible()
    expect(form.get_by_text("Saved on this tablet.")).to_be_hidden()
    expect_empty(form)


def test_left_alone_it_asks_and_then_empties_itself(form):
    fill_in(form)
    form.clock.run_for(99_000)
    expect(form.get_by_role("heading", name="Still here?")).to_be_hidden()
    form.clock.run_for(2_000)
    expect(form.get_by_role("heading", name="Still here?")).to_be_visible()
    expect(form.get_by_role("dialog")).to_contain_text(re.compile(r"empties itself\. (19|20) seconds"))
    form.get_by_role("button", name="Yes, carry on").click()
    expect(form.get_by_label("What should we call you?")).to_have_value(SECRET)
    form.clock.run_for(101_000)
    expect(form.get_by_role("heading", name="Still here?")).to_be_visible()
    name = "document.getElementById('registration').elements.name.value"
    form.evaluate(f"addEventListener('pagehide', () => sessionStorage.setItem('left', {name}))")
    form.clock.run_for(20_000)
    form.wait_for_url("**/en/van")
    assert form.evaluate("sessionStorage.getItem('left')") == ""
    form.go_back()
    assert not form.url.endswith("/register"), "it is not in the history any more"


def test_while_it_asks_nothing_of_what_was_written_can_be_read(form):
    """Not on the screen, where the words would shine through, and not by what reads aloud."""
    words = form.get_by_label("What should we call you?")
    form.clock.pause_at(form.evaluate("Date.now() / 1000 + 1"))  # nothing but the test counts the seconds from here on
    words.focus()
    empty = ask_and_look(form)
    fill_in(form)
    for field in ("How can we reach you?", "What do you enjoy, or could share?", "What would help?"):
        form.get_by_label(field).fill(SECRET)
    assert ask_and_look(form) == empty, "the same picture, whatever was written"


def ask_and_look(form: Page) -> bytes:
    """What can be seen while it asks, with the question answered afterwards."""
    form.clock.run_for(100_500)
    question = form.get_by_role("dialog", name="Still here?")
    expect(question).to_be_visible()
    nodes = form.context.new_cdp_session(form).send("Accessibility.getFullAXTree")["nodes"]
    read_aloud = [str(node.get(part)) for node in nodes if not node["ignored"] for part in ("name", "value")]
    assert any("Still here?" in words for words in read_aloud)
    assert not any(SECRET in words for words in read_aloud)
    yes = form.get_by_role("button", name="Yes, carry on")
    expect(yes).to_be_focused()
    form.keyboard.press("Tab")
    assert form.evaluate("document.activeElement.closest('#still-here, body').id") in {"still-here", ""}
    yes.focus()
    form.evaluate("document.querySelector('#still-here [data-seconds]').textContent = ''")
    picture = form.screenshot(caret="hide", animations="disabled")
    yes.click()
    expect(question).to_be_hidden()
    return picture


def test_asleep_counts(form):
    fill_in(form)
    form.clock.fast_forward(10 * 60_000)  # timers did not run meanwhile, the clock did
    form.wait_for_url("**/en/van")


def test_a_clock_that_is_put_back_buys_no_time(form):
    fill_in(form)
    form.clock.set_system_time("2001-01-01T00:00:00Z")
    form.clock.run_for(121_000)
    form.wait_for_url("**/en/van")


def test_out_of_sight_it_is_covered_until_somebody_taps(form):
    fill_in(form)
    form.evaluate(
        """() => {
             Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
             document.dispatchEvent(new Event("visibilitychange"));
             delete document.visibilityState;
           }"""
    )
    carry_on = form.get_by_role("button", name="Carry on", exact=True)
    box = form.locator("#cover").bounding_box()
    assert box
    assert (box["x"], box["y"]) == (0, 0)
    assert (box["width"], box["height"]) == (TABLET["width"], TABLET["height"])
    top = form.evaluate("() => document.elementFromPoint(innerWidth / 2, 40).id")
    assert top == "cover"
    for _ in range(4):
        form.keyboard.press("Tab")
        assert form.evaluate("() => document.activeElement.closest('#cover, body').id") in {"cover", ""}
    carry_on.click()
    expect(carry_on).to_be_hidden()
    expect(form.get_by_label("What should we call you?")).to_have_value(SECRET)


def test_a_page_that_comes_out_of_memory_starts_afresh(form):
    fill_in(form)
    with form.expect_navigation():
        form.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(form.get_by_role("button", name="Save and start again")).to_be_enabled()
    expect_empty(form)


def test_nothing_offers_to_fill_it_in(form):
    assert form.locator("#registration").get_attribute("autocomplete") == "off"
    fields = form.locator("#registration :is(input, textarea)")
    assert set(fields.evaluate_all("fields => fields.map((field) => field.autocomplete)")) == {"off"}


def test_loaded_again_it_is_empty(form):
    """What browsers put back after a reload, a crash or in a restored tab is the same state of the form."""
    fill_in(form)
    form.reload()
    expect(form.get_by_role("button", name="Save and start again")).to_be_enabled()
    expect_empty(form)


def test_the_code_of_the_own_page_is_made_here_and_goes_with_the_next_person(form, site):
    form.clock.resume()
    register(form, name="First")
    first = read_code(form.locator("#saved .own-page"))
    register(form, name="Second")
    second = read_code(form.locator("#saved .own-page"))
    for address in (first, second):
        prefix, _, secret = address.rpartition("/")
        assert prefix == f"{site.origin}/me"
        assert len(secret) == 22
    assert first != second
    form.get_by_role("button", name="Next person").click()
    assert form.locator("#saved .code *").count() == 0
    assert first.rpartition("/")[2] not in form.content()


def test_practice_seals_nothing_and_sends_nothing(tablet, form, site):
    tablet.context.set_offline(False)
    asked: list[str] = []
    tablet.context.on("request", lambda request: asked.append(request.url))
    page = goto(tablet.context, site, "/en/van")
    expect(page.get_by_text("What’s on was updated")).to_be_visible()
    page.get_by_role("link", name="Practise", exact=True).click()
    expect(page.get_by_text("Practice. Nothing is saved, nothing is sent.")).to_be_visible()
    asked.clear()
    register(page, name=SECRET)
    expect(page.get_by_text("Practice. Nothing was saved.")).to_be_visible()
    assert read_code(page.locator("#saved .own-page")) == f"{site.origin}/"
    assert run(page, "async (part) => (await part('service_worker/outbox')).counts()") == {"waiting": 0, "today": 0}
    assert [url for url in asked if "/sync/" in url] == []
    page.get_by_role("link", name="End practice").click()
    expect(page.get_by_text("Nothing waits to be sent.")).to_be_visible()


def test_practice_needs_no_tablet_that_is_set_up(new_context, site):
    page = goto(new_context(), site, "/en/register?practise")
    register(page, name=SECRET)
    expect(page.get_by_text("Practice. Nothing was saved.")).to_be_visible()
