"""What one can still come to, and who may read who is coming."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from peer_app.coming.models import KEPT, Coming, expected, occasion_of
from peer_app.core import clock, listings
from peer_app.core.access import Actor
from peer_app.core.listings import Listing
from peer_app.groups.models import Group

#: Kinds of listings that one comes to.
HAPPENS = ("event", "group", "van-stop")
#: How far ahead, and how many times, of what happens again and again.
AHEAD = timedelta(weeks=8)
MOST = 4


def occasions(listing: Listing) -> list[Listing]:
    """The times of a listing that are still to come and take place, soonest first; none where it is over."""
    now = clock.now()
    coming = [it for it in listings.kinds()[listing.kind].upcoming(now, now + AHEAD) if it.key == listing.key]
    # What happens once may be further ahead.
    found = [it for it in coming or [listing] if _is_to_come(it)]
    return sorted(found, key=lambda it: it.starts_at or now)[:MOST]


def _is_to_come(listing: Listing) -> bool:
    return listing.ends_at is not None and listing.ends_at > clock.now() and not listing.cancelled


def may_read(actor: Actor, listing: Listing) -> bool:
    """Whether somebody may read who would like to come: coordinators, and whoever hosts that group."""
    return readable_by(actor, [listing]) != []


def readable_by(actor: Actor, wanted: Iterable[Listing]) -> list[Listing]:
    """Those of these of which somebody may read who would like to come."""
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


def time_of(coming: Coming) -> Listing | None:
    """What somebody would like to come to, at its time; None where it is gone."""
    listing = listings.find(coming.listing_key)
    if listing is None or not coming.occasion:
        return listing
    around = listings.kinds()[listing.kind].upcoming(coming.ends_at - timedelta(minutes=1), coming.ends_at)
    same = (it for it in around if it.key == coming.listing_key and occasion_of(it) == coming.occasion)
    return next(same, None)


def follow_changes() -> None:
    """Bring up to date when things end that were moved since; the caller commits."""
    known = Coming.known_times()
    for listing in _as_they_are(known):
        before = known.get((listing.key, occasion_of(listing)))
        if None not in (before, listing.ends_at) and before != listing.ends_at:
            Coming.move(listing)


def _as_they_are(known: Iterable[tuple[str, str]]) -> Iterator[Listing]:
    """What these are about as it is now: what happens once by its key, sessions by looking at some weeks of them."""
    once = {key for key, occasion in known if not occasion}
    yield from (listing for key in sorted(once) if (listing := listings.find(key)))
    now = clock.now()
    for kind in sorted({key.partition(":")[0] for key, occasion in known if occasion} & set(listings.kinds())):
        yield from listings.kinds()[kind].upcoming(now - KEPT - timedelta(days=1), now + 2 * AHEAD)
