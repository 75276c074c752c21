"""What lock screens show, and the message that carries it."""

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.push import wording
from peer_app.push.models import ALERT, CONFIRMATION, REMINDER, TOLD, Notification
from tests.factories import make_event, make_group

LONDON = ZoneInfo("Europe/London")
NOON = datetime(2027, 6, 9, 12, tzinfo=LONDON)


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON.astimezone(UTC))


def notification(**facts) -> Notification:
    made, _is_new = Notification.create(
        dedupe_key="x",
        **{
            "kind": TOLD,
            "topic": "events",
            "title": "Peer group on Tuesday",
            "body": "About wellbeing.",
            "path": "/",
            "expires_at": NOON + timedelta(days=1),
        }
        | facts,
    )
    db.session.flush()
    return made


@pytest.mark.parametrize(
    ("happens_at", "says"),
    [
        (NOON + timedelta(hours=3), "Something you follow is on today."),
        (NOON + timedelta(hours=13), "Something you follow is on tomorrow."),
        (NOON + timedelta(days=2), "There is news about something you follow."),
        (None, "There is news about something you follow."),
    ],
)
def test_a_discreet_one_says_nothing_but_when(app, happens_at, says):
    screen = wording.shown(notification(happens_at=happens_at), True)
    assert (screen.title, screen.body) == ("What’s on", says)


def test_a_reminder_says_what_when_and_where(app):
    event = make_event(title="Breakfast", starts_at=NOON + timedelta(days=1))
    key = event.listing.key
    due = notification(kind=REMINDER, topic=key, listing_key=key, happens_at=event.starts_at)
    assert wording.shown(due, False) == wording.LockScreen("Breakfast", "Tomorrow at 12:00, Coffee Lovers Cafe.")
    assert wording.shown(due, True).body == "Something you follow is on tomorrow."


def test_a_confirmation_names_nothing(app):
    screen = wording.shown(notification(kind=CONFIRMATION, topic="", title="", body=""), False)
    assert screen.title == "What’s on"
    assert "works" in screen.body


def test_the_preview_on_a_page_is_what_arrives_the_day_before(app):
    event = make_event(title="Breakfast", starts_at=NOON + timedelta(days=1))
    screens = wording.example(f"event:{event.id}", event.listing)
    key = event.listing.key
    due = notification(kind=REMINDER, topic=key, listing_key=key, happens_at=event.starts_at)
    assert screens["discreet"] == wording.shown(due, True)
    assert screens["details"] == wording.shown(due, False)


def test_the_preview_of_a_group_and_of_a_whole_kind(app):
    group = make_group()
    listing = next(group.sessions(NOON))
    assert wording.example(listing.key, listing)["details"].title == "Reading aloud"


@pytest.mark.parametrize("letter", ["x", "é", "🚐", "ا", '"', "\\"])
def test_a_message_always_fits(app, letter):
    payload = wording.message(notification(title=letter * 80, body=letter * 5000), "en", False, "https://example.org")
    assert len(payload) <= wording.MOST_BYTES
    facts = json.loads(payload)["notification"]
    assert facts["title"] == letter * 80
    assert facts["body"].startswith(letter * 100)
    assert facts["body"].endswith("…")


def test_a_message_keeps_text_as_typed(app):
    made = notification(title="Tea & cake 🚐", body="مرحبا <b>")
    payload = wording.message(made, "en", False, "https://example.org")
    assert "مرحبا <b>".encode() in payload
    facts = json.loads(payload)["notification"]
    assert facts["title"] == "Tea & cake 🚐"
    assert facts["navigate"] == "https://example.org/en/#told=events"
    assert facts["lang"] == "en-GB"


def test_a_language_we_do_not_speak_any_more_falls_back(app):
    said = json.loads(wording.message(notification(), "xx", False, ""))["notification"]
    assert said["navigate"] == "/en/#told=events"


def test_a_tag_fits_the_topic_header(app):
    made = notification(listing_key="opportunity:123456789")
    assert made.tag == "opportunity-123456789"
    assert len(made.tag) <= 32


@pytest.mark.parametrize("is_discreet", [True, False])
def test_a_button_ends_its_topic_and_says_nothing_of_it(app, is_discreet):
    group = make_group(title="Peer group for grief")
    facts = {"topic": f"group:{group.id}", "path": f"/groups/{group.slug}", "title": "New"}
    said = json.loads(wording.message(notification(**facts), "en", is_discreet, "https://example.org"))["notification"]
    address = f"https://example.org/en/groups/{group.slug}#told=group:{group.id}"
    assert said["navigate"] == address
    assert said["actions"] == [{"action": "stop", "title": "Stop these", "navigate": address}]
    assert said["data"]["topic"] == f"group:{group.id}"
    assert said["data"]["stopped"] == "Stopped. We will not tell you about this any more."
    assert "grief" not in json.dumps([said["actions"][0]["title"], said["data"]])


@pytest.mark.parametrize("facts", [{"kind": CONFIRMATION, "topic": ""}, {"kind": ALERT, "topic": "concerns"}])
def test_what_tells_a_lead_has_no_button_for_whoever_holds_the_phone(app, facts):
    said = json.loads(wording.message(notification(**facts), "en", True, "https://example.org"))["notification"]
    assert "actions" not in said
    assert "#" not in said["navigate"]


def test_a_preview_shows_no_words_that_nobody_is_sent(app):
    """What people write each time is not made up: there is nothing to show yet."""
    for topic in ("events", "van-stops", "volunteering"):
        assert wording.example(topic, None) == {"discreet": wording.discreet(), "details": None}
