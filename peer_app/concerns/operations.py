"""Taking concerns: as sealed records from the field, or typed in at a desk.

A record of kind "concern" holds, as JSON:
{"v": 1, "words", "about", "language", "shift": {"people": [ids of accounts], "stop": "van-stop:12" or ""}}
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert

from peer_app.accounts.models import Account
from peer_app.concerns.models import LIMITS, RAISED_BY, Concern
from peer_app.concerns.signals import concerns_raised
from peer_app.core.access import Actor
from peer_app.extensions import db
from peer_app.sync import Envelope, NeedsALook
from peer_app.sync.reasons import NOT_UNDERSTOOD
from peer_app.sync.shifts import Shift, read_shift
from peer_app.sync.texts import read_language, read_text

VERSION = 1

_FIELDS = {"v", "language", "shift", *LIMITS}


@dataclass(frozen=True)
class Worry:
    """What a record says, checked: texts by field, and on which shift it was written."""

    texts: dict[str, str]
    shift: Shift


def read(content: Any) -> Worry:
    """Check what a record says; raises NeedsALook, also for one that says nothing.

    A field this version does not know makes it need a look: to drop it would lose what somebody said.
    """
    if not isinstance(content, dict) or set(content) != _FIELDS:
        raise NeedsALook(NOT_UNDERSTOOD)
    if type(content["v"]) is not int or content["v"] != VERSION:  # true is no version
        raise NeedsALook(NOT_UNDERSTOOD)
    texts = {name: read_text(content[name], limit) for name, limit in LIMITS.items()}
    if not any(texts.values()):
        raise NeedsALook(NOT_UNDERSTOOD)
    read_language(content["language"])
    return Worry(texts, read_shift(content["shift"]))


def store(pairs: Sequence[tuple[Envelope, Worry]]) -> None:
    """Write each as a concern and let others know; the caller commits."""
    rows = [_row(envelope, worry) for envelope, worry in pairs]
    ids = dict(db.session.execute(insert(Concern).returning(Concern.record_id, Concern.id), rows).all())
    known = Account.known_among(account_id for _, worry in pairs for account_id in worry.shift.people)
    raised_by = [
        {"concern_id": ids[envelope.id], "account_id": account_id}
        for envelope, worry in pairs
        for account_id in known.intersection(worry.shift.people)
    ]
    if raised_by:
        db.session.execute(insert(RAISED_BY), raised_by)
    concerns_raised.send(concern_ids=sorted(ids.values()))


def write_at_desk(actor: Actor, words: str, about: str) -> None:
    """Take a concern from somebody signed in and let others know; the caller commits."""
    concern = Concern.write(words, about, by=db.session.get_one(Account, actor.id))
    concerns_raised.send(concern_ids=[concern.id])


def _row(envelope: Envelope, worry: Worry) -> dict[str, Any]:
    return {
        "record_id": envelope.id,
        "raised_at": worry.shift.stop,
        "made_at": envelope.made_at,
        "received_at": envelope.received_at,
        "outcome": "",
        **worry.texts,
    }
