"""What a coordinator enters on /settings stands at the foot of every page."""

from peer_app.core import assets
from peer_app.extensions import db
from peer_app.organisation import icons
from peer_app.organisation import models as organisation

GOOD = {
    "name": "Living Well Network",
    "short_name": "What’s on",
    "phone": "020 7946 0999",
    "address": "65 Effra Road",
    "opening_hours": "9 to 5",
    "exit_site": "https://www.bbc.co.uk/weather",
}


def test_it_stands_on_every_page(client, sign_in):
    sign_in(client, role="coordinator")
    assert client.submit("/settings", **GOOD).status_code == 302
    page = client.get("/en/").text
    assert "020 7946 0999" in page
    assert 'href="https://www.bbc.co.uk/weather"' in page


def test_the_exit_leads_to_a_real_site(client, sign_in):
    sign_in(client, role="coordinator")
    for wrong in ("javascript:alert(1)", "http://plain.example", "https://", "https://["):
        answer = client.submit("/settings", **GOOD | {"exit_site": wrong})
        assert answer.status_code == 422
        assert "starts with https://" in answer.text


def test_a_long_short_name_is_refused(client, sign_in):
    sign_in(client, role="coordinator")
    answer = client.submit("/settings", **GOOD | {"short_name": "A name too long"})
    assert "at most 12 characters" in answer.text


def test_a_phone_number_can_be_dialled(client, sign_in):
    sign_in(client, role="coordinator")
    answer = client.submit("/settings", **GOOD | {"phone": "call Bob"})
    assert answer.status_code == 422
    assert "like 020 7946 0000 – or leave it empty" in answer.text
    assert client.submit("/settings", **GOOD | {"phone": "+44 (0)20 7946-0000"}).status_code == 302


def test_the_picture_on_phones_is_a_choice_of_neutral_ones(client, sign_in):
    sign_in(client, role="coordinator")
    assert client.submit("/settings", **GOOD | {"icon": "cup"}).status_code == 302
    for page in ("/en/", "/settings", "/manifest.webmanifest"):
        text = client.get(page).text
        assert "static/icons/cup/" in text
        assert page == "/settings" or "static/icons/sunrise/" not in text
    for fixed in ("/favicon.ico", "/icons/icon-192.png", "/icons/badge-96.png"):
        found = client.get(fixed)
        assert "static/icons/cup/" in found.location
        assert client.get(found.location).mimetype == "image/png"
    assert client.get("/icons/icon.svg").status_code == 404


def test_a_picture_that_there_is_not_is_refused(client, sign_in):
    sign_in(client, role="coordinator")
    assert client.submit("/settings", **GOOD | {"icon": "../sunrise"}).status_code == 422


def test_a_picture_of_another_version_breaks_nothing(client):
    organisation.save(icon="of tomorrow")
    db.session.commit()
    assert "static/icons/sunrise/icon.svg" in client.get("/en/").text


def test_each_picture_comes_in_every_size(app):
    files = {path.rpartition("/")[2] for path in assets.current().files if path.startswith("static/icons/sunrise/")}
    assert len(files) == 6
    for name in icons.ICONS:
        for file in files:
            assert icons.icon(file, name).endswith(f"static/icons/{name}/{file}")
