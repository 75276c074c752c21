"""The pack, whatever happens while it is fetched: never half of one, and nothing is fetched twice."""

from playwright.sync_api import expect

from tests.browser import line as lines
from tests.browser import van
from tests.browser.conftest import Tablet
from tests.browser.faults.base import Base
from tests.browser.line import Line
from tests.factories import make_event
from tests.served import Served

# Whether all of it is here, and which it is.
PACK = """
async (part) => {
  const { currentPack, findInPack, pagesOf } = await part("service_worker/pack");
  const pack = await currentPack();
  const found = await Promise.all(Object.keys(await pagesOf(pack)).map(findInPack));
  return [found.length > 20 && found.every(Boolean), pack.revision];
}
"""
UPDATE = """
async (part) => {
  const { PACK_CACHE, currentPack, pagesOf, update } = await part("service_worker/pack");
  const here = (await (await caches.open(PACK_CACHE)).keys()).length;
  const { state, fetched } = await update();
  return [state, here + fetched, Object.keys((await pagesOf(await currentPack())) ?? {}).length];
}
"""


def test_setting_up_is_cut(tablet: Tablet, site: Served, line: Line) -> None:
    """Until all of it is here there is no pack; the next try fetches what is missing, and only that."""
    page = van.goto(tablet.context, site, "/en/van/set-up")
    page.get_by_label("The code from a coordinator").fill(van.make_code(site, "Van 3"))
    line.fail(lines.cut_after(20), "/assets/")
    page.get_by_role("button", name="Set up this tablet").click()
    expect(page.get_by_text("The pages could not be fetched.")).to_be_visible()
    assert van.run(page, "async (part) => (await part('service_worker/pack')).currentPack()") is None
    line.mend()
    state, here_and_fetched, pages = van.run(page, UPDATE)
    assert state == "ready"
    assert here_and_fetched <= pages
    assert van.run(page, PACK)[0]


def test_an_update_is_cut(tablet: Tablet, base: Base, line: Line) -> None:
    """The pack from before stays, all of it, until all of the new one is here."""
    home = van.get_ready(tablet.context, base.site, "Van 4")
    assert van.run(home, UPDATE)[0] == "ready"
    _whole, before = van.run(home, PACK)
    with base.database():
        make_event(title="Breakfast")
    line.fail(lines.cut_after(3), "/en/")
    assert van.run(home, UPDATE)[0] == "later"
    assert van.run(home, PACK) == [True, before]
    line.mend()
    assert van.run(home, UPDATE)[0] == "ready"
    whole, after = van.run(home, PACK)
    assert whole
    assert after != before
