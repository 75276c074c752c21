"""What a push service can read: of every kind, in every language, one size and no word."""

import re
from collections import defaultdict
from datetime import timedelta

import pytest

from peer_app.core import clock, languages
from peer_app.extensions import db
from peer_app.push import engine, sending, visible
from peer_app.push.models import (
    ALERT,
    CHANGE,
    CONFIRMATION,
    REMINDER,
    TOLD,
    Notification,
    Subscription,
)
from peer_app.push.transport import Answer
from peer_app.push.visible import BODY_BYTES
from tests.factories import make_account, make_event, make_group, make_van_stop
from tests.push.conftest import row_of
from tests.push.crowd import follow_all

#: Where it goes, who sends it, how long it is kept, and a hash; everything else is the same for all.
DIFFERS = {"host", "authorization", "ttl", "topic"}
TEXT = "Grief group: come by, there is breakfast and somebody who listens. " * 8


def make(kind: str, number: int = 0, lasts: timedelta = timedelta(hours=30), **facts) -> Notification:
    """A notification of that kind for everyone who follows anything."""
    common = {"title": TEXT[: 5 + number % 70], "body": TEXT[: number % 500], "path": "/", "topic": "events"}
    made, _is_new = Notification.create(
        dedupe_key=f"{kind} {number}", kind=kind, expires_at=clock.now() + lasts, **common | facts
    )
    made.deliver(db.select(Subscription).where(Subscription.id > 0))
    db.session.commit()
    return made


def every_kind() -> list[Notification]:
    """One of each kind, about whatever there is to be told about."""
    listings = [
        make_event(title="Breakfast").listing,
        next(make_group().sessions(clock.now())),
        make_van_stop().listing,
    ]
    about = [{"listing_key": it.occurrence_key, "path": it.path, "happens_at": it.starts_at} for it in listings]
    found = [make(kind, number, **facts) for kind in (REMINDER, CHANGE) for number, facts in enumerate(about)]
    # No more than three a week are told.
    found += [make(TOLD, 30 * number, **facts) for number, facts in enumerate(about[:2])]
    return [*found, make(TOLD, 499), make(ALERT, topic="concerns", path="/concerns"), make(CONFIRMATION, topic="")]


def test_every_kind_in_every_language_has_one_size_and_no_word(follow, service):
    account = make_account(name="Beatrix")
    account.is_safeguarding_lead = True
    db.session.commit()
    phones = {}
    for code in languages.LANGUAGES:
        for discreet in (True, False):
            row = row_of(phone := follow("events", "volunteering", discreet=discreet))
            row.language, row.account_id = code, account.id
            phones[phone.id] = phone
    db.session.commit()
    kinds = every_kind()
    engine.run()
    assert len(service.accepted()) == len(kinds) * len(phones), "every one went out"
    by_tag, alike = defaultdict(set), []
    for message in service.accepted():
        assert len(message.body) == BODY_BYTES
        assert re.fullmatch(r"[A-Za-z0-9_-]{32}", message.headers["topic"])
        alike.append({name: value for name, value in message.headers.items() if name not in DIFFERS})
        by_tag[message.subscription, message.json()["notification"]["tag"]].add(message.headers["topic"])
    assert all(len(topics) == 1 for topics in by_tag.values()), "a later one replaces an earlier one"
    topics = [topic for topics in by_tag.values() for topic in topics]
    assert len(topics) == len(set(topics)), "no two phones share a Topic, and no two things on one phone"
    assert all(headers == alike[0] for headers in alike)
    signed = {message.headers["authorization"] for message in service.accepted()}
    assert len(signed) == 1, "one signature for all that goes to this push service"
    assert {message.headers["ttl"] for message in service.accepted()} == {str(3 * 24 * 3600)}, (
        "thirty hours, rounded up"
    )


def test_ten_thousand_have_one_size_and_no_word(app, service, monkeypatch):
    """A thousand phones, ten things to tell: what goes out, as the network gets it."""
    sent = []

    class Recorded:
        """A push service that takes everything at once, and remembers its headers."""

        def __init__(self, _connections):
            self._answers = []

        def __exit__(self, *_error):
            pass

        in_flight = property(lambda self: len(self._answers))

        def post(self, mark, address, headers, body, *, inside):
            sent.append((address, headers["Topic"], headers["TTL"], headers["Urgency"], len(body)))
            self._answers.append((mark, Answer(201, None)))

        def answers(self, _within=0):
            came, self._answers = self._answers, []
            return came

    monkeypatch.setattr(sending, "Transport", Recorded)
    follow_all([service.subscribe() for _ in range(1_000)])
    for number in range(10):
        lasts = timedelta(minutes=20 * 3**number)
        make(REMINDER, number, lasts=lasts, listing_key=f"event:{number % 5 + 1}")
    engine.run()
    addresses, topics, lifetimes, urgencies, sizes = zip(*sent, strict=True)
    assert len(sent) == 10_000
    assert set(sizes) == {BODY_BYTES}
    assert set(urgencies) == {visible.URGENCY}
    assert set(lifetimes) <= {str(visible.ttl(it)) for it in visible._LIFETIMES}
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{32}", topic) for topic in topics)
    # Five things, each told twice: five Topics a phone, and none that two phones share.
    assert len(set(topics)) == len(set(addresses)) * 5 == 5_000


def test_a_lifetime_is_rounded_up_to_one_of_a_few():
    for minutes in range(-5, 60 * 24 * 40, 7):
        worth = timedelta(minutes=minutes)
        seconds = visible.ttl(worth)
        assert seconds in {2 * 3600, 12 * 3600, 86400, 3 * 86400, 7 * 86400, 28 * 86400}
        assert seconds >= min(worth, timedelta(days=28)).total_seconds()


@pytest.mark.parametrize("change", [{"key": b"other"}, {"endpoint": "https://example.org/2"}, {"tag": "event-2"}])
def test_a_topic_is_another_for_another_key_phone_or_thing(change):
    same = {"key": b"key", "endpoint": "https://example.org/1", "tag": "event-1"}
    assert visible.topic(**same) == visible.topic(**same)
    assert visible.topic(**same) != visible.topic(**same | change)
