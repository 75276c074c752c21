"""What there is to follow: a whole kind ("events"), one area of it ("van-stops:brixton"), or a single group or
event ("group:3").

Topics come from the listings; a kind that features add brings its own.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _

from peer_app.core import clock, listings, said
from peer_app.core.codes import slug_of

#: Whole kinds that can be followed; groups are followed one at a time.
_WHOLE_KINDS = ("events", "van-stops", "volunteering")
#: For people of the team on their own phones only (`own_work`): offered nowhere else, and nobody else hears of them.
CONCERNS, NEEDS_A_LOOK, SILENT_TABLETS = "concerns", "needs-a-look", "silent-tablets"
OWN_WORK = frozenset({CONCERNS, NEEDS_A_LOOK, SILENT_TABLETS})
#: One message a week about all that is on (`digests`); each follower chooses the day and the hour.
DIGEST = "digest"
#: How far ahead there are events to follow and to tell about.
AHEAD = timedelta(weeks=12)


@dataclass(frozen=True)
class Topic:
    """One thing to follow: its key and what it is called on screen.

    starts_at: when the event begins, where the topic is a single event.
    """

    key: str
    label: str
    starts_at: datetime | None = None


def whole_kinds() -> list[Topic]:
    """The kinds that are followed as a whole, each with its areas, which can be followed by themselves."""
    by_topic = {kind.topic: kind for kind in listings.kinds().values()}
    found = []
    for kind in (by_topic[key] for key in _WHOLE_KINDS if key in by_topic):
        found += [Topic(kind.topic, str(kind.plural_label)), *_areas_of(kind)]
    return found


def of(listing: listings.Listing) -> str:
    """The topic of those who want to hear about that listing by itself."""
    kind = listings.kinds()[listing.kind]
    if kind.followable:
        return listing.key
    return _of_area(kind, listing.area) if slug_of(listing.area) else kind.topic


def heard_by(key: str) -> tuple[str, ...]:
    """The topics whose followers hear what is told of `key`: whoever follows a whole kind hears of each area."""
    kind = key.partition(":")[0]
    return (key, kind) if kind != key and kind in _WHOLE_KINDS else (key,)


def single() -> list[Topic]:
    """Groups and coming events, each followed by itself: groups first, then by date."""
    now = clock.now()
    followable = {kind.kind for kind in listings.kinds().values() if kind.followable}
    found: dict[str, Topic] = {}
    for listing in listings.upcoming(now, now + AHEAD):
        if listing.kind in followable and not listing.cancelled and not is_over(listing, now):
            repeats = listing.kind == "group"
            topic = Topic(listing.key, said.plain(listing, "title"), None if repeats else listing.starts_at)
            found.setdefault(listing.key, topic)
    return sorted(found.values(), key=lambda topic: (topic.starts_at or now, topic.label))


def everything() -> list[Topic]:
    """All that can be followed now."""
    return whole_kinds() + single()


def unknown(keys: Iterable[str], own_work: Collection[str] = ()) -> set[str]:
    """Those of `keys` that nobody could ever follow. `own_work`: what whoever asks may follow besides."""
    whole = {topic.key for topic in whole_kinds()} | {DIGEST} | set(own_work)
    return {key for key in keys if key not in whole and not _is_followable(key)}


def label(key: str) -> str:
    """What a topic is called; a listing that was deleted still has a name."""
    if key == DIGEST:
        return str(_("What’s on near you this week"))
    for kind in listings.kinds().values():
        if kind.topic == key:
            return str(kind.plural_label)
        if key.startswith(f"{kind.topic}:"):
            return next((area.label for area in _areas_of(kind) if area.key == key), str(kind.plural_label))
    listing = listings.find(key)
    return said.plain(listing, "title") if listing else _("Something that is gone")


def is_over(listing: listings.Listing, now: datetime) -> bool:
    """Whether the listing's last time has passed."""
    return listing.ends_at is not None and listing.ends_at <= now


def _areas_of(kind: listings.ListingKind) -> list[Topic]:
    # Without a letter that an address can hold, there would be no telling them apart.
    named = {_of_area(kind, area): area for area in kind.areas() if slug_of(area)}
    return [Topic(key, _("%(kind)s: %(area)s", kind=kind.plural_label, area=area)) for key, area in named.items()]


def _of_area(kind: listings.ListingKind, area: str) -> str:
    return f"{kind.topic}:{slug_of(area)}"


def _is_followable(key: str) -> bool:
    kind = listings.kinds().get(key.partition(":")[0])
    listing = listings.find(key) if kind is not None and kind.followable else None
    # One session of a group is no topic: nobody is told of it by itself.
    return listing is not None and listing.key == key and not listing.cancelled
