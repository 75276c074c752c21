"""Whoever finds the tablet reads nothing about anyone in it."""

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from peer_app.extensions import db
from tests.browser.conftest import Tablet
from tests.browser.pages import app_of
from tests.browser.profile_search import found_in, spellings
from tests.browser.van import get_ready, goto, open_form, people_named, read_code, register
from tests.factories import make_account
from tests.served import Served

TYPED = {
    "name": "Zebedee Quillfeather",
    "contact": "07700 900123 & zeb@example.org",
    "enjoys": "Marmalade making / dominoes",
    "would_help": "Somebody to walk along the quay with 🌻",
}
CRASHED = "Ottoline Featherstonehaugh"
CONCERN = "Bruises on the left wrist"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Served]:
    running = Served(tmp_path / "data")
    with app_of(running.data).app_context():
        make_account("peer", "Ama").listed_as = "Ama"
        db.session.commit()
        db.engine.dispose()
    yield running
    running.stop()


def test_a_whole_day_leaves_nothing_to_read(tablet: Tablet, site: Served) -> None:
    """A shift, a registration in the person's own hands, a concern, a crash in the middle of the form, a sync."""
    get_ready(tablet.context, site)
    tablet.close()  # Chromium writes a new cookie down within half a minute, or when it is closed
    tablet.open()
    van = goto(tablet.context, site, "/en/van")
    van.get_by_role("link", name="Who’s on the van today?").click()
    van.get_by_label("Ama").check()
    van.get_by_role("button", name="Start the shift").click()
    van.wait_for_url("**/en/van")
    tablet.context.set_offline(True)

    form = open_form(tablet.context, site)
    form.get_by_role("button", name="Hand the tablet over").click()
    register(form, **TYPED)
    address = read_code(form.locator("#saved .own-page"))
    prefix, secret = address[:-22], address[-22:]
    assert prefix == f"{site.origin}/me/"
    form.get_by_role("button", name="Hand back").click()
    worried = goto(tablet.context, site, "/en/worried")
    worried.get_by_label("What worries you?").fill(CONCERN)
    worried.locator("#save").click()
    expect(worried.get_by_text("Saved on this tablet. Not sent yet.")).to_be_visible()

    form.get_by_label("What should we call you?").fill(CRASHED)
    form.get_by_label("What would help?").fill(CRASHED)
    form.wait_for_timeout(3_000)  # in which a browser writes down what it would restore after a crash
    tablet.kill()
    texts = [*TYPED.values(), "walk along the quay", "07700 900123", CRASHED, CONCERN, secret]
    assert found_in(tablet.profile, texts) == []

    tablet.open()
    van = goto(tablet.context, site, "/en/van")
    expect(van.get_by_text("2 safely at base today.")).to_be_visible()
    assert people_named(site, TYPED["name"]) == 1
    tablet.close()
    assert found_in(tablet.profile, texts) == []
    # The search finds what is there: the records' own fields stand in the same files in clear.
    assert found_in(tablet.profile, ["epoch"]) != []
    tablet.open()


def test_the_search_knows_a_text_however_it_is_written():
    for before in range(3):
        for code in ("utf-8", "utf-16-le", "utf-16-be"):
            body = b"?" * before + "Zebedee 🌻".encode(code) + b"??"
            assert any(spelling in body for spelling in spellings("Zebedee"))
            assert any(spelling in base64.b64encode(body) for spelling in spellings("Zebedee"))
    assert b"Zebedee%20%F0%9F%8C%BB" in spellings("Zebedee 🌻")
    assert b"Zebedee+%F0%9F%8C%BB" in spellings("Zebedee 🌻")
