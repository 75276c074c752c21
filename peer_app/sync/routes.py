"""/sync/pack, /sync/records, and /needs-a-look for coordinators"""

from flask import Blueprint, abort, current_app, flash, json, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response

from peer_app.core.access import access, coordinator, current_device, device
from peer_app.core.errors import problem
from peer_app.core.forms import Form
from peer_app.core.languages import DEFAULT
from peer_app.core.requests import asked_id
from peer_app.extensions import csrf, limiter
from peer_app.sync import operations, wire
from peer_app.sync.models import HeldRecord
from peer_app.sync.pack import current_pack
from peer_app.sync.reasons import REASONS

bp = Blueprint("sync", __name__)

A_PAGE = 50
#: In KiB, from one device: two hundred thousand records, and nothing that fills a disk before anyone notices.
MOST_AN_HOUR = 256 * 1024
#: So often may a device have every page looked at again; it does so where one was not as listed.
AGAIN_A_MINUTE = 20


def _sender() -> str:
    found = current_device()
    return f"device:{found.id}" if found else "nobody"


def _asks_again() -> bool:
    return "again" in request.args


def _kibibytes() -> int:
    return min(request.content_length or wire.MOST_BYTES, wire.MOST_BYTES) // 1024 + 1


@bp.get("/sync/pack")
@access(device)
@limiter.limit(lambda: f"{AGAIN_A_MINUTE}/minute", key_func=_sender, exempt_when=lambda: not _asks_again())
def pack() -> Response:
    asking = current_device()
    found = current_pack(asking.languages if asking else [DEFAULT], again=_asks_again())
    response = current_app.response_class(json.dumps(found), mimetype="application/json")
    # Kept by the page that asks, in its own way; the browser's cache is not to answer for us.
    response.headers["Cache-Control"] = "no-store"
    response.set_etag(found["revision"], weak=True)
    return response.make_conditional(request)


@bp.post("/sync/records")
@csrf.exempt
@access(device)
@limiter.limit(lambda: f"{MOST_AN_HOUR}/hour", key_func=_sender, cost=_kibibytes)
def records() -> Response:
    try:
        sent = wire.records_in(_body())
    except wire.NotARequestError as error:
        return problem(error.status, error.sentence)
    sender = current_device()
    try:
        receipts = operations.receive(sent, device_id=sender.id if sender else None)
    except OperationalError:
        current_app.logger.exception("The database took no records.")
        return problem(503, "The database is busy or away. Nothing is lost: send it again.")
    unusable = len(sent) - len(receipts)
    if unusable:
        sentence = f"{unusable} of {len(sent)} records had no id that a receipt could name. The others are in."
        return problem(422, sentence, receipts=receipts)
    return current_app.response_class(json.dumps({"receipts": receipts}), mimetype="application/json")


@bp.get("/needs-a-look")
@access(coordinator)
def needs_a_look() -> str:
    held = HeldRecord.unsettled(A_PAGE + 1, after=asked_id("after") or 0)
    more = held[A_PAGE - 1].id if len(held) > A_PAGE else None
    return render_template("sync/needs_a_look.html", held=held[:A_PAGE], more=more, reasons=REASONS, form=Form())


@bp.post("/needs-a-look/<int:held_id>/attempts")
@access(coordinator)
def attempt(held_id: int) -> Response:
    if not Form().validate_on_submit():
        abort(400)
    held = HeldRecord.to_settle(held_id) or abort(404)
    reason = operations.try_again(held)
    if reason is None:
        flash(_("It is in now."))
    else:
        flash(_("Still not: %(reason)s", reason=str(REASONS[reason])))
    return redirect(url_for("sync.needs_a_look"))


def _body() -> bytes:
    """At most one byte more than is allowed, so that a flood is not read to its end."""
    request.max_content_length = 2 * wire.MOST_BYTES  # the limit for forms is not for records
    return request.stream.read(wire.MOST_BYTES + 1)
