"""/needs-a-look: for coordinators, and for safeguarding leads where it is a concern"""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from peer_app.core.access import access, coordinator, current_account, safeguarding
from peer_app.core.forms import Form
from peer_app.core.requests import asked_id
from peer_app.core.row_ids import BIGGEST
from peer_app.extensions import db
from peer_app.needs_a_look import inbox
from peer_app.needs_a_look.forms import DiscardForm
from peer_app.needs_a_look.inbox import Source
from peer_app.sync import operations, quarantine
from peer_app.sync.models import HeldRecord
from peer_app.sync.reasons import REASONS, SET_ASIDE

bp = Blueprint("needs_a_look", __name__)


@bp.get("/needs-a-look")
@access(coordinator, safeguarding)
def index() -> str:
    actor = current_account()
    few = inbox.looks(inbox.first_few(actor), actor)
    sources = inbox.sources(actor)
    return render_template(
        "needs_a_look/index.html",
        sources=sources,
        looks={source.key: [look for look in few if _is_from(look.held, source)] for source in sources},
        decisions=inbox.decisions(),
        devices=inbox.device_names(),
        reasons=REASONS,
        form=DiscardForm(formdata=None),
    )


@bp.get("/needs-a-look/<source_key>")
@access(coordinator, safeguarding)
def show(source_key: str) -> str:
    return _page(_source(source_key), DiscardForm(formdata=None))


@bp.post("/needs-a-look/<int:held_id>/attempts")
@access(coordinator, safeguarding)
def attempt(held_id: int) -> Response:
    held = _held(held_id)
    if held is None:
        return _settled_already()
    if held.reason == SET_ASIDE:
        quarantine.restore([held])
        db.session.commit()
        reason = None
    else:
        reason = operations.try_again(held)
    flash(_("It is in now.") if reason is None else _("Still not: %(reason)s", reason=str(REASONS[reason])))
    return redirect(url_for("needs_a_look.index"))


@bp.post("/needs-a-look/<int:held_id>/discarding")
@access(coordinator, safeguarding)
def discard(held_id: int) -> Response | tuple[str, int]:
    form = DiscardForm()
    held = _held(held_id)
    if held is None:
        return _settled_already()
    if not form.validate_on_submit():
        return _page(_source_of(held), form), 422
    return _discarded(inbox.discard(inbox.one(held_id), form.reason.data, current_account()))


@bp.post("/needs-a-look/<source_key>/discarding")
@access(coordinator, safeguarding)
def discard_all(source_key: str) -> Response | tuple[str, int]:
    form = DiscardForm()
    source = _source(source_key)
    if not form.validate_on_submit():
        return _page(source, form), 422
    return _discarded(inbox.discard(inbox.up_to(source, _newest()), form.reason.data, current_account()))


@bp.post("/needs-a-look/<source_key>/attempts")
@access(coordinator, safeguarding)
def take_in_all(source_key: str) -> Response:
    if not Form().validate_on_submit():
        abort(400)
    count = inbox.take_in(_source(source_key), _newest(), current_account())
    db.session.commit()
    flash(ngettext("%(num)d is in now.", "%(num)d are in now.", count))
    return redirect(url_for("needs_a_look.index"))


def _page(source: Source, form: DiscardForm) -> str:
    actor = current_account()
    page = inbox.page_of(source, actor, asked_id("before"))
    looks = inbox.looks(page.rows, actor)
    return render_template(
        "needs_a_look/source.html", source=source, page=page, looks=looks, reasons=REASONS, form=form
    )


def _held(held_id: int) -> HeldRecord | None:
    """One to decide about, locked; None where somebody has decided. 404 for what is somebody else's to decide."""
    if not Form().validate_on_submit():
        abort(400)
    held = HeldRecord.to_settle(held_id)
    if held is None and db.session.get(HeldRecord, held_id) is None:
        abort(404)
    if held is not None and not (current_account().is_coordinator or held.kind in inbox.for_leads()):
        abort(404)
    if held is not None and not inbox.may_decide(held, current_account()):
        abort(403)
    return held


def _settled_already() -> Response:
    flash(_("Somebody has dealt with it already."))
    return redirect(url_for("needs_a_look.index"))


def _discarded(count: int) -> Response:
    db.session.commit()
    if not count:
        return _settled_already()
    flash(ngettext("%(num)d is discarded.", "%(num)d are discarded.", count))
    return redirect(url_for("needs_a_look.index"))


def _source(key: str) -> Source:
    found = [source for source in inbox.sources(current_account()) if source.key == key]
    return found[0] if found else inbox.nothing_of(key) or abort(404)


def _source_of(held: HeldRecord) -> Source:
    [found] = [source for source in inbox.sources(current_account()) if _is_from(held, source)]
    return found


def _is_from(held: HeldRecord, source: Source) -> bool:
    return (held.device_id, held.account_id) == (source.device_id, source.account_id)


def _newest() -> int:
    """The highest id that whoever decides had seen."""
    sent = request.form.get("newest", "")
    if not (sent.isascii() and sent.isdigit() and int(sent) <= BIGGEST):
        abort(400)
    return int(sent)
