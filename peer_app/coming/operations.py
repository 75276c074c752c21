"""What one can still come to, and who may read who is coming."""

import json
from collections.abc import Iterable
from datetime import timedelta

from peer_app.coming.models import SECRET_LENGTH, Coming, expected, occasion_of
from peer_app.core import clock, codes, listings
from peer_app.core.access import Actor
from peer_app.core.listings import Listing
from peer_app.groups.models import Group

#: Kinds of listings that one comes to.
HAPPENS = ("event", "group", "van-stop")
#: How far ahead, and how many times, of what happens again and again.
AHEAD = timedelta(weeks=8)
MOST = 4
#: Whoever says the very same again so soon went back and pressed the button once more.
AGAIN = timedelta(minutes=10)


def occasions(listing: Listing) -> list[Listing]:
    """The times of a listing that are still to come and take place, soonest first; none where it is over."""
    now, kind = clock.now(), listings.kinds()[listing.kind]
    sessions = [it for it in kind.upcoming(now, now + AHEAD) if it.key == listing.key] if kind.series else []
    # What happens once, or seldom, may be further ahead.
    return sorted(filter(_is_to_come, sessions or [listing]), key=lambda it: it.starts_at or now)[:MOST]


def _is_to_come(listing: Listing) -> bool:
    return listing.ends_at is not None and listing.ends_at > clock.now() and not listing.cancelled


def secret_of(listing: Listing, *, name: str, how_many: int, would_help: str) -> str:
    """For whoever's phone made none: the same for the same words said twice within minutes, so that they count once.

    Without a name or any words it is a new one each time: many in one hall may say just that.
    """
    if not (name or would_help):
        return codes.new_code(SECRET_LENGTH)
    moment = int(clock.now().timestamp() // AGAIN.total_seconds())
    words = json.dumps([listing.occurrence_key, name, how_many, would_help])
    latest, before = (codes.code_of(f"coming {at} {words}", SECRET_LENGTH) for at in (moment, moment - 1))
    return before if Coming.by_secret(before) else latest


def may_read(actor: Actor, listing: Listing) -> bool:
    """Whether somebody may read who would like to come: coordinators, and whoever hosts that group."""
    return readable_by(actor, [listing]) != []


def readable_by(actor: Actor, wanted: Iterable[Listing]) -> list[Listing]:
    """Those of the `wanted` listings whose answers this actor may read: coordinators all, hosts their groups'."""
    chosen = [listing for listing in wanted if listing.kind in HAPPENS]
    if actor.is_coordinator:
        return chosen
    hosted = {f"group:{group.id}" for group in Group.hosted_by(actor.id)}
    return [listing for listing in chosen if listing.key in hosted]


def who_is_expected(actor: Actor, wanted: Iterable[Listing]) -> dict[Listing, int]:
    """How many would like to come to each of these; only those that this actor may read of and somebody said it of."""
    readable = readable_by(actor, wanted)
    counts = expected(readable)
    found = {listing: counts.get((listing.key, occasion_of(listing)), 0) for listing in readable}
    return {listing: count for listing, count in found.items() if count}


def time_of(listing_key: str, occasion: str) -> Listing | None:
    """What somebody would like to come to, as it is now; None where it is gone."""
    return listings.find(f"{listing_key}@{occasion}" if occasion else listing_key)


def follow_changes() -> None:
    """Bring up to date when things end that were moved since; the caller commits."""
    for (key, occasion), ends_at in Coming.known_times().items():
        listing = time_of(key, occasion)
        if listing and listing.ends_at and listing.ends_at != ends_at:
            Coming.move(listing)
