"""“Nothing of it is left here”: whoever walks off with the files afterwards finds nothing of it either."""

from datetime import timedelta
from pathlib import Path

import pytest

from peer_app.coming import jobs as coming_jobs
from peer_app.coming.models import Coming, expected
from peer_app.core import clock, traces
from peer_app.extensions import db
from peer_app.interests import jobs as interests_jobs
from peer_app.interests.models import Interest
from peer_app.people.models import Person
from peer_app.proposals import jobs as proposals_jobs
from peer_app.proposals.models import Proposal
from tests.factories import enrol, make_event, make_own_page, open_own_page
from tests.records import make_record, registration

GONE, KEPT = "Zainab-who-goes", "Kwame-who-stays"
LONG = 3000  # longer than a page of the database, so that it takes several


def where(app, text):
    """The files of the data folder that hold it."""
    db.session.remove()
    files = [file for file in Path(app.config["DATA"]).rglob("*") if file.is_file()]
    return {file.name for file in files if text.encode() in file.read_bytes()}


@pytest.fixture
def somebody_stays(app):
    for number in range(20):
        make_own_page(name=f"{KEPT} {number}", would_help=KEPT * (LONG // len(KEPT)))
    traces.wipe()
    if db.engine.dialect.name == "sqlite":
        assert where(app, KEPT) == {"peer_app.db"}, "the search finds what is there"


@pytest.mark.parametrize("on_the_disk_before", [False, True])
def test_of_who_took_it_all_away(app, client, somebody_stays, on_the_disk_before):
    open_own_page(client, name=GONE, would_help=GONE * (LONG // len(GONE)))
    if on_the_disk_before:
        traces.wipe()
    client.submit("/me")
    traces.wipe()
    assert where(app, GONE) == set()
    assert db.session.query(Person).count() == 20


def test_of_who_was_scrapped(app, client, somebody_stays):
    enrol(client)
    record = make_record(registration(name=GONE), seq=1)
    scrap = make_record({"v": 1, "record": record["id"]}, kind="scrap", seq=2)
    for sent in (record, scrap):
        client.post("/sync/records", json={"records": [sent]})
    traces.wipe()
    assert where(app, GONE) == set()


def test_of_what_citizens_said_once_its_time_is_over(app, somebody_stays, monkeypatch):
    listing, long = make_event().listing, GONE * (LONG // len(GONE))
    Coming.say(listing, secret="BCDFGHJKMN", language="en", name=GONE, how_many=1, would_help=long)
    Interest.say("opportunity:1", language="en", contact=GONE, name=GONE, words=long)
    Proposal.make(title=GONE, about=long, place_name="", address="", words=long, contact=GONE, language="en")
    db.session.commit()
    traces.wipe()
    later = clock.now() + timedelta(days=61)
    monkeypatch.setattr(clock, "now", lambda: later)
    for erase in (coming_jobs.forget, interests_jobs.erase, proposals_jobs.erase):
        erase()
    traces.wipe()
    assert where(app, GONE) == set()
    assert sum(expected([listing]).values()) == 1


def test_the_worker_sees_to_it(app):
    assert traces.WIPE in app.extensions["jobs"].tasks


def test_nobody_waits_long_for_a_reader(app):
    """Who reads right now keeps the log as it is; the next minute does it."""
    make_own_page(name=GONE)
    with db.engine.connect() as reader, app.test_request_context():  # as a GET: it only reads
        reader.execute(db.text("SELECT count(*) FROM person")).scalar()
        traces.wipe()
        make_own_page(name=KEPT)
    traces.wipe()
    if db.engine.dialect.name == "sqlite":
        assert where(app, KEPT) == {"peer_app.db"}
