"""/sync/pack and /sync/records"""

from flask import Blueprint, current_app, json, request
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response

from peer_app.core.access import access, current_device, device
from peer_app.core.errors import problem
from peer_app.core.languages import DEFAULT
from peer_app.core.request_bodies import largest_body
from peer_app.extensions import csrf, limiter
from peer_app.sync import operations, wire
from peer_app.sync.pack import current_pack

bp = Blueprint("sync", __name__)

#: In KiB, from one device: fifty thousand records, and nothing that fills a disk before anyone notices.
MOST_AN_HOUR = 64 * 1024
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
@largest_body(2 * wire.MOST_BYTES)
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
    except operations.SenderLostError:
        return problem(401, "This device was called lost.")
    unusable = len(sent) - len(receipts)
    if unusable:
        sentence = f"{unusable} of {len(sent)} records had no id that a receipt could name. The others are in."
        return problem(422, sentence, receipts=receipts)
    return current_app.response_class(json.dumps({"receipts": receipts}), mimetype="application/json")


def _body() -> bytes:
    """At most one byte more than is allowed, so that a flood is not read to its end."""
    return request.stream.read(wire.MOST_BYTES + 1)
