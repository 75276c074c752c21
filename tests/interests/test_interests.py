"""“I'm interested”: a way to reach somebody, read by coordinators only, erased when it has served."""

from datetime import timedelta

import pytest

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.interests import jobs
from peer_app.interests.models import KEPT, KEPT_ANSWERED, Interest
from peer_app.opportunities.models import Opportunity
from tests.factories import make_event

SAID = {"contact": "020 7946 0777", "name": "Zainab", "words": "Can I bring my <son>?"}


@pytest.fixture
def role(app):
    made = Opportunity.create(
        title="Ride along with the van",
        what_you_do="Hand out leaflets.",
        when="One Saturday",
        what_you_get="Lunch.",
        support="A peer supporter is beside you.",
        how_to_start="Say so.",
        place_name="Mosaic Clubhouse",
        address="65 Effra Road",
    )
    db.session.commit()
    return made


@pytest.fixture
def ask(role):
    return f"/en/interested/{role.listing.key}"


def test_from_the_page_of_a_role_to_a_coordinator(client, sign_in, role, ask):
    assert f'href="{ask}"' in client.get(f"/en/volunteering/{role.slug}").text
    form = client.get(ask).text
    assert "Only the coordinators read it" in form
    assert "after 60 days at the latest" in form
    answer = client.submit(ask, **SAID)
    assert (answer.status_code, answer.location) == (303, f"{ask}/thanks")
    thanks = client.get(answer.location).text
    assert "a coordinator reads it" in thanks
    assert "Zainab" not in thanks
    sign_in(client)
    assert "1 person is interested" in client.get("/desk").text
    page = client.get("/interested")
    for words in ("020 7946 0777", "Zainab", "Can I bring my &lt;son&gt;?", "Ride along with the van"):
        assert words in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_the_page_of_a_role_answers_what_one_asks(client, role):
    page = client.get(f"/en/volunteering/{role.slug}").text
    answers = ("Hand out leaflets.", "One Saturday", "Lunch.", "A peer supporter is beside you.", "Say so.")
    for words in (*answers, "No experience needed"):
        assert words in page
    role.no_experience, role.support = False, ""
    db.session.commit()
    page = client.get(f"/en/volunteering/{role.slug}").text
    assert "No experience needed" not in page
    assert "What support there is" not in page


def test_a_way_to_reach_them_is_all_it_needs(client, ask):
    assert client.submit(ask, contact="ask at the barber’s").status_code == 303
    answer = client.submit(ask, contact=" ", words="My words stay")
    assert answer.status_code == 422
    assert answer.text.count("Enter a way to reach you") == 2
    assert "My words stay" in answer.text
    assert db.session.query(Interest).count() == 1


def test_a_button_pressed_twice_is_one(client, ask):
    for _ in range(2):
        client.submit(ask, **SAID)
    client.submit(ask, **SAID | {"words": ""})
    assert db.session.query(Interest).count() == 2


def test_only_roles_can_be_asked_about(client):
    for key in (make_event().listing.key, "opportunity:99", "nonsense"):
        assert client.get(f"/en/interested/{key}").status_code == 404


def test_only_coordinators_read_it(client, sign_in, ask):
    client.submit(ask, **SAID)
    assert client.get("/interested").status_code == 302
    sign_in(client, role="peer")
    assert client.get("/interested").status_code == 403
    assert "interested" not in client.get("/desk").text


class TestItsEnd:
    @pytest.fixture
    def at(self, monkeypatch):
        """Sets the clock and lets the workers look; how many are left."""

        def at(moment):
            monkeypatch.setattr(clock, "now", lambda: moment)
            jobs.erase()
            return db.session.query(Interest).count()

        return at

    def test_after_sixty_days(self, client, ask, at):
        begun = clock.now()
        client.submit(ask, **SAID)
        assert at(begun + KEPT - timedelta(minutes=1)) == 1
        assert at(begun + KEPT + timedelta(minutes=1)) == 0

    def test_a_week_after_it_was_answered(self, client, sign_in, ask, at):
        begun = clock.now()
        client.submit(ask, **SAID)
        sign_in(client)
        client.submit("/interested", action="/interested/1/answer")
        page = client.get("/interested").text
        assert "Answered. Erased on" in page
        assert "I have been in touch" not in page
        assert Interest.how_many_wait() == 0
        assert at(begun + KEPT_ANSWERED - timedelta(minutes=1)) == 1
        assert at(begun + KEPT_ANSWERED + timedelta(minutes=1)) == 0

    def test_answered_late_it_is_not_kept_longer(self, client, sign_in, ask, at):
        begun = clock.now()
        client.submit(ask, **SAID)
        sign_in(client)
        assert at(begun + KEPT - timedelta(hours=1)) == 1
        db.session.query(Interest).one().answer(by_id=1)
        db.session.commit()
        assert at(begun + KEPT + timedelta(minutes=1)) == 0


def test_the_worker_sees_to_it(app):
    assert jobs.ERASE in app.extensions["jobs"].tasks
