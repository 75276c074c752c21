"""Worried about someone, in the van without signal: sealed there, read by a safeguarding lead, unreadable between."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from peer_app.extensions import db
from tests.browser.pages import app_of, sign_in
from tests.browser.profile_search import found_in
from tests.browser.van import get_ready, goto
from tests.factories import make_account
from tests.served import Served

SOON = 15_000  # milliseconds
SAVE = "Save for the safeguarding leads"


@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Where Ama is safeguarding lead."""
    running = Served(tmp_path_factory.mktemp("worried") / "data")
    with app_of(running.data).app_context():
        make_account(name="Ama").is_safeguarding_lead = True
        db.session.commit()
        db.engine.dispose()
    yield running
    running.stop()


def test_from_the_van_to_a_lead(tablet, site, new_context):
    van = get_ready(tablet.context, site)
    tablet.context.set_offline(True)
    van.get_by_role("link", name="Worried about someone?").click()
    expect(van.get_by_role("link", name="Ring 999")).to_be_visible()
    expect(van.get_by_role("link", name="020 7946 0124")).to_be_visible()
    van.get_by_role("button", name=SAVE).click()
    expect(van.get_by_role("alert").get_by_text("Say in a few words what worries you.")).to_be_visible()
    van.get_by_label("What worries you?").fill("Zebedee hits her <script>alert(1)</script>")
    van.get_by_label("Who is it about, and where?").fill("Marmalade Lane")
    van.get_by_role("button", name=SAVE).click()
    expect(van.get_by_text("Saved on this tablet. Not sent yet. If it can’t wait, ring now.")).to_be_visible()
    expect(van.get_by_label("What worries you?")).to_have_value("")
    home = goto(tablet.context, site, "/en/van")
    expect(home.get_by_text("1 saved on this tablet, not sent yet.")).to_be_visible()
    assert found_in(tablet.profile, ["Zebedee", "Marmalade Lane"]) == []

    tablet.context.set_offline(False)
    expect(home.get_by_text("1 safely at base today.")).to_be_visible(timeout=SOON)
    expect(van.get_by_text("Safely at base. If it can’t wait, ring as well.")).to_be_visible()
    expect(van.get_by_text("Not sent yet.")).to_be_hidden()
    desk = new_context().new_page()
    sign_in(desk, site.origin)
    desk.get_by_role("link", name="1 concern needs you").click()
    desk.locator("main a.cover").click()
    expect(desk.get_by_text("Zebedee hits her <script>alert(1)</script>")).to_be_visible()
    expect(desk.get_by_text("Marmalade Lane")).to_be_visible()
    desk.goto(f"{site.origin}/people")
    expect(desk.get_by_text("Zebedee")).to_be_hidden()
