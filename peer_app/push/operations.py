"""What spans subscriptions, notifications and listings."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from peer_app.core import clock, codes, languages, listings
from peer_app.core.access import Actor
from peer_app.extensions import db
from peer_app.push import choices, digests, topics
from peer_app.push import reach as reaching
from peer_app.push.models import CONFIRMATION, KEEPS, TOLD, URGENT, Notification, Subscription
from peer_app.push.reach import Reach
from peer_app.push.subscriptions import Wish


@dataclass(frozen=True)
class Kept:
    """What a browser is told about its subscription."""

    topics: frozenset[str]
    discreet: bool
    is_new: bool
    #: Whether a first notification is on its way, to show that it works.
    confirms: bool
    #: Until when it is told nothing; None while it is told what it follows.
    paused_until: datetime | None = None
    #: How it wants to be told, as JSON (`choices`).
    choices: dict[str, Any] = field(default_factory=dict)


def keep(wish: Wish, actor: Actor | None = None) -> Kept:
    """Keep or refresh a subscription and what it follows; the caller commits and wakes the worker.

    `actor`: whoever is signed in there; one who wants alerts for their own work has it tied to their account.
    One that follows nothing and is not there yet is not kept: there is nothing to tell it.
    Raises `NotTheirsError` for whoever knows only the endpoint of it, or of the one that it replaces.
    """
    found = Subscription.of_browser(wish.browser.endpoint, wish.browser.auth)
    before_it = Subscription.of_browser(*wish.replaces) if wish.replaces else None
    if found is None and before_it is None and not wish.of(frozenset()):
        return Kept(frozenset(), wish.discreet is not False, is_new=False, confirms=False)
    subscription = Subscription.keep(wish.browser, before_it)
    if wish.discreet is not None:
        subscription.discreet = wish.discreet
    db.session.flush()
    before = subscription.topics
    wanted = wish.of(before) - _of_somebody_else(subscription, wish, actor)
    subscription.unfollow(before - wanted)
    subscription.follow(wanted - before)
    _tie(subscription, wish, wanted, actor)
    _pause(subscription, wish, bool(wanted - before))
    wish.choices.apply_to(subscription)
    if topics.DIGEST in wanted:
        digests.plan(subscription)
    confirms = bool(wanted) and not before and _confirm(subscription)
    shown = wanted if actor and subscription.account_id == actor.id else wanted - topics.OWN_WORK
    is_new = found is None and before_it is None
    return Kept(shown, subscription.discreet, is_new, confirms, subscription.pause_ends, choices.as_json(subscription))


def stop(endpoint: str, auth: str, topics: frozenset[str] | None) -> None:
    """End those topics there, or all of it; the caller commits. Well also where nothing is known of it.

    Raises `NotTheirsError` for whoever knows only the endpoint.
    """
    found = Subscription.of_browser(endpoint, auth)
    if found is None:
        return
    if topics is None:
        found.stop()
    else:
        # Only of what it follows: anything may stand in a request, and not all of it can be asked of a database.
        found.unfollow(topics & found.topics)


def tell(
    actor: Actor,
    *,
    token: str,
    title: str,
    body: str,
    topic: str,
    page: str,
    language: str = languages.DEFAULT,
    translations: dict[str, dict[str, str]] | None = None,
    send_at: datetime | None = None,
    urgent: bool = False,
) -> Notification:
    """Tell everyone who follows `topic`, now or at `send_at` (aware); the caller commits and wakes the worker.

    `title` and `body` are in `language`; `translations` has the same in others. `token` comes with the form: the
    same form sent twice tells once. `page` is the key of the listing that a tap opens, or empty for what's on.
    `urgent`: it reaches people who have had three this week, too; only a coordinator may say so.
    """
    listing = listings.find(page) if page else None
    begins = happens_at(page, send_at)
    notification, is_new = Notification.create(
        dedupe_key=f"told:{actor.id}:{codes.digest(token)}",
        kind=URGENT if urgent and actor.is_coordinator else TOLD,
        topic=topic,
        listing_key=page,
        title=title,
        body=body,
        language=language,
        translations=translations or {},
        path=listing.path if listing else "/",
        happens_at=begins,
        created_by_id=actor.id,
        send_at=send_at,
        expires_at=expires_at(begins, send_at),
    )
    if is_new:
        notification.deliver_to_followers()
    return notification


def reach(*, topic: str, page: str, send_at: datetime | None, urgent: bool) -> Reach:
    """Whom `tell` would reach, and when."""
    begins = happens_at(page, send_at)
    kind = URGENT if urgent else TOLD
    sketch = Notification(
        kind=kind, topic=topic, listing_key=page, happens_at=begins, expires_at=expires_at(begins, send_at)
    )
    return reaching.of(sketch, send_at)


def expires_at(begins: datetime | None, send_at: datetime | None) -> datetime:
    """From when on it is not worth telling."""
    return begins or (send_at or clock.now()) + KEEPS


def happens_at(page: str, after: datetime | None = None) -> datetime | None:
    """When the listing with that key next begins after a moment (now, where none is given), if it does."""
    return listings.next_start(page, after or clock.now()) if page else None


def _tie(subscription: Subscription, wish: Wish, wanted: frozenset[str], actor: Actor | None) -> None:
    """Alerts go to an account, so that they end when its owner has no part in that work any more."""
    if not topics.OWN_WORK & wanted:
        subscription.account_id = None
    elif topics.OWN_WORK & wish.add and actor:
        subscription.account_id = actor.id


def _pause(subscription: Subscription, wish: Wish, wants_more: bool) -> None:
    """Whoever asks for something more wants to be told, whatever was said before."""
    if wish.paused:
        subscription.pause()
    elif wish.paused is False or wants_more:
        subscription.carry_on()


def _of_somebody_else(subscription: Subscription, wish: Wish, actor: Actor | None) -> frozenset[str]:
    """What a phone was to tell somebody about whose it is no more: another of the team turned something on there."""
    is_handed_on = actor and subscription.account_id not in {None, actor.id} and topics.OWN_WORK & wish.add
    return topics.OWN_WORK - wish.add if is_handed_on else frozenset()


def _confirm(subscription: Subscription) -> bool:
    """A first, friendly notification; not a second one soon after, whatever is chosen."""
    notification, is_new = Notification.create(
        dedupe_key=f"confirmation:{subscription.id}",
        kind=CONFIRMATION,
        topic="",
        title="",
        body="",
        path="/notifications",
        expires_at=clock.now() + timedelta(hours=1),
    )
    if is_new:
        notification.deliver_to(subscription)
    return is_new
