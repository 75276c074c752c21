"""/groups/<slug> and its .ics"""

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
    listing = group.meeting_at(meetings[0] if meetings else None)
    return render_template("groups/show.html", group=group, listing=listing, meetings=meetings)


@page(bp, "/groups/<slug>.ics")
@access(public)
def show_ics(slug: str) -> Response:
    group = _group(slug)
    first = group.meeting_at(group.starts_at)
    return calendar.answer([calendar.entry_of(first, rule=group.rule)], slug)


def _group(slug: str) -> Group:
    return Group.by_slug(slug) or abort(404)
