"""/ and /calendar.ics"""

from dataclasses import replace
from datetime import timedelta

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from peer_app.core import calendar, clock, listings
from peer_app.core.access import access, public
from peer_app.core.languages import page

bp = Blueprint("whats_on", __name__)

SHOWN = timedelta(weeks=4)
FEED = timedelta(weeks=12)


@page(bp, "/")
@access(public)
def index() -> str:
    now = clock.now()
    found = listings.upcoming(now, now + SHOWN)
    return render_template(
        "whats_on/index.html",
        dated=[listing for listing in found if listing.starts_at],
        undated=[listing for listing in found if not listing.starts_at],
        kinds=listings.kinds(),
    )


@page(bp, "/calendar.ics")
@access(public)
def feed() -> Response:
    now = clock.now()
    found = listings.upcoming(now, now + FEED)
    return calendar.answer([_entry(listing) for listing in found if listing.starts_at], "whats-on")


def _entry(listing: listings.Listing) -> calendar.Entry:
    """One date of a listing, on its own: the feed names each meeting of a group."""
    entry = calendar.entry_of(listing)
    return replace(entry, uid=f"{entry.uid}-{entry.starts_at:%Y%m%d}")
