"""What still needs a look, by the source it came from, newest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, true, update

from peer_app.accounts.models import Account
from peer_app.core import clock
from peer_app.core.access import Actor
from peer_app.core.paging import Page
from peer_app.core.row_ids import BIGGEST
from peer_app.devices.models import Device
from peer_app.extensions import db
from peer_app.sync import operations, quarantine
from peer_app.sync.kinds import kinds, source_of
from peer_app.sync.models import HeldRecord
from peer_app.sync.reasons import NO_YES, SET_ASIDE

#: So many of each source stand on the first page.
FEW = 5
#: So many earlier decisions are listed.
_MOST_DECISIONS = 20


@dataclass(frozen=True)
class Source:
    """Who sent or handed in records that need a look.

    device_id, account_id: at most one of them; name: what the team calls it, "" where nobody knows; count: how many
    still need a look; set_aside: how many of those; newest: the highest id among them.
    """

    device_id: int | None
    account_id: int | None
    name: str
    count: int
    set_aside: int
    newest: int

    @property
    def key(self) -> str:
        """In addresses: "device:3", "account:2", or "unknown"."""
        return source_of(self.device_id, self.account_id) or "unknown"


@dataclass(frozen=True)
class Look:
    """A record as it stands on the page.

    says: what it says, None where that can't be read or is for others to read; may_decide: whether whoever looks may
    take it in or discard it.
    """

    held: HeldRecord
    says: str | None
    may_decide: bool


def sources(actor: Actor) -> list[Source]:
    """Every source with something that `actor` is to look at, the one with the newest first."""
    newest, of = func.max(HeldRecord.id), (HeldRecord.device_id, HeldRecord.account_id)
    aside = func.count(HeldRecord.id).filter(HeldRecord.reason == SET_ASIDE)
    counted = select(*of, func.count(), aside, newest).where(open_for(actor)).group_by(*of).order_by(newest.desc())
    rows = db.session.execute(counted).all()
    devices, accounts = device_names(), _names(row[1] for row in rows if row[1] is not None)
    return [
        Source(row[0], row[1], devices.get(row[0] or 0) or accounts.get(row[1] or 0) or "", row[2], row[3], row[4])
        for row in rows
    ]


def first_few(actor: Actor) -> list[HeldRecord]:
    """The newest few of each source, newest first."""
    place = func.row_number().over(
        partition_by=(HeldRecord.device_id, HeldRecord.account_id), order_by=HeldRecord.id.desc()
    )
    placed = select(HeldRecord.id, place.label("place")).where(open_for(actor)).subquery()
    few = select(HeldRecord).join(placed, placed.c.id == HeldRecord.id).where(placed.c.place <= FEW)
    return list(db.session.scalars(few.order_by(HeldRecord.id.desc())))


def page_of(source: Source, actor: Actor, before: int | None) -> Page[HeldRecord]:
    """One page of what came from a source, newest first."""
    return Page.newest(select(HeldRecord).where(open_for(actor), _from(source)), HeldRecord.id, before=before)


def looks(held: Sequence[HeldRecord], actor: Actor) -> list[Look]:
    """Each as `actor` may see it."""
    aside = quarantine.describe((it.kind, it.record_id) for it in held if it.reason == SET_ASIDE)
    return [Look(it, _says(it, actor, aside), may_decide(it, actor)) for it in held]


def may_decide(held: HeldRecord, actor: Actor) -> bool:
    """Whether `actor` may read it, take it in or discard it: what is a concern, only safeguarding leads."""
    return held.kind not in for_leads() if not actor.is_safeguarding_lead else True


def discard(where: ColumnElement[bool], reason: str, actor: Actor) -> int:
    """Discard what still needs a look and `actor` may decide about; how many that were. The caller commits.

    One UPDATE that only settles what is open: of two people who discard at once, one finds nothing left.
    """
    decided = update(HeldRecord).where(where, open_for(actor))
    if not actor.is_safeguarding_lead:
        decided = decided.where(HeldRecord.kind.not_in(for_leads()))
    facts = {"payload": "", "settled_at": clock.now(), "discard_reason": reason, "discarded_by_id": actor.id}
    done = decided.values(facts).returning(HeldRecord.kind, HeldRecord.record_id, HeldRecord.reason)
    rows = db.session.execute(done.execution_options(synchronize_session=False)).all()
    quarantine.discard((kind, record_id) for kind, record_id, why in rows if why == SET_ASIDE)
    return len(rows)


def nothing_of(key: str) -> Source | None:
    """A source of which nothing needs a look any more; None where the key is none."""
    what, _colon, number = key.partition(":")
    found = int(number) if number.isascii() and number.isdigit() else BIGGEST + 1
    if key == "unknown":
        return Source(None, None, "", 0, 0, 0)
    if what not in {"device", "account"} or found > BIGGEST:
        return None
    return Source(found if what == "device" else None, found if what == "account" else None, "", 0, 0, 0)


def one(held_id: int) -> ColumnElement[bool]:
    """Only that one."""
    return HeldRecord.id == held_id


def up_to(source: Source, newest: int) -> ColumnElement[bool]:
    """All of a source that had come when somebody looked."""
    return and_(_from(source), HeldRecord.id <= newest)


def take_in(source: Source, newest: int, actor: Actor) -> int:
    """Take in again what was set aside of a source; how many that were. The caller commits."""
    aside = select(HeldRecord).where(up_to(source, newest), open_for(actor), HeldRecord.reason == SET_ASIDE)
    held = [it for it in db.session.scalars(aside.with_for_update()) if may_decide(it, actor)]
    quarantine.restore(held)
    return len(held)


def decisions() -> Sequence[Any]:
    """What was discarded: (device_id, account_id, by whom, why, when, how many) of each decision, latest first."""
    of = (HeldRecord.device_id, HeldRecord.account_id, Account.name, HeldRecord.discard_reason, HeldRecord.settled_at)
    made = select(*of, func.count()).join(Account, Account.id == HeldRecord.discarded_by_id).group_by(*of)
    return db.session.execute(made.order_by(HeldRecord.settled_at.desc()).limit(_MOST_DECISIONS)).all()


def device_names() -> dict[int, str]:
    """The name of every device."""
    return dict(db.session.execute(select(Device.id, Device.name)).all())


def open_for(actor: Actor) -> ColumnElement[bool]:
    """What still needs a look and stands on the page of `actor`: of a lead who is no coordinator, concerns only."""
    visible = true() if actor.is_coordinator else HeldRecord.kind.in_(for_leads())
    return and_(HeldRecord.settled_at.is_(None), visible)


def _says(held: HeldRecord, actor: Actor, aside: dict[str, str]) -> str | None:
    if not may_decide(held, actor) or held.reason == NO_YES:
        return None
    return aside.get(held.record_id) if held.reason == SET_ASIDE else operations.opened(held)


def for_leads() -> set[str]:
    """The kinds that only safeguarding leads read."""
    return {name for name, kind in kinds().items() if kind.for_leads}


def _from(source: Source) -> ColumnElement[bool]:
    # A comparison with None is IS NULL.
    return and_(HeldRecord.device_id == source.device_id, HeldRecord.account_id == source.account_id)


def _names(account_ids: Iterable[int]) -> dict[int, str]:
    named = select(Account.id, Account.name).where(Account.id.in_(list(account_ids)))
    return dict(db.session.execute(named).all())
