"""Sealed records as a device makes them. The caller may break any part of one."""

import base64
import json
import secrets
import uuid
from typing import Any

from peer_app.core import clock
from peer_app.sync import sealing

EPOCH = "0190a000-0000-7000-8000-000000000000"
YES = {"to": "keep", "at": "2027-03-02T10:00:00Z", "wording": "You may keep this."}


def registration(**facts: Any) -> dict[str, Any]:
    """What the form says about somebody who gave a name and one yes."""
    later = {"v": 2, "page": page_secret(), "shift": {"people": [], "stop": ""}}
    return registration_v1() | later | facts


def registration_v1(**facts: Any) -> dict[str, Any]:
    """The same as a tablet sealed it before there were shifts and pages of one's own."""
    texts = {"name": "Zainab", "contact": "", "enjoys": "", "would_help": ""}
    return {"v": 1, **texts, "language": "en", "permissions": [YES]} | facts


def page_secret() -> str:
    """What opens somebody's own page, as a device makes it."""
    return secrets.token_urlsafe(16)


def worry(**facts: Any) -> dict[str, Any]:
    """What the form says that somebody worried has filled in, with nobody and no stop chosen for the shift."""
    shift = {"people": [], "stop": ""}
    return {"v": 1, "words": "She was crying.", "about": "", "language": "en", "shift": shift} | facts


def tap(change: int = 1, **facts: Any) -> dict[str, Any]:
    """What one tap says that counted somebody in."""
    return {"v": 1, "listing": "event:12", "day": clock.today().isoformat(), "change": change} | facts


def make_record(
    content: Any = None, *, kind: str = "person", sealed_as: str | None = None, **fields: Any
) -> dict[str, Any]:
    """A record on the wire. `sealed_as`: the id it was sealed for, if that is another; bytes are sealed as such."""
    record_id = fields.pop("id", None) or str(uuid.uuid4())
    key = sealing.all_keys()[-1]
    plain = content if isinstance(content, bytes) else json.dumps(content or registration()).encode()
    info = sealing.info(sealed_as or record_id, kind)
    sealed = sealing.SUITE.encrypt(plain, key.private_key.public_key(), info=info)
    return {
        "id": record_id,
        "kind": kind,
        "epoch": EPOCH,
        "seq": 1,
        "key_id": key.id,
        "sealed": base64.urlsafe_b64encode(sealed).rstrip(b"=").decode(),
        "made_at": clock.now().isoformat(),
    } | fields
