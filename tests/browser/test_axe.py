"""axe finds nothing on any page, in light and in dark, on a phone."""

from pathlib import Path

import pytest

from tests.browser.pages import app_of, fill, kinds_of_pages, register_somebody, sign_in, visit_all
from tests.served import Served

AXE = Path(__file__).parents[2] / ".cache/axe/node_modules/axe-core/axe.min.js"
RUN = """
async (options) =>
  (await axe.run(document, options)).violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0].html}`)
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    running = Served(tmp_path_factory.mktemp("axe") / "data")
    yield running
    running.stop()


def found_on(page):
    """What axe says, as sentences."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    page.emulate_media(color_scheme="light")
    found = page.evaluate(RUN, {})
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {what}" for what in page.evaluate(RUN, {"runOnly": ["color-contrast"]})]
    return [f"{page.url}: {what}" for what in found]


def test_no_barrier_on_any_page(site, new_context):
    app = app_of(site.data)
    unlinked = fill(app)
    found, seen = [], set()
    visitor = new_context(reduced_motion="reduce").new_page()
    starts = ["/en/", "/en/van", "/en/register", "/en/van/leaflets", "/en/offline", "/en/notifications", "/sign-in"]
    for endpoint in visit_all(app, visitor, site.origin, [*starts, *unlinked[2:]]):
        seen.add(endpoint)
        found += found_on(visitor)
    desk = new_context(reduced_motion="reduce").new_page()
    sign_in(desk, site.origin)
    register_somebody(desk, site.origin)
    for endpoint in visit_all(app, desk, site.origin, ["/desk", "/register", *unlinked[:2], "/needs-a-look"]):
        seen.add(endpoint)
        found += found_on(desk)
    assert found == []
    assert kinds_of_pages(app) - seen == set(), "never looked at"


def test_it_would_say_so(site, new_context):
    page = new_context().new_page()
    page.goto(f"{site.origin}/en/")
    page.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', '<img src=/x.png><button></button>')")
    assert {"image-alt", "button-name"} <= {what.split(": ")[1] for what in found_on(page)}
