"""/groups/<slug>/sessions: single sessions, for the group's hosts and for coordinators

A session is named by when it was to begin by the rule, wherever it was moved to.
"""

from datetime import datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from peer_app.core import clock, listings
from peer_app.core.access import access, current_account, peer
from peer_app.core.listings import Listing
from peer_app.extensions import db
from peer_app.groups import operations
from peer_app.groups.models import Group
from peer_app.groups.session_form import SessionForm

bp = Blueprint("group_sessions", __name__)

#: So many are shown to choose from.
SHOWN = 12


@bp.get("/groups/<slug>/sessions")
@access(peer)
def index(slug: str) -> str:
    group = _group(slug)
    return render_template("groups/sessions.html", group=group, sessions=group.next_sessions(SHOWN))


@bp.route("/groups/<slug>/sessions/<original>", methods=["GET", "POST"])
@access(peer)
def edit(slug: str, original: str) -> str | Response | tuple[str, int]:
    """Another time or place for this one session."""
    group, original_at, session = _session(slug, original)
    form = SessionForm.for_session(group, session)
    if form.validate_on_submit():
        operations.move(group, original_at, **form.facts())
        db.session.commit()
        flash(_("Changed. Its pages say so, and whoever follows the group hears of it."))
        return redirect(url_for(".index", slug=slug))
    answer = render_template("groups/session.html", form=form, group=group, session=session)
    return answer, 422 if form.errors else 200


@bp.route("/groups/<slug>/sessions/<original>/cancellation", methods=["GET", "POST"])
@access(peer)
def cancel(slug: str, original: str) -> str | Response:
    """Asks once more, then cancels this one session."""
    group, original_at, session = _session(slug, original)
    if request.method == "GET" and not session.cancelled:
        return render_template("groups/session_cancellation.html", group=group, listing=session)
    if request.method == "POST":
        operations.cancel(group, original_at)
        db.session.commit()
        flash(_("That one is cancelled. All others take place."))
    return redirect(url_for(".index", slug=slug))


@bp.post("/groups/<slug>/sessions/<original>/restoration")
@access(peer)
def restore(slug: str, original: str) -> Response:
    """It takes place after all, when and where the group says."""
    group, original_at, _session_now = _session(slug, original)
    operations.restore(group, original_at)
    db.session.commit()
    flash(_("It takes place when and where it always does."))
    return redirect(url_for(".index", slug=slug))


def _group(slug: str) -> Group:
    """The group, if whoever asks may change its sessions."""
    return Group.editable_by(current_account(), slug) or abort(404)


def _session(slug: str, original: str) -> tuple[Group, datetime, Listing]:
    """A group, a moment of its rule, and its session then, if that is not over, or would not be by the rule."""
    group, original_at = _group(slug), listings.moment_of_key(original)
    session = group.session_at(original_at) if original_at else None
    if original_at is None or session is None or session.ends_at is None:
        abort(404)
    if max(session.ends_at, original_at) < clock.now():
        abort(404)
    return group, original_at, session
