"""Taking concerns: as sealed records of kind "concern" from the field, or typed in at a desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from msgspec import Meta
from sqlalchemy import insert

from peer_app.accounts.models import Account
from peer_app.concerns.models import LIMITS, RAISED_BY, Concern
from peer_app.concerns.signals import concerns_raised
from peer_app.core.access import Actor
from peer_app.extensions import db
from peer_app.sync import Envelope, NeedsALook
from peer_app.sync.kinds import source_of
from peer_app.sync.reasons import NOT_UNDERSTOOD
from peer_app.sync.shapes import Language, Shape
from peer_app.sync.shifts import Shift
from peer_app.sync.undoing import Marked


class Said(Shape, frozen=True):
    """What the record holds."""

    v: Literal[1]
    words: Annotated[str, Meta(max_length=LIMITS["words"])]
    about: Annotated[str, Meta(max_length=LIMITS["about"])]
    language: Language
    shift: Shift


@dataclass(frozen=True)
class Worry:
    """What a record says, checked: texts by field, and on which shift it was written."""

    texts: dict[str, str]
    shift: Shift


def check(said: Said) -> Worry:
    """Tidy what a record says; raises NeedsALook for one that says nothing."""
    texts = {name: getattr(said, name).strip() for name in LIMITS}
    if not any(texts.values()):
        raise NeedsALook(NOT_UNDERSTOOD)
    return Worry(texts, said.shift)


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
    by_source: dict[str, list[int]] = {}
    for envelope, _worry in pairs:
        by_source.setdefault(envelope.source, []).append(ids[envelope.id])
    for source, concern_ids in by_source.items():
        concerns_raised.send(concern_ids=sorted(concern_ids), source=source)


def write_at_desk(actor: Actor, words: str, about: str) -> None:
    """Take a concern from somebody signed in and let others know; the caller commits."""
    concern = Concern.write(words, about, by=db.session.get_one(Account, actor.id))
    concerns_raised.send(concern_ids=[concern.id], source=source_of(None, actor.id))


def _row(envelope: Envelope, worry: Worry) -> dict[str, Any]:
    return {
        "record_id": envelope.id,
        "raised_at": worry.shift.stop,
        "made_at": envelope.made_at,
        "received_at": envelope.received_at,
        "outcome": "",
        **worry.texts,
    }


def _words(concern: Concern) -> str:
    return " · ".join(text for text in (concern.about, concern.words) if text)


UNDO = Marked(Concern, _words)
