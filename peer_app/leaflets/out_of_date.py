"""What leaflets that are already out say, where that is not so any more: for a team that may print again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import format_datetime

from peer_app.core import clock, dates
from peer_app.core.listings import Listing
from peer_app.groups.models import Group
from peer_app.leaflets import subjects
from peer_app.leaflets.landing import Landing, is_elsewhere, landing_of
from peer_app.leaflets.models import Batch


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
    if listing is None or not out or subjects.is_over(listing):
        return None
    printed = {(it.said_start, it.said_place or "") for it in out if it.said_start}
    group = subjects.group_of(listing)
    says, not_on = _of_group(listing, group, printed) if group else (_of_day(listing, printed), None)
    return OutOfDate(says, not_on, landing_of(listing)) if says else None


def _of_day(listing: Listing, printed: set[tuple[datetime, str]]) -> list[str]:
    wrong = sorted(said for said in printed if listing.cancelled or is_elsewhere(listing, *said))
    return [_where(dates.day_and_time(start), place) for start, place in wrong]


def _of_group(listing: Listing, group: Group, printed: set[tuple[datetime, str]]) -> tuple[list[str], datetime | None]:
    """For good, or else for the next time only."""
    now = (_usual_time(group.starts_at), group.place_name)
    wrong = sorted((start, place) for start, place in printed if (_usual_time(start), place) != now)
    if wrong:
        often = (
            _where(f"{format_datetime(start, 'EEEE')}, {dates.time_of_day(start)}", place) for start, place in wrong
        )
        return list(dict.fromkeys(often)), None
    for session in group.next_sessions(1):
        moved_to = (session.place_name, session.address) != (group.place_name, group.address)
        if session.cancelled or session.is_moved or moved_to:
            usual = subjects.as_printed(listing)
            hours = dates.hours(group.starts_at, usual.ends_at)
            return [_where(f"{group.how_often}, {hours}", group.place_name)], session.recurrence_id
    return [], None


def _usual_time(first: datetime) -> tuple[int, int, int]:
    """The day of the week, the hour and the minute."""
    local = clock.local(first)
    return local.weekday(), local.hour, local.minute


def _where(when: str, place: str) -> str:
    return f"{when}, {place}" if place else when
