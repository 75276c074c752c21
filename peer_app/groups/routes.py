"""/groups/<slug>, its .ics and how to subscribe to it, and the forms for coordinators"""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from peer_app.core import calendar, clock
from peer_app.core.access import access, coordinator, public
from peer_app.core.languages import page
from peer_app.core.listings import Listing
from peer_app.core.said import said
from peer_app.extensions import db
from peer_app.groups import operations
from peer_app.groups.forms import GroupForm, HostsForm
from peer_app.groups.models import Group

bp = Blueprint("groups", __name__)


@page(bp, "/groups/<slug>")
@access(public)
def show(slug: str) -> str:
    group = _group(slug)
    listing = group.next_session() or group.undated
    sessions = group.next_sessions()
    is_this_week = bool(sessions) and _is_this_week(sessions[0])
    return render_template(
        "groups/show.html",
        group=group,
        listing=listing,
        where=group.where(listing),
        sessions=sessions,
        is_this_week=is_this_week,
    )


@page(bp, "/groups/<slug>/calendar")
@access(public)
def subscribe(slug: str) -> str:
    """How to have its sessions in one's own calendar."""
    group = _group(slug)
    feed = calendar.Feed.at(url_for(".show_ics", slug=slug))
    return render_template("calendar/subscribe.html", title=said(group, "title"), about=group.how_often, feed=feed)


@page(bp, "/groups/<slug>.ics")
@access(public)
def show_ics(slug: str) -> Response:
    group = _group(slug)
    return calendar.answer(calendar.entries([next(group.sessions(group.starts_at), group.undated)]), slug)


@bp.route("/groups/new", methods=["GET", "POST"])
@access(coordinator)
def new() -> str | Response | tuple[str, int]:
    form = GroupForm.for_group()
    if form.validate_on_submit():
        group = Group.create(**form.facts())
        db.session.commit()
        flash(_("It is on “What’s on” now. Next, say who hosts it."))
        return redirect(url_for(".hosts", slug=group.slug))
    return render_template("groups/form.html", form=form, group=None), 422 if form.errors else 200


@bp.route("/groups/<slug>/edit", methods=["GET", "POST"])
@access(coordinator)
def edit(slug: str) -> str | Response | tuple[str, int]:
    group = _group(slug)
    form = GroupForm.for_group(group)
    if form.validate_on_submit():
        operations.change(group, **form.facts())
        db.session.commit()
        flash(_("Changed. Leaflets that are printed already still say what they said."))
        return redirect(url_for("desk.whats_on"))
    return render_template("groups/form.html", form=form, group=group), 422 if form.errors else 200


@bp.route("/groups/<slug>/hosts", methods=["GET", "POST"])
@access(coordinator)
def hosts(slug: str) -> str | Response | tuple[str, int]:
    """Who may change the group's sessions and tell people about it, besides coordinators."""
    group = _group(slug)
    form = HostsForm.for_group(group)
    if form.validate_on_submit():
        group.be_hosted_by(form.hosts.data or [])
        db.session.commit()
        flash(_("Saved. Hosts find “Tell people” on their start page."))
        return redirect(url_for(".hosts", slug=slug))
    return render_template("groups/hosts.html", form=form, group=group), 422 if form.errors else 200


def _is_this_week(session: Listing) -> bool:
    """Whether it is between Monday and Sunday of the week it is where the organisation is."""
    day = clock.local(session.starts_at).date() if session.starts_at else None
    return day is not None and day.isocalendar()[:2] == clock.today().isocalendar()[:2]


def _group(slug: str) -> Group:
    return Group.by_slug(slug) or abort(404)
