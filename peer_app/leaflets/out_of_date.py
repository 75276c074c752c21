"""What leaflets that are already out say, where that is not so any more: for a team that may print again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from peer_app.core import dates
from peer_app.core.listings import Listing
from peer_app.groups.models import Group
from peer_app.leaflets.landing import Landing, landing_of
from peer_app.leaflets.models import Batch
from peer_app.leaflets.subjects import is_over
from peer_app.leaflets.wording import as_always, group_of


@dataclass(frozen=True)
class OutOfDate:
    """says: when and where, in the page's language, as it stands on paper, each wording once;
    not_on: the next date of a group, where that is cancelled or moved; leads_to: where the printed link leads now.
    """

    says: list[str]
    not_on: datetime | None
    leads_to: Landing


def out_of_date(listing: Listing | None, batches: Iterable[Batch]) -> OutOfDate | None:
    """What is not so any more on the leaflets of these batches; None where all is, none are out, or it is over."""
    out = [batch for batch in batches if not batch.on_screen]
    if listing is None or not out or is_over(listing):
        return None
    group = group_of(listing)
    says, not_on = _of_group(listing, group) if group else (_of_day(listing, out), None)
    return OutOfDate(says, not_on, landing_of(listing)) if says else None


def _of_day(listing: Listing, batches: Iterable[Batch]) -> list[str]:
    now = (listing.starts_at, listing.place_name)
    said = {(it.said_start, it.said_place or "") for it in batches if it.said_start}
    wrong = sorted(it for it in said if listing.cancelled or it != now)
    return [_where(dates.day_and_time(start), place) for start, place in wrong if start]


def _of_group(listing: Listing, group: Group) -> tuple[list[str], datetime | None]:
    usual = as_always(listing, group)
    for session in group.next_sessions(1):
        moved_to = (session.place_name, session.address) != (group.place_name, group.address)
        if usual.starts_at and (session.cancelled or session.is_moved or moved_to):
            often = f"{group.how_often}, {dates.hours(usual.starts_at, usual.ends_at)}"
            return [_where(often, group.place_name)], session.recurrence_id
    return [], None


def _where(when: str, place: str) -> str:
    return f"{when}, {place}" if place else when
