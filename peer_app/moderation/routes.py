"""/inboxes/<name>/removals for many rows at once, /many-at-once for what came from one network"""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from peer_app.core.access import access, coordinator
from peer_app.core.forms import Form
from peer_app.core.inboxes import Inbox, OddSource, all_inboxes, find_odd
from peer_app.extensions import db
from peer_app.moderation.forms import ChoiceForm

bp = Blueprint("moderation", __name__)

#: Shown of what stands apart, to decide by.
SAMPLE = 5


@bp.post("/inboxes/<name>/removals")
@access(coordinator)
def remove(name: str) -> str | Response:
    """Say what will happen; when that was said, take the chosen rows out."""
    inbox: Inbox = all_inboxes().get(name) or abort(404)
    form = ChoiceForm()
    if not form.validate_on_submit():
        abort(400)
    back = form.page(otherwise=url_for(inbox.endpoint or "desk.index"))
    ids: list[int] = form.chosen.data
    if not ids:
        flash(_("Nothing was chosen."))
        return redirect(f"{back}?choose")
    if not form.sure.data:
        return render_template("moderation/confirm.html", inbox=inbox, form=form, back=back)
    gone = inbox.remove(ids)
    db.session.commit()
    _say(gone)
    if gone < len(ids):
        flash(ngettext("%(num)d was gone already.", "%(num)d were gone already.", len(ids) - gone))
    return redirect(back)


@bp.get("/many-at-once")
@access(coordinator)
def index() -> str:
    inboxes = all_inboxes().values()
    found = [source for inbox in inboxes for source in inbox.odd()]
    return render_template("moderation/index.html", sources=found, full=[inbox for inbox in inboxes if inbox.is_full])


@bp.get("/many-at-once/<int:source_id>")
@access(coordinator)
def show(source_id: int) -> str | Response:
    source = find_odd(source_id)
    if source is None:
        return _decided()
    sample = [row.gist for row in source.inbox.newest_of(source, SAMPLE)]
    return render_template("moderation/show.html", source=source, sample=sample)


@bp.post("/many-at-once/<int:source_id>/removal")
@access(coordinator)
def remove_source(source_id: int) -> Response:
    source = _asked_for(source_id)
    if source is None:
        return _decided()
    gone = source.inbox.remove_source(source)
    db.session.commit()
    _say(gone)
    return redirect(url_for("moderation.index"))


@bp.post("/many-at-once/<int:source_id>/belief")
@access(coordinator)
def believe(source_id: int) -> Response:
    source = _asked_for(source_id)
    if source is None:
        return _decided()
    source.inbox.believe(source)
    db.session.commit()
    flash(_("They count from now on."))
    return redirect(url_for("moderation.index"))


def _asked_for(source_id: int) -> OddSource | None:
    if not Form().validate_on_submit():
        abort(400)
    return find_odd(source_id)


def _decided() -> Response:
    flash(_("Somebody has decided about these already."))
    return redirect(url_for("moderation.index"))


def _say(gone: int) -> None:
    flash(
        ngettext(
            "%(num)d is taken out. Nothing of it is left.", "%(num)d are taken out. Nothing of them is left.", gone
        )
    )
