"""Twice as large a text on a phone: nothing that is written is cut off or runs out of its button."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.van import get_ready, goto, register

#: Words that reach beyond the box they stand in, or beyond the screen.
RUNS_OUT = """
() => [...document.querySelectorAll(".button, .status, .choice, .mistakes, .quiet, .big-code, main h1, main h2")]
  .filter((box) => box.offsetParent && !box.classList.contains("hidden"))
  .filter((box) => {
    const range = document.createRange();
    range.selectNodeContents(box);
    const [words, edge] = [range.getBoundingClientRect(), box.getBoundingClientRect()];
    return words.left < edge.left - 1 || words.right > edge.right + 1 || words.right > innerWidth + 1;
  })
  .map((box) => box.textContent.trim().replace(/\\s+/g, " "))
"""


def enlarge(page: Page) -> None:
    page.evaluate("document.documentElement.style.fontSize = '200%'")


@pytest.mark.parametrize(
    "path", ["/en/van", "/en/van/set-up", "/en/van/shift", "/en/register", "/en/worried", "/me/no"]
)
def test_nothing_runs_out_of_its_box(new_context, site, path):
    page = goto(new_context(), site, path)
    page.wait_for_load_state("networkidle")
    enlarge(page)
    assert page.evaluate(RUNS_OUT) == []


def test_nor_on_a_tablet_that_is_set_up(new_context, site):
    page = get_ready(new_context(), site)
    enlarge(page)
    assert page.evaluate(RUNS_OUT) == []


def test_nor_in_the_hands_of_somebody_else(new_context, site):
    context = new_context()
    get_ready(context, site).close()
    page = goto(context, site, "/en/register?practise")
    page.get_by_role("button", name="Hand the tablet over").click()
    enlarge(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="One thing to put right")).to_be_visible()
    assert page.evaluate(RUNS_OUT) == []
    register(page)
    assert page.evaluate(RUNS_OUT) == []
