"""Taking registrations that come as records from the field.

A record of kind "person" holds, as JSON:
{"v": 2, "name", "contact", "enjoys", "would_help", "language", "permissions": [{"to", "at", "wording"}],
 "page": the secret of the person's own page, 128 random bits as base64url, "shift": see sync.shifts}
Version 1, which may still wait sealed on a tablet, has neither page nor shift.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from peer_app.accounts.models import Account
from peer_app.core import clock, codes
from peer_app.core.batches import insert_all
from peer_app.people.models import KEEP, LIMITS, PERMISSIONS, MetBy, Permission, Person
from peer_app.people.scraps import not_scrapped
from peer_app.sync import Envelope, NeedsALook
from peer_app.sync.reasons import NO_YES, NOT_UNDERSTOOD
from peer_app.sync.shifts import Shift, read_shift
from peer_app.sync.texts import read_language, read_text

_FIELDS = {"v", "language", "permissions", *LIMITS}
_FIELDS_OF = {1: _FIELDS, 2: _FIELDS | {"page", "shift"}}
_PERMISSION_FIELDS = {"to", "at", "wording"}
_WORDING_LIMIT = 2000
_PAGE = re.compile(r"[A-Za-z0-9_-]{22}")


class Registration(NamedTuple):
    """What a record says, checked.

    texts: by field; permissions: (to, given_at, wording) of each; page_digest: all that is kept of the secret.
    """

    texts: dict[str, str]
    language: str
    permissions: tuple[tuple[str, datetime, str], ...]
    page_digest: str | None
    shift: Shift


def read(content: Any) -> Registration:
    """Check what a record says; raises NeedsALook.

    A field this version does not know makes it need a look: to drop it would lose what somebody said.
    """
    if not isinstance(content, dict) or content.keys() != _fields_of(content.get("v")):
        raise NeedsALook(NOT_UNDERSTOOD)
    permissions = content["permissions"]
    if not isinstance(permissions, list) or len(permissions) > len(PERMISSIONS):
        raise NeedsALook(NOT_UNDERSTOOD)
    given = tuple(_permission(permission) for permission in permissions)
    names = [to for to, _at, _wording in given]
    if len(set(names)) < len(names):
        raise NeedsALook(NOT_UNDERSTOOD)
    if KEEP not in names:
        raise NeedsALook(NO_YES)
    texts = {name: read_text(content[name], limit) for name, limit in LIMITS.items()}
    language = read_language(content["language"])
    if "page" not in content:
        return Registration(texts, language, given, page_digest=None, shift=Shift((), ""))
    return Registration(texts, language, given, _page_digest(content["page"]), read_shift(content["shift"]))


def store(pairs: Sequence[tuple[Envelope, Registration]]) -> None:
    """Write each registration as a person, unless it was scrapped; the caller commits."""
    pairs = not_scrapped(pairs)
    if not pairs:
        return
    insert_all(Person, [_person(envelope, registration) for envelope, registration in pairs])
    ids = Person.ids_of(envelope.id for envelope, _registration in pairs)
    permissions = [
        {"person_id": ids[envelope.id], "to": to, "given_at": given_at, "wording": wording}
        for envelope, registration in pairs
        for to, given_at, wording in registration.permissions
    ]
    insert_all(Permission, permissions)
    _store_who_met_them(pairs, ids)


def _store_who_met_them(pairs: Sequence[tuple[Envelope, Registration]], ids: dict[str, int]) -> None:
    met = [(ids[envelope.id], registration.shift.people) for envelope, registration in pairs]
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


def _fields_of(version: Any) -> set[str] | None:
    return _FIELDS_OF.get(version) if type(version) is int else None  # true is no version


def _page_digest(page: Any) -> str:
    if not isinstance(page, str) or not _PAGE.fullmatch(page):
        raise NeedsALook(NOT_UNDERSTOOD)
    return codes.digest(page)


def _permission(permission: Any) -> tuple[str, datetime, str]:
    if not isinstance(permission, dict) or permission.keys() != _PERMISSION_FIELDS:
        raise NeedsALook(NOT_UNDERSTOOD)
    wording = read_text(permission["wording"], _WORDING_LIMIT)
    # A list, say, could not even be looked up; and a yes without the words that were shown is none.
    if permission["to"] not in PERMISSIONS or not wording:
        raise NeedsALook(NOT_UNDERSTOOD)
    return permission["to"], _moment(permission["at"]), wording


def _moment(text: Any) -> datetime:
    try:
        return clock.read(text)
    except ValueError as error:
        raise NeedsALook(NOT_UNDERSTOOD) from error
