"""/sync/enrolments and /sync/status: how a device comes to be one, and what it says of itself."""

import re
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, jsonify
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from peer_app.accounts import sessions
from peer_app.accounts.models import Account
from peer_app.core import clock, codes
from peer_app.core.access import access, current_device, device, public, signed_in
from peer_app.core.errors import problem
from peer_app.core.requests import sent_json
from peer_app.devices import cookies
from peer_app.devices.epochs import DeviceEpoch, tallies_of
from peer_app.devices.models import Device
from peer_app.devices.renewal import is_public_key
from peer_app.extensions import csrf, db, limiter

bp = Blueprint("reporting", __name__)

_EPOCH = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_REVISION = re.compile(r"[0-9a-f]{1,12}")
_KEY = re.compile(r"[0-9a-f]{1,64}")
_MOST_RECORDS = 2**31 - 1
_MOST_BYTES = 2**62
#: How long a device that lost what it kept says so on its screen.
_TOLD_FOR = timedelta(days=1)


@bp.post("/sync/enrolments")
@csrf.exempt
@access(public)
@limiter.limit("10/minute; 100/hour")
def enrol() -> Response:
    """Spend a code (`{"code", "shared", "public_key"}`): 201 with the device's name, and its cookie.

    public_key, where the browser can keep one: the device gets a new cookie with it (`renewal.py`).
    """
    sent = _sent_object()
    code, shared = sent.get("code"), sent.get("shared")
    if not isinstance(code, str) or not isinstance(shared, bool):
        return problem(422, _("Send a code, and whether several people use this device."))
    public_key = sent.get("public_key")
    key = public_key if isinstance(public_key, str) and is_public_key(public_key) else None
    enrolled = Device.enrol(codes.tidy(code), shared=shared, public_key=key)
    if enrolled is None:
        return problem(404, _("That code is not known, or its ten minutes are over. Ask for a new one."))
    found, token = enrolled
    name = found.name
    db.session.commit()
    if shared and signed_in():
        sessions.end()  # what people told us is not for a tablet that goes from hand to hand
    response = jsonify(name=name, shared=shared)
    response.status_code = 201
    cookies.give(response, token)
    return response


@bp.post("/sync/status")
@csrf.exempt
@access(device)
def report() -> Response:
    """What the device says of itself; answers with what it should know.

    Sent: `{"epoch", "seq", "waiting", "oldest_at", "revision", "pack_updated_at", "storage_left", "persistent",
    "key_id"}`; what is missing or makes no sense is taken as unknown, except the first three.
    Answer: `{"name", "shared", "emptied", "crew": [{"id", "name"}], "seq"}`; emptied: its storage turned out to be new;
    seq: the highest number known of this epoch, behind which the device numbers on.
    """
    sent = _sent_object()
    epoch, seq, waiting = sent.get("epoch"), _number(sent.get("seq")), _number(sent.get("waiting"))
    if not isinstance(epoch, str) or not _EPOCH.fullmatch(epoch) or seq is None or waiting is None:
        return problem(422, _("Send epoch, seq and waiting."))
    found = db.session.get_one(Device, getattr(current_device(), "id", None))
    DeviceEpoch.note(found, epoch, seq, waiting)
    found.report(
        {
            "app_revision": _text(sent.get("revision"), _REVISION),
            "pack_updated_at": _moment(sent.get("pack_updated_at")),
            "oldest_at": _moment(sent.get("oldest_at")),
            "storage_left": _number(sent.get("storage_left"), _MOST_BYTES),
            "persistent": sent["persistent"] if isinstance(sent.get("persistent"), bool) else None,
            "key_id": _text(sent.get("key_id"), _KEY),
        }
    )
    tally = tallies_of([found])[found.id]
    answer = {
        "name": found.name,
        "shared": found.shared,
        "emptied": tally.emptied_at is not None and tally.emptied_at > clock.now() - _TOLD_FOR,
        "crew": [{"id": account_id, "name": name} for account_id, name in Account.crew()],
        "seq": DeviceEpoch.last_number(found, epoch),
    }
    db.session.commit()
    response = jsonify(answer)
    cookies.renew(response)
    return response


def _sent_object() -> dict[str, Any]:
    """The request's JSON object; empty when there is none that can be read."""
    sent = sent_json()
    return sent if isinstance(sent, dict) else {}


def _number(sent: Any, most: int = _MOST_RECORDS) -> int | None:
    return sent if type(sent) is int and 0 <= sent <= most else None


def _text(sent: Any, pattern: re.Pattern[str]) -> str | None:
    return sent if isinstance(sent, str) and pattern.fullmatch(sent) else None


def _moment(sent: Any) -> datetime | None:
    try:
        moment = clock.read(sent)
    except ValueError:
        return None
    return moment if abs(moment - clock.now()) <= clock.PLAUSIBLE else None
