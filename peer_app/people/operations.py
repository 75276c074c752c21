"""Taking registrations that come as records of kind "person" from the field."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, NamedTuple

from msgspec import Meta

from peer_app.accounts.models import Account
from peer_app.core import clock, codes
from peer_app.core.batches import insert_all
from peer_app.people.models import KEEP, LIMITS, PERMISSIONS, MetBy, Permission, Person
from peer_app.people.scraps import not_scrapped
from peer_app.sync import Envelope, NeedsALook
from peer_app.sync.kinds import believable
from peer_app.sync.reasons import NO_YES, NOT_STORED, NOT_UNDERSTOOD
from peer_app.sync.shapes import Language, Shape
from peer_app.sync.shifts import Shift
from peer_app.sync.undoing import Marked


class Yes(Shape, frozen=True):
    """One permission: what to (one of PERMISSIONS), when, and in which words it was asked."""

    to: Literal["keep", "contact"]
    at: Annotated[datetime, Meta(tz=True)]
    wording: Annotated[str, Meta(max_length=2000)]


class SaidAtFirst(Shape, frozen=True, tag_field="v", tag=1):
    """What a record of version 1 holds, which may still wait sealed on a tablet."""

    name: Annotated[str, Meta(max_length=LIMITS["name"])]
    contact: Annotated[str, Meta(max_length=LIMITS["contact"])]
    enjoys: Annotated[str, Meta(max_length=LIMITS["enjoys"])]
    would_help: Annotated[str, Meta(max_length=LIMITS["would_help"])]
    language: Language
    permissions: Annotated[tuple[Yes, ...], Meta(max_length=len(PERMISSIONS))]


class Said(SaidAtFirst, frozen=True, tag=2):
    """What a record holds. page: the secret of the person's own page, 128 random bits as base64url."""

    page: Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_-]{22}\Z")]
    shift: Shift


class Registration(NamedTuple):
    """What a record says, checked.

    texts: by field; permissions: (to, given_at, wording) of each; page_digest: all that is kept of the secret.
    """

    texts: dict[str, str]
    language: str
    permissions: tuple[tuple[str, datetime, str], ...]
    page_digest: str | None
    shift: Shift


def check(said: Said | SaidAtFirst) -> Registration:
    """Tidy what a record says; raises NeedsALook."""
    given = tuple(_permission(yes) for yes in said.permissions)
    names = [to for to, _at, _wording in given]
    if len(set(names)) < len(names):
        raise NeedsALook(NOT_UNDERSTOOD)
    if KEEP not in names:
        raise NeedsALook(NO_YES)
    texts = {name: getattr(said, name).strip() for name in LIMITS}
    if not isinstance(said, Said):
        return Registration(texts, said.language, given, page_digest=None, shift=Shift((), ""))
    return Registration(texts, said.language, given, codes.digest(said.page), said.shift)


def store(pairs: Sequence[tuple[Envelope, Registration]]) -> None:
    """Write each registration as a person, unless it was scrapped; the caller commits."""
    pairs = not_scrapped(pairs)
    if not pairs:
        return
    _refuse_pages_twice(pairs)
    insert_all(Person, [_person(envelope, registration) for envelope, registration in pairs])
    ids = Person.ids_of(envelope.id for envelope, _registration in pairs)
    permissions = [
        {
            "person_id": ids[envelope.id],
            "to": to,
            "given_at": believable(given_at, envelope.received_at),
            "wording": wording,
        }
        for envelope, registration in pairs
        for to, given_at, wording in registration.permissions
    ]
    insert_all(Permission, permissions)
    _store_who_met_them(pairs, ids)


def _refuse_pages_twice(pairs: Sequence[tuple[Envelope, Registration]]) -> None:
    """Raise NeedsALook where a database of a device used one page's secret for two people: each would read the other.

    A secret that another database used is taken all the same: whoever saw it must not keep its person out.
    """
    new = [(it.page_digest, envelope.epoch) for envelope, it in pairs if it.page_digest]
    if len(set(new)) < len(new) or Person.page_epochs(digest for digest, _epoch in new).intersection(new):
        raise NeedsALook(NOT_STORED)


def _store_who_met_them(pairs: Sequence[tuple[Envelope, Registration]], ids: dict[str, int]) -> None:
    met = [(ids[envelope.id], set(registration.shift.people)) for envelope, registration in pairs]
    named = {account for _person, accounts in met for account in accounts}
    known = Account.known_among(named) if named else set()
    rows = [{"person_id": person, "account_id": account} for person, accounts in met for account in accounts]
    insert_all(MetBy, [row for row in rows if row["account_id"] in known])


def _person(envelope: Envelope, registration: Registration) -> dict[str, Any]:
    return {
        "record_id": envelope.id,
        "language": registration.language,
        "made_at": envelope.made_at,
        "received_at": envelope.received_at,
        "registered_by_id": envelope.account_id,
        "page_digest": registration.page_digest,
        "met_at": registration.shift.stop,
        **registration.texts,
    }


def _permission(yes: Yes) -> tuple[str, datetime, str]:
    wording = yes.wording.strip()
    if not wording:  # a yes without the words that were shown is none
        raise NeedsALook(NOT_UNDERSTOOD)
    return yes.to, _moment(yes.at), wording


def _moment(moment: datetime) -> datetime:
    try:
        return clock.in_reach(moment)
    except ValueError as error:
        raise NeedsALook(NOT_UNDERSTOOD) from error


def _words(person: Person) -> str:
    return " · ".join(text for text in (person.name, person.contact, person.enjoys, person.would_help) if text)


UNDO = Marked(Person, _words)
