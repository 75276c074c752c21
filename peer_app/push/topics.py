"""What there is to follow: a whole kind ("events"), or a single group or event ("group:3").

Topics come from the listings; a kind that features add brings its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _

from peer_app.core import clock, listings

#: Whole kinds that can be followed; groups are followed one at a time.
_WHOLE_KINDS = ("events", "van-stops", "volunteering")
#: For safeguarding leads on their own phones only: it is offered nowhere else, and nobody else hears of it.
CONCERNS = "concerns"
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
    """The kinds that are followed as a whole."""
    labels = {kind.topic: str(kind.plural_label) for kind in listings.kinds().values()}
    return [Topic(key, labels[key]) for key in _WHOLE_KINDS if key in labels]


def single() -> list[Topic]:
    """Groups and coming events, each followed by itself: groups first, then by date."""
    now = clock.now()
    followable = {kind.kind for kind in listings.kinds().values() if kind.followable}
    found: dict[str, Topic] = {}
    for listing in listings.upcoming(now, now + AHEAD):
        if listing.kind in followable and not listing.cancelled and not is_over(listing, now):
            repeats = listing.kind == "group"
            topic = Topic(listing.key, listing.title, None if repeats else listing.starts_at)
            found.setdefault(listing.key, topic)
    return sorted(found.values(), key=lambda topic: (topic.starts_at or now, topic.label))


def everything() -> list[Topic]:
    """All that can be followed now."""
    return whole_kinds() + single()


def unknown(keys: Iterable[str], *, for_lead: bool = False) -> set[str]:
    """Those of `keys` that nobody could ever follow, or only a safeguarding lead."""
    whole = {topic.key for topic in whole_kinds()} | ({CONCERNS} if for_lead else set())
    return {key for key in keys if key not in whole and not _is_followable(key)}


def label(key: str) -> str:
    """What a topic is called; a listing that was deleted still has a name."""
    for topic in whole_kinds():
        if topic.key == key:
            return topic.label
    listing = listings.find(key)
    return listing.title if listing else _("Something that is gone")


def is_over(listing: listings.Listing, now: datetime) -> bool:
    """Whether the listing's last time has passed."""
    return listing.ends_at is not None and listing.ends_at <= now


def _is_followable(key: str) -> bool:
    kind = listings.kinds().get(key.partition(":")[0])
    listing = listings.find(key) if kind is not None and kind.followable else None
    return listing is not None and not listing.cancelled
