"""When something of ours breaks, people and scripts still get words."""

import pytest
from sqlalchemy.exc import OperationalError

from peer_app.extensions import db


@pytest.fixture
def without_database(app, monkeypatch):
    """Every query fails, as when the disk is full or the server is away."""
    app.testing = False

    def fail(*_args, **_kwargs):
        raise OperationalError("SELECT", {}, Exception("away"))

    monkeypatch.setattr(db.session, "scalars", fail)
    monkeypatch.setattr(db.session, "get", fail)
    yield
    app.testing = True


def test_a_page_says_so_and_whom_to_ring(client, without_database):
    answer = client.get("/en/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "Very busy just now" in answer.text
    assert 'href="tel:999"' in answer.text
    assert 'href="tel:116123"' in answer.text
    assert "OperationalError" not in answer.text


def test_a_script_gets_a_problem(client, sign_in, without_database):
    answer = client.get("/sync/pack", headers={"Accept": "application/json"})
    assert answer.mimetype == "application/problem+json"
    assert answer.json["status"] == answer.status_code
    assert answer.json["detail"].endswith(".")


def test_a_form_of_megabytes_is_refused_unread(client):
    answer = client.post("/sign-in", data={"name": "x" * 300_000})
    assert answer.status_code == 413
    assert "Send less at a time." in answer.text
