"""/groups/<slug>, its .ics, and who hosts it"""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from peer_app.core import calendar
from peer_app.core.access import access, coordinator, public
from peer_app.core.languages import page
from peer_app.extensions import db
from peer_app.groups.forms import HostsForm
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


@bp.route("/groups/<slug>/hosts", methods=["GET", "POST"])
@access(coordinator)
def hosts(slug: str) -> str | Response | tuple[str, int]:
    """Who may tell people about the group, besides coordinators."""
    group = _group(slug)
    form = HostsForm.for_group(group)
    if form.validate_on_submit():
        group.be_hosted_by(form.hosts.data or [])
        db.session.commit()
        flash(_("Saved. Hosts find “Tell people” on their start page."))
        return redirect(url_for(".hosts", slug=slug))
    return render_template("groups/hosts.html", form=form, group=group), 422 if form.errors else 200


def _group(slug: str) -> Group:
    return Group.by_slug(slug) or abort(404)
