"""The screen stays on while a code is held up, and nothing breaks where a browser can't do that."""

import pytest

from tests.browser.conftest import until
from tests.served import ROOT

MODULE = ROOT / "static" / "js" / "stay-awake.js"
PAGE = '<!doctype html><title>Code</title><script type="module" src="/stay-awake.js"></script>'
# An empty page, which every tab starts with, has no wakeLock at all.
COUNT = "window.asked = []; if (navigator.wakeLock) navigator.wakeLock.request = async (kind) => asked.push(kind);"
REFUSE = "if (navigator.wakeLock) navigator.wakeLock.request = async () => { throw new Error('no'); };"
MISSING = "Object.defineProperty(Navigator.prototype, 'wakeLock', { get: () => undefined });"


@pytest.fixture
def open_page(new_context):
    """Opens a page with the module, after `script`."""

    def open_page(script):
        context = new_context()
        context.add_init_script(script)
        context.route("**/*", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
        context.route("**/stay-awake.js", lambda route: route.fulfill(path=MODULE, content_type="text/javascript"))
        page = context.new_page()
        page.goto("http://127.0.0.1/")
        return page

    return open_page


def test_it_asks_at_once_and_again_whenever_the_page_comes_back(open_page):
    page = open_page(COUNT)
    until(page, "asked.length === 1")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    until(page, "asked.length === 2")
    assert page.evaluate("asked") == ["screen", "screen"]


@pytest.mark.parametrize("script", [REFUSE, MISSING])
def test_a_refusal_is_no_error(open_page, script):
    """What a page complains about fails the test (see `complaints`)."""
    open_page(script).wait_for_timeout(200)
