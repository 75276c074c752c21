"""Whatever is edited, and whenever: what stands on a lock screen is true, and says that something changed.

A search: sequences of edits, each at one of the moments that matter (before and after each reminder), with a phone
that is on, one that is off meanwhile and gets what its push service kept by then, and one that answers late.
"""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.push import jobs
from tests.factories import make_event
from tests.push_service import Answer, PushMessage

LONDON = ZoneInfo("Europe/London")
TUESDAY = datetime(2027, 6, 8, 12, tzinfo=LONDON)
#: On Thursday at one; what is edited, and when: before and after the reminders of the evening before and of eleven.
STARTS = datetime(2027, 6, 10, 13, tzinfo=LONDON)
MOMENTS = [
    datetime(2027, 6, *when, tzinfo=LONDON) for when in [(8, 14), (9, 17, 50), (9, 18, 20), (10, 9), (10, 11, 30)]
]
PARTS = 7
EDITS = ["later", "much later", "sooner", "elsewhere", "cancel", "resume"]


@dataclass
class Screen:
    """What stands on one lock screen: the last message of each tag, and those a push service keeps for a phone."""

    by_tag: dict[str, str] = field(default_factory=dict)

    def show(self, messages: list[PushMessage]) -> None:
        """These arrived, in this order."""
        for message in messages:
            facts = message.json()["notification"]
            self.by_tag[facts["tag"]] = facts["body"]

    @property
    def says(self) -> str:
        """All of it."""
        return " | ".join(self.by_tag.values())


def kept_for(messages: list[PushMessage]) -> list[PushMessage]:
    """What a push service still has for a phone that was off: of each Topic the last (RFC 8030, section 5.4)."""
    last = {message.headers["topic"]: message for message in messages}
    return [message for message in messages if last[message.headers["topic"]] is message]


def edit(event, how: str) -> bool:
    """Edit it; whether that is news."""
    before = (event.starts_at, event.place_name, event.cancelled_at is None)
    match how:
        case "cancel":
            event.cancel()
        case "resume":
            event.resume()
        case "elsewhere":
            event.change(place_name="The library" if event.place_name != "The library" else "The park")
        case _:
            to = {"later": STARTS + timedelta(hours=2), "much later": STARTS + timedelta(days=7)}
            starts_at = to.get(how, STARTS - timedelta(hours=0.5))
            event.change(starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    db.session.commit()
    was_public = before[2] or event.cancelled_at is None
    return was_public and before != (event.starts_at, event.place_name, event.cancelled_at is None)


def edits(count: int) -> Iterator[list[tuple[datetime, str]]]:
    """Every single edit at every moment, and so many of all pairs, triples and quadruples."""
    dice = random.Random(14)
    for moment, how in itertools.product(MOMENTS, EDITS[:-1]):
        yield [(moment, how)]
    for length in (2, 3, 4):
        for _ in range(count):
            yield [(moment, dice.choice(EDITS)) for moment in sorted(dice.choices(MOMENTS, k=length))]


@pytest.fixture
def at(app, monkeypatch):
    app.config.update(QUIET_FROM="20:00", QUIET_UNTIL="09:00")

    def set_to(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment.astimezone(ZoneInfo("UTC")))

    return set_to


def work() -> None:
    for job in (jobs.remind, jobs.fill, jobs.send):
        job()


def is_true(says: str, event, *, changed: bool, cancelled: bool) -> str:
    """What is wrong with what a lock screen says; empty where nothing is."""
    starts_at = event.starts_at.astimezone(LONDON)
    if event.cancelled_at is not None:
        return "" if "Cancelled." in says and "akes place" not in says else "it is cancelled"
    if "does not take place" in says:
        return "it takes place"
    if cancelled and "after all" not in says:
        return "it takes place after all"
    if changed and not ("Changed." in says or "after all" in says):
        return "it changed"
    if f"{starts_at:%H:%M}" not in says or event.place_name not in says:
        return f"it is at {starts_at:%H:%M}, {event.place_name}"
    return ""


@pytest.mark.parametrize("count", [8, pytest.param(120, marks=[pytest.mark.long, pytest.mark.timeout(1800)])])
@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_is_edited_lock_screens_are_true(app, at, follow, service, part, count):
    app.config.update(REMIND_HOURS=2)
    for number, steps in enumerate(list(edits(count))[part::PARTS]):
        search(at, follow, service, steps, number)


def search(at, follow, service, steps, number):
    at(TUESDAY)
    event = make_event(title=f"Breakfast {number}", starts_at=STARTS, place_name="The hall")
    on, slow = (follow(f"event:{event.id}", discreet=False) for _ in range(2))
    screens = {on.id: Screen(), slow.id: Screen()}
    changed = cancelled = False
    heard_cancelled = False
    moments = sorted({*MOMENTS, datetime(2027, 6, 9, 18, tzinfo=LONDON), datetime(2027, 6, 10, 11, tzinfo=LONDON)})
    todo, seen, told = list(steps), [], []
    for moment in moments:
        for minute in (0, 1, 16):
            at(moment + timedelta(minutes=minute))
            if minute == 0:
                slow.answers.clear()
                slow.answers.append(Answer(500))
                while todo and todo[0][0] == moment:
                    if event.starts_at <= clock.now():
                        todo.clear()  # it has begun: nobody edits it any more
                        break
                    was_cancelled = event.cancelled_at is not None
                    is_news = edit(event, todo.pop(0)[1])
                    changed |= is_news
                    cancelled = cancelled or (was_cancelled and heard_cancelled)
            arrived = len(service.messages)
            work()
            came = [it for it in service.messages[arrived:] if it.status == 201]
            for phone in (on, slow):
                screens[phone.id].show([it for it in came if it.subscription == phone.id])
            seen += [it for it in came if it.subscription == on.id]
            told += [(clock.now(), it.json()["notification"]) for it in came if it.subscription == on.id]
            heard_cancelled |= any("Cancelled." in it.json()["notification"]["body"] for it in seen)
            if event.starts_at <= clock.now() or not changed:
                continue
            off = Screen()
            off.show(kept_for(seen))
            for name, screen in {"on": screens[on.id], "off": off}.items():
                wrong = is_true(screen.says, event, changed=changed, cancelled=cancelled)
                assert not wrong, (
                    f"{wrong}, but the phone that is {name} says {screen.says!r} at {clock.now()}: {steps}"
                )
        # Whoever answers late has been told by the third look, too.
        if changed and event.starts_at > clock.now():
            wrong = is_true(screens[slow.id].says, event, changed=changed, cancelled=cancelled)
            assert not wrong, f"{wrong}, but the slow phone says {screens[slow.id].says!r} at {clock.now()}: {steps}"
    no_reminder_soon_after_a_change(told)


def no_reminder_soon_after_a_change(told: list[tuple[datetime, dict[str, object]]]) -> None:
    """Nothing that only repeats when it is, for hours after a change has said so."""
    for (earlier, change), (later, facts) in itertools.pairwise(told):
        said_when = change["renotify"] and "Cancelled." not in str(change["body"])
        if said_when and not facts["renotify"]:
            assert later - earlier > timedelta(hours=2), (change["body"], facts["body"])
