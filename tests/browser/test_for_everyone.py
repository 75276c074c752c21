"""Whoever comes with a keyboard, a magnifier, colours of their own, without scripts: nothing keeps them out."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import AXE, RUN_AXE
from tests.browser.test_large_text import RUNS_OUT, enlarge
from tests.browser.van import get_ready, goto

EVENT = "events/living-well-open-event"
PAGES = ["", EVENT, "van", "register", "notifications", "propose", "better-words"]

#: Wider than the screen: something that has to be scrolled to from side to side.
IS_WIDER = "document.scrollingElement.scrollWidth > innerWidth"
#: What can be acted on and shows no edge, once backgrounds are taken away.
WITHOUT_EDGE = """
() => [...document.querySelectorAll(".button, .quiet, .leave, input:not([type=hidden]), textarea, select")]
  .filter((it) => it.offsetParent)
  .filter((it) => !["checkbox", "radio"].includes(it.type) && parseFloat(getComputedStyle(it).borderTopWidth) < 1)
  .map((it) => it.outerHTML.slice(0, 80))
"""
MOVES = """
document.getAnimations().length > 0 || getComputedStyle(document.documentElement).scrollBehavior === "smooth"
"""
#: Where the keyboard is, and whether one sees it.
FOCUS = """
() => {
  const it = document.activeElement, style = getComputedStyle(it), box = it.getBoundingClientRect();
  return {
    name: it.textContent.trim() || it.name,
    seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    there: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}
"""
#: What the tokens come to, wherever a page uses them.
COLOURS = """
() => {
  const probe = document.createElement("p"), found = {};
  document.body.append(probe);
  const sheets = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]).map((rule) => rule.cssText).join();
  for (const [name] of sheets.matchAll(/--[\\w-]+(?=: (?:#|light-dark|not-known))/g)) {
    probe.style.color = `var(${name})`;
    found[name] = getComputedStyle(probe).color;
  }
  return found;
}
"""
#: Puts these words into the title and every text as typed.
STANDS_IN = """
(words) => {
  for (const it of document.querySelectorAll("main :is(h1, p.lines, .cover), .english")) it.textContent = words;
}
"""
#: How far from the edge where the page begins they stand.
EDGES = """
() => [...document.querySelectorAll("main :is(h1, p.lines, .cover), .english")].map((it) => {
  const range = document.createRange();
  range.selectNodeContents(it);
  const [box, words] = [it.getBoundingClientRect(), range.getBoundingClientRect()];
  return document.dir === "rtl" ? box.right - words.right : words.left - box.left;
})
"""


@pytest.mark.parametrize("language", ["en", "ar"])
def test_small_screens_large_letters_own_colours_and_no_motion(new_context, site, language):
    page = new_context(viewport={"width": 320, "height": 640}).new_page()
    wrong = []
    for path in PAGES:
        page.goto(f"{site.origin}/{language}/{path}")
        wrong += [f"{path}: wider than 320 px"] if page.evaluate(IS_WIDER) else []
        page.emulate_media(forced_colors="active")
        wrong += [f"{path}: no edge: {it}" for it in page.evaluate(WITHOUT_EDGE)]
        page.emulate_media(forced_colors="none", reduced_motion="reduce")
        wrong += [f"{path}: moves"] if page.evaluate(MOVES) else []
        page.emulate_media(reduced_motion="no-preference")
        page.set_viewport_size({"width": 360, "height": 740})
        enlarge(page)
        wrong += [f"{path}: too large: {it}" for it in page.evaluate(RUNS_OUT)]
        page.set_viewport_size({"width": 320, "height": 640})
    assert wrong == []


def test_a_phone_from_before_light_dark_has_the_light_colours(new_context, site):
    def colours(page):
        page.goto(f"{site.origin}/en/")
        return page.evaluate(COLOURS)

    def make_it_old(route):
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("light-dark(", "not-known("))

    newest, old = (new_context(color_scheme=scheme).new_page() for scheme in ("light", "dark"))
    old.route("**/site.css", make_it_old)
    expected = colours(newest)
    assert len(expected) > 10
    assert colours(old) == expected


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_keyboard_gets_everywhere_and_shows_where_it_is(new_context, site, language):
    page = goto(new_context(reduced_motion="reduce"), site, f"/{language}/{EVENT}")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS)["name"] == page.locator(".skip").inner_text()
    can_be_reached = page.locator("a[href]:visible, button:visible, input:visible, summary:visible").count()
    reached = []
    for _ in range(can_be_reached + 5):
        reached.append(page.evaluate(FOCUS))
        page.evaluate("document.activeElement.dataset.reached = ''")
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
    assert [it["name"] for it in reached if not (it["seen"] and it["there"])] == []
    assert page.locator("[data-reached]").count() == can_be_reached


def test_the_keyboard_alone_asks_to_be_reminded_and_goes_back(new_context, site):
    page = goto(new_context(), site, f"/en/{EVENT}")
    page.wait_for_load_state("networkidle")
    remind = page.locator("[data-open]").first
    remind.focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog[open]")).to_be_visible()
    assert page.evaluate("document.querySelector('dialog[open]').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(remind).to_be_focused()


def test_without_scripts_every_form_for_everyone_works_in_ones_own_language(new_context, site):
    page = new_context(java_script_enabled=False, locale="pt-BR").new_page()
    page.goto(f"{site.origin}/")
    expect(page.locator("html")).to_have_attribute("lang", "pt-PT")
    page.get_by_role("link", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.get_by_role("link", name="Português").click()
    page.locator("li[data-kind=event] a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.locator(".draft a").click()
    page.locator("[name=better]").fill("Venha ver")
    page.locator("form .button.main").click()
    expect(page.locator("h1")).to_be_visible()
    assert page.url.endswith("/pt/better-words/thanks")
    assert page.locator("a#leave").get_attribute("href")


@pytest.mark.parametrize("path", [EVENT, "places", "propose"])
@pytest.mark.parametrize(("language", "words"), [("ar", "Open event 5"), ("en", "لقاء ٥")])
def test_words_of_another_direction_stand_where_the_page_begins(new_context, site, path, language, words):
    """They keep their own direction, and do not jump to the other edge."""
    page = goto(new_context(viewport={"width": 360, "height": 740}), site, f"/{language}/{path}")
    page.evaluate(STANDS_IN, words)
    edges = page.evaluate(EDGES)
    assert edges, "nothing was looked at"
    assert all(abs(begins) < 2 for begins in edges), edges


def test_a_tablet_says_which_languages_need_signal(new_context, site):
    context = new_context()
    page = get_ready(context, site)
    links = page.locator("#languages a")
    expect(links.filter(has_text="Português")).to_contain_text("needs signal")
    expect(links.filter(has_text="English")).to_have_text("English")
    context.set_offline(True)
    links.filter(has_text="Português").click()
    expect(page.get_by_text("A tablet carries only some languages.")).to_be_visible()


def test_axe_would_see_words_of_another_language_unmarked(new_context, site):
    """So that the gate for both directions is known to look at languages at all."""
    page: Page = goto(new_context(), site, "/ar/")
    page.evaluate("document.querySelector('#languages a').lang = 'nonsense'")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert any("valid-lang" in what for what in page.evaluate(RUN_AXE, {}))
