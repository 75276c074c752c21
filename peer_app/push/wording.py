"""What a lock screen shows, and the message that carries it.

One place for both, so that the preview on a page is exactly what will arrive.
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import quote

from flask_babel import force_locale, format_datetime, ngettext
from flask_babel import gettext as _

from peer_app.core import clock, dates, languages, listings, said
from peer_app.organisation import models as organisation
from peer_app.push import digests, history, topics
from peer_app.push.history import NOTHING, History
from peer_app.push.models import ALERT, CHANGES, CONFIRMATION, DIGEST, REMINDER, WRITTEN, Notification
from peer_app.push.visible import MOST_BYTES

#: So many things a weekly digest names.
MOST_NAMED = 3


@dataclass(frozen=True)
class LockScreen:
    """A notification as others can read it, too."""

    title: str
    body: str
    #: The code of its language, where that is not the reader's.
    language: str | None = None


@dataclass(frozen=True)
class Preview:
    """What a text looks like when it arrives, in its language."""

    language: languages.Language
    discreet: LockScreen
    details: LockScreen


def preview(code: str, text: dict[str, str], happens_at: datetime | None, at: datetime | None) -> Preview:
    """How `text` (title and body, in the language of that code) arrives at a moment; None: now."""
    language = languages.LANGUAGES[code]
    with force_locale(language.locale):
        return Preview(language, discreet(happens_at, at), LockScreen(text["title"], text["body"]))


def discreet(happens_at: datetime | None = None, at: datetime | None = None) -> LockScreen:
    """Says that there is something, and nothing about groups or wellbeing. `at`: when it arrives; None: now."""
    title = organisation.current().short_name
    days = _days_until(happens_at, at)
    if days == 0:
        return LockScreen(title, _("Something you follow is on today."))
    if days == 1:
        return LockScreen(title, _("Something you follow is on tomorrow."))
    return LockScreen(title, _("There is news about something you follow."))


def discreet_change() -> LockScreen:
    """Says that something is not as it was announced, and not what."""
    return LockScreen(organisation.current().short_name, _("Something you follow has changed."))


def reminder(listing: listings.Listing) -> LockScreen:
    """The reminder of a dated listing, with its details."""
    starts_at = listing.starts_at
    if starts_at is None:
        return LockScreen(listing.title, listing.place_name)
    facts = {"time": dates.time_of_day(starts_at), "place": listing.place_name}
    days = _days_until(starts_at)
    if days == 0:
        return LockScreen(listing.title, _("Today at %(time)s, %(place)s.", **facts))
    if days == 1:
        return LockScreen(listing.title, _("Tomorrow at %(time)s, %(place)s.", **facts))
    day = format_datetime(starts_at, "EEEE")
    return LockScreen(listing.title, _("%(day)s at %(time)s, %(place)s.", day=day, **facts))


def confirmation() -> LockScreen:
    """The first one, which shows that it works."""
    body = _("It works. This is how it looks when we tell you something.")
    return LockScreen(organisation.current().short_name, body)


def change(listing: listings.Listing, before: History = NOTHING) -> LockScreen:
    """What became of something that was announced: it is cancelled, takes place after all, or elsewhere or then.

    `before`: what may have been announced meanwhile.
    """
    if listing.starts_at is None:
        return LockScreen(listing.title, _("Something has changed."))
    facts = {"when": dates.day_and_time(listing.starts_at), "place": listing.place_name}
    if listing.cancelled and before.changed:
        # Some know of the day that was announced first.
        body = _("Cancelled. It does not take place on %(when)s, and on no other day instead.", **facts)
    elif listing.cancelled:
        body = _("Cancelled. It does not take place on %(when)s.", **facts)
    elif before.cancelled:
        body = _("It takes place after all: on %(when)s, %(place)s.", **facts)
    else:
        body = _("Changed. It takes place on %(when)s, %(place)s.", **facts)
    return LockScreen(listing.title, body)


def weekly_digest(is_discreet: bool) -> LockScreen:
    """What is on in the coming seven days; discreet: only that there is something."""
    if is_discreet:
        return LockScreen(organisation.current().short_name, _("Here is your message for this week."))
    found = list(listings.once(digests.coming(clock.now())))
    named = [f"{dates.weekday(it.starts_at)} {said.plain(it, 'title')}" for it in found[:MOST_NAMED] if it.starts_at]
    return LockScreen(topics.label(topics.DIGEST), " · ".join(named) + (" …" if len(found) > MOST_NAMED else ""))


def in_own_words(notification: Notification, own_title: str, screen: LockScreen) -> LockScreen:
    """`screen`, which is discreet, under words of the reader's own: it says when, and nothing of ours."""
    if not own_title or notification.kind in {ALERT, CONFIRMATION}:
        return screen
    if notification.kind in CHANGES:
        return LockScreen(own_title, _("Changed."))
    said_before = _("Changed.") if history.before(notification) != NOTHING else ""
    days = _days_until(notification.happens_at)
    day = _("Today.") if days == 0 else _("Tomorrow.") if days == 1 else ""
    return LockScreen(own_title, f"{said_before} {day}".strip())


def alert(more: int = 0) -> LockScreen:
    """For people of the team. It never says what it is about. more: how many earlier ones it sums up, 0 for none."""
    body = ngettext("%(num)d more thing needs you.", "%(num)d more things need you.", more)
    return LockScreen(organisation.current().short_name, body if more else _("Something needs you."))


def shown(notification: Notification, is_discreet: bool, language: str = languages.DEFAULT) -> LockScreen:
    """What a notification shows now, in the language that is set; what somebody wrote, in `language` if they did."""
    if notification.kind == CONFIRMATION:
        return confirmation()
    if notification.kind == ALERT:
        return alert(int(notification.body) if notification.body.isdigit() else 0)
    if notification.kind == DIGEST:
        return weekly_digest(is_discreet)
    before = history.before(notification)
    if is_discreet:
        is_news = notification.kind in CHANGES
        return discreet_change() if is_news else _carrying_discreetly(before, discreet(notification.happens_at))
    listing = listings.find(notification.listing_key)
    if listing is None:
        return _as_written(notification, language)
    listing = replace(listing, title=said.in_language(listing, "title", language))
    if notification.kind in CHANGES:
        return change(listing, before)
    if notification.kind == REMINDER:
        return _carrying(before, reminder(listing))
    written = _as_written(notification, language)
    return replace(written, body=f"{change(listing, before).body} {written.body}") if before != NOTHING else written


def _carrying(before: History, screen: LockScreen) -> LockScreen:
    """A reminder takes the place of what changed, so it says that as well."""
    if before == NOTHING:
        return screen
    sentence = _("It takes place after all.") if before.cancelled else _("Changed.")
    return replace(screen, body=f"{sentence} {screen.body}")


def _carrying_discreetly(before: History, screen: LockScreen) -> LockScreen:
    if before == NOTHING:
        return screen
    sentences = {
        _("Something you follow is on today."): _("Something you follow has changed. It is on today."),
        _("Something you follow is on tomorrow."): _("Something you follow has changed. It is on tomorrow."),
    }
    return replace(screen, body=sentences.get(screen.body, discreet_change().body))


def _as_written(notification: Notification, language: str) -> LockScreen:
    text = notification.translations.get(language)
    if text is not None and language != notification.language:
        return LockScreen(text["title"], text["body"])
    is_own = language == notification.language
    return LockScreen(notification.title, notification.body, None if is_own else notification.language)


def example(topic: str, listing: listings.Listing | None) -> dict[str, LockScreen | None]:
    """The preview on a page: what will arrive for `topic`, discreet and not; None for words not written yet."""
    if listing is not None and listing.key == topic and listing.starts_at is not None:
        return {
            "discreet": LockScreen(organisation.current().short_name, _("Something you follow is on tomorrow.")),
            "details": LockScreen(
                said.plain(listing, "title"),
                _(
                    "Tomorrow at %(time)s, %(place)s.",
                    time=dates.time_of_day(listing.starts_at),
                    place=listing.place_name,
                ),
            ),
        }
    if listing is not None and listing.starts_at is not None and topic == topics.of(listing):
        # Of one that is not followed by itself, people hear on its day.
        begins = dates.time_of_day(listing.starts_at)
        details = _("Today at %(time)s, %(place)s.", time=begins, place=listing.place_name)
        today = LockScreen(organisation.current().short_name, _("Something you follow is on today."))
        return {"discreet": today, "details": LockScreen(said.plain(listing, "title"), details)}
    return {"discreet": discreet(), "details": None}


def message(notification: Notification, language: str, is_discreet: bool, origin: str, own_title: str = "") -> bytes:
    """The payload, declarative (`{"web_push": 8030, …}`), as UTF-8.

    Safari shows it by itself; elsewhere our worker reads it.
    """
    spoken = _spoken(language)
    address = f"{origin}{notification.address_in(spoken.code)}"
    stopping: dict[str, object] = {}
    with force_locale(spoken.locale):
        screen = shown(notification, is_discreet, spoken.code)
        if is_discreet:
            screen = in_own_words(notification, own_title, screen)
        if can_be_stopped(notification):
            address = f"{address}#told={quote(notification.topic, safe=':')}"
            stopping = _stopping(notification.topic, address)
    written = _spoken(screen.language or spoken.code)
    facts: dict[str, Any] = {
        "title": screen.title,
        "body": screen.body,
        "lang": written.html,
        "dir": written.direction,
        "tag": notification.tag,
        # Heard again where it takes the place of another: what is news, not a reminder that comes once more.
        "renotify": notification.kind in CHANGES | WRITTEN,
        "navigate": address,
        **stopping,
    }
    payload = _encoded(facts)
    while len(payload) > MOST_BYTES:
        # Only a body can be this long: a title has 120 characters at most. Half of what is too much
        # at a time, because JSON makes two bytes of some characters.
        cut = (len(payload) - MOST_BYTES) // 2 + len("…".encode()) + 1
        facts["body"] = facts["body"].encode()[:-cut].decode(errors="ignore").rstrip() + "…"
        payload = _encoded(facts)
    return payload


def _spoken(code: str) -> languages.Language:
    return languages.LANGUAGES.get(code, languages.LANGUAGES[languages.DEFAULT])


def can_be_stopped(notification: Notification) -> bool:
    """Whether a button on it ends its topic: not what a lead asked for, on a screen that others touch."""
    return bool(notification.topic) and notification.kind != ALERT


def _stopping(topic: str, address: str) -> dict[str, object]:
    """The button on the notification, and what the worker says after a tap on it.

    It says nothing of the topic, because it stands on a lock screen; Safari wants an address for each button.
    """
    return {
        "actions": [{"action": "stop", "title": _("Stop these"), "navigate": address}],
        "data": {
            "topic": topic,
            "stopped": _("Stopped. We will not tell you about this any more."),
            "unsent": _("No signal. This phone tries again by itself. One more may still come."),
        },
    }


def _encoded(facts: dict[str, Any]) -> bytes:
    return json.dumps({"web_push": 8030, "notification": facts}, ensure_ascii=False).encode()


def _days_until(moment: datetime | None, at: datetime | None = None) -> int | None:
    today = clock.local(at or clock.now()).date()
    return None if moment is None else (clock.local(moment).date() - today).days
