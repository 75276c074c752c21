"""/groups/<slug> and its .ics"""

from datetime import timedelta

from flask import Blueprint, abort, render_template
from werkzeug.wrappers import Response

from peer_app.core import calendar
from peer_app.core.access import access, public
from peer_app.core.languages import page
from peer_app.groups.models import Group

bp = Blueprint("groups", __name__)


@page(bp, "/groups/<slug>")
@access(public)
def show(slug: str) -> str:
    group = _group(slug)
    meetings = group.next_meetings()
    listing = group.listing_at(meetings[0] if meetings else None)
    return render_template("groups/show.html", group=group, listing=listing, meetings=meetings)


@page(bp, "/groups/<slug>.ics")
@access(public)
def show_ics(slug: str) -> Response:
    group = _group(slug)
    entry = calendar.Entry(
        uid=f"group-{group.id}",
        title=group.title,
        path=f"/groups/{group.slug}",
        starts_at=group.starts_at,
        ends_at=group.starts_at + timedelta(minutes=group.minutes),
        location=f"{group.place_name}, {group.address}",
        changed_at=group.changed_at,
        description=group.about,
        rule=group.rule,
    )
    return calendar.answer([entry], slug)


def _group(slug: str) -> Group:
    return Group.by_slug(slug) or abort(404)
