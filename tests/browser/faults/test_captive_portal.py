"""A captive portal answers in place of base: what is kept is shown, the portal only where there is nothing, and no
cache takes anything of it."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import line as lines
from tests.browser import van
from tests.browser.conftest import until
from tests.browser.faults.outing import Outing
from tests.browser.line import EVERYWHERE, Line
from tests.served import Served

PORTAL = "<!doctype html><title>Free Wi-Fi</title><h1>Free Wi-Fi</h1><script>document.title = 'Portal'</script>"
PORTALS = {
    "a page": lines.answer(200, PORTAL),
    "a page that nobody may keep": lines.answer(200, PORTAL, Cache_Control="no-store"),
    "nothing": lines.answer(200),
    "JSON": lines.answer(200, "{}", Content_Type="application/json"),
    "what can't be unpacked": lines.answer(200, PORTAL, Content_Encoding="gzip"),
    "an ETag of its own": lines.answer(200, PORTAL, ETag='W/"5e1f"'),
    "not allowed": lines.answer(403, PORTAL),
    "sign in (RFC 6585)": lines.answer(511, PORTAL),
    "elsewhere": lines.answer(302, Location="http://127.0.0.1:9/sign-in"),
    "elsewhere, for good": lines.answer(301, Location="http://127.0.0.1:9/sign-in"),
    "here": lines.answer(307, Location="/wifi-sign-in"),
    "no handshake": lines.cut_before,
}
#: In a page: one of the app's files that this device does not have.
NEVER_SEEN = """
  fetch(document.querySelector("link[rel=stylesheet]").href.replace(/[^/]+$/, "never-seen.css"))
    .then((answer) => answer.text()).catch(() => {})
"""
EVENT = "/en/events/living-well-open-event"


def strangers(page: Page) -> list[str]:
    """The addresses in all caches whose content is not base's."""
    found: list[str] = page.evaluate(
        """async () => {
          const found = [];
          for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const request of await cache.keys()) {
              const text = await (await cache.match(request)).text();
              if (text === "" || text.includes("Wi-Fi")) found.push(request.url);
            }
          }
          return found;
        }"""
    )
    return found


def test_on_the_van_what_is_on_is_what_is_on(outing: Outing) -> None:
    outing.start()
    page = outing.context.new_page()
    for fault in PORTALS.values():
        outing.line.fail(fault, EVERYWHERE)
        for path in ("/", "/en/", EVENT, "/van", "/en/van"):
            page.goto(outing.site.origin + path)
            assert page.locator("#languages, #outbox").count() > 0, (fault, path, page.content()[:200])
        assert van.run(page, "async (part) => (await (await part('service_worker/pack')).update()).state") == "later"
    assert strangers(page) == []
    outing.come_home()


@pytest.fixture
def phone(new_context, site: Served) -> BrowserContext:
    """A phone whose worker has kept the front page and an event."""
    context: BrowserContext = new_context()
    page = van.goto(context, site, "/en/")
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    until(page, "navigator.serviceWorker.controller")
    page.goto(site.origin + EVENT)
    kept = "(await caches.match(location.href)) !== undefined"
    until(page, kept)
    page.goto(site.origin + "/en/")
    until(page, kept)
    page.close()
    return context


def test_on_a_phone_what_was_seen_is_seen_again(phone: BrowserContext, site: Served, line: Line) -> None:
    page = phone.new_page()
    for fault in PORTALS.values():
        line.fail(fault, EVERYWHERE)
        for path in ("/", "/en/", EVENT):
            page.goto(site.origin + path)
            assert page.locator("#languages").count() > 0, (fault, path, page.content()[:200])
        page.evaluate(NEVER_SEEN)
    assert strangers(page) == []
    line.mend()
    assert page.goto(f"{site.origin}/en/events/nothing-like-that").status == 404, "base is heard again"
    page.goto(site.origin + "/")
    expect(page).to_have_url(f"{site.origin}/en/")


@pytest.mark.parametrize("name", ["a page", "not allowed", "here"])
def test_where_nothing_is_kept_people_can_sign_in(phone: BrowserContext, site: Served, line: Line, name: str) -> None:
    page = phone.new_page()
    line.fail(PORTALS[name], EVERYWHERE)
    if name == "here":
        line.fail(lambda call: (PORTALS["here"] if call.path == "/en/about" else PORTALS["a page"])(call), EVERYWHERE)
    page.goto(site.origin + "/en/about")
    expect(page.get_by_role("heading", name="Free Wi-Fi")).to_be_visible()
    assert strangers(page) == []


def test_a_page_that_base_took_off_is_not_shown_from_before(phone: BrowserContext, site: Served, line: Line) -> None:
    """Base's own answers count, whatever is kept: a page that is gone, a page that moved."""
    page = phone.new_page()
    line.fail(lines.answer(404, "<!doctype html><title>Gone</title>", Peer_App="1"), EVERYWHERE)
    page.goto(site.origin + EVENT)
    expect(page).to_have_title("Gone")
    moved = lines.answer(302, Location="/en/about", Peer_App="1")
    line.fail(lambda call: (moved if call.path == EVENT else lines.pass_on)(call), EVERYWHERE)
    page.goto(site.origin + EVENT)
    expect(page).to_have_url(f"{site.origin}/en/about")
