"""/ and /calendar.ics"""

from datetime import UTC, date, datetime, time, timedelta

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from peer_app.core import calendar, clock, listings
from peer_app.core.access import access, public
from peer_app.core.languages import keep_query, page

bp = Blueprint("whats_on", __name__)

SHOWN = timedelta(weeks=4)
#: How far ahead anybody may look; rules that repeat for ever are worked out for four weeks only.
FURTHEST = timedelta(days=730)
FEED = timedelta(weeks=12)


@page(bp, "/")
@access(public)
def index() -> str:
    """Four weeks from today or from the day asked for; of one kind, if one is asked for (`?kind=…&day=…`)."""
    keep_query()
    kind, day = _asked_kind(), _asked_day()
    start = _midnight(day) if day else clock.now()
    found = [it for it in listings.upcoming(start, start + SHOWN) if kind in {None, it.kind}]
    return render_template(
        "whats_on/index.html",
        dated=[listing for listing in found if listing.starts_at],
        undated=[listing for listing in found if not listing.starts_at],
        kinds=listings.kinds(),
        kind=kind,
        day=day,
        start=start,
    )


def _asked_kind() -> str | None:
    kind = request.args.get("kind")
    return kind if kind in listings.kinds() else None


def _asked_day() -> date | None:
    """The day asked for, if there is such a day and it is still to come."""
    try:
        day = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None
    return day if clock.today() < day < clock.today() + FURTHEST else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.time_zone()).astimezone(UTC)


@page(bp, "/calendar.ics")
@access(public)
def feed() -> Response:
    now = clock.now()
    found = listings.upcoming(now, now + FEED)
    return calendar.answer(calendar.entries(found), "whats-on")
