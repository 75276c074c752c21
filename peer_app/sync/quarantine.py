"""Setting aside what a lost device sent, until somebody decides: take it in after all, or discard it.

What was set aside stands in `HeldRecord` beside what could not be taken, with the reason SET_ASIDE and without a
payload: its content is with its feature, marked so that it counts and shows nowhere else.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from sqlalchemy import select

from peer_app.core import clock
from peer_app.core.database import upsert
from peer_app.extensions import db
from peer_app.sync.kinds import Undo, kinds
from peer_app.sync.models import ArrivedSeq, HeldRecord, Record
from peer_app.sync.reasons import SET_ASIDE

#: Records whose features are asked at a time.
_A_PIECE = 500


def set_aside(device_id: int, since: datetime) -> int:
    """Set aside what was taken from a device from a moment on; how many records that were. The caller commits."""
    sent = Record.device_id == device_id, Record.received_at >= since
    records = list(
        db.session.scalars(select(Record).where(*sent).order_by(Record.received_at, Record.epoch, Record.seq))
    )
    found = _each_kind(((record.kind, record.id) for record in records), lambda undo, ids: undo.set_aside(ids))
    rows = [_held(record) for record in records if record.id in found]
    for start in range(0, len(rows), _A_PIECE):
        new = upsert(HeldRecord)
        again = {"reason": SET_ASIDE, "payload": "", "settled_at": None, "kind": new.excluded.kind}
        db.session.execute(
            new.on_conflict_do_update(
                index_elements=["record_id", "digest"], set_=again, where=HeldRecord.discard_reason.is_(None)
            ),
            rows[start : start + _A_PIECE],
        )
    return len(rows)


def restore(held: Collection[HeldRecord]) -> None:
    """Take in again what was set aside; the caller has locked it, and commits."""
    _each_kind(((it.kind, it.record_id) for it in held), lambda undo, ids: undo.restore(ids))
    ArrivedSeq.take_in(Record.numbers_of(it.record_id for it in held).values())
    for it in held:
        it.settled_at = clock.now()


def discard(numbered: Iterable[tuple[str, str]]) -> None:
    """Delete what was set aside, (kind, id of the record) each; the caller commits."""
    _each_kind(numbered, lambda undo, ids: undo.discard(ids))


def describe(numbered: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What each record says that was set aside, by its id; (kind, id) each."""
    words: dict[str, str] = {}
    _each_kind(numbered, lambda undo, ids: words.update(undo.describe(ids)))
    return words


def _each_kind(
    numbered: Iterable[tuple[str, str]], does: Callable[[Undo, Collection[str]], Collection[str] | None]
) -> set[str]:
    """Let each kind do something with its records, some at a time; all that the kinds gave."""
    by_kind: dict[str, list[str]] = {}
    for kind, record_id in numbered:
        by_kind.setdefault(kind, []).append(record_id)
    found: set[str] = set()
    for name, record_ids in by_kind.items():
        if name in kinds():
            found.update(does(kinds()[name].undo, record_ids) or ())
    return found


def _held(record: Record) -> dict[str, object]:
    return {
        "record_id": record.id,
        "digest": record.digest,
        "kind": record.kind,
        "payload": "",
        "size": 0,
        "reason": SET_ASIDE,
        "received_at": record.received_at,
        "device_id": record.device_id,
        "account_id": record.account_id,
    }
