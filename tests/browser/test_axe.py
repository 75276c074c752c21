"""On a phone axe finds nothing on any page, in light and dark, from left and from right; no thumb misses."""

import pytest
from sqlalchemy import update

from peer_app.accounts.models import Account
from peer_app.extensions import db
from tests.browser.pages import app_of, barriers_on, fill, kinds_of_pages, register_somebody, sign_in, visit_all
from tests.served import Served

#: Of those for people who are signed in: each shape of page once.
FROM_RIGHT_TO_LEFT = ["/desk", "/people", "/register", "/devices", "/tell", "/team", "/you", "/settings"]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    running = Served(tmp_path_factory.mktemp("axe") / "data")
    yield running
    running.stop()


@pytest.mark.timeout(400)  # a walk over some hundred pages
def test_no_barrier_on_any_page(site, new_context):
    app = app_of(site.data)
    unlinked = fill(app)
    found, seen = [], set()
    visitor = new_context(reduced_motion="reduce").new_page()
    starts = ["/en/", "/en/van", "/en/register", "/en/van/leaflets", "/en/offline", "/en/notifications", "/sign-in"]
    for endpoint in visit_all(app, visitor, site.origin, [*starts, *unlinked[2:]], "ar"):
        seen.add(endpoint)
        found += barriers_on(visitor, dark="/ar/" not in visitor.url)  # colours know no direction
    desk = new_context(reduced_motion="reduce").new_page()
    sign_in(desk, site.origin)
    register_somebody(desk, site.origin)
    starts = ["/desk", "/register", "/worried", "/needs-a-look"]
    for endpoint in visit_all(app, desk, site.origin, [*starts, *unlinked[:2]]):
        seen.add(endpoint)
        found += barriers_on(desk)
    with app.app_context():
        db.session.execute(update(Account).values(language="ar"))
        db.session.commit()
        db.engine.dispose()
    for path in FROM_RIGHT_TO_LEFT:
        desk.goto(site.origin + path)
        assert desk.locator("html").get_attribute("dir") == "rtl"
        found += barriers_on(desk, dark=False)
    assert found == [], "\n".join(found)
    assert kinds_of_pages(app) - seen == set(), "never looked at"


def test_it_would_say_so(site, new_context):
    page = new_context().new_page()
    page.goto(f"{site.origin}/en/")
    page.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', '<img src=/x.png><button></button>')")
    found = barriers_on(page)
    assert {"image-alt", "button-name", "small target"} <= {what.split(": ")[1] for what in found}
