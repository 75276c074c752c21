"""Accounts of peer supporters and coordinators, and the one-use invitations that make them."""

from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_login import UserMixin
from sqlalchemy import Boolean, ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from peer_app.core import clock, codes
from peer_app.core.database import UTCDateTime
from peer_app.extensions import Model, db

ROLES = ("peer", "coordinator")
INVITATION_LASTS = timedelta(hours=24)
PASSPHRASE_MIN, PASSPHRASE_MAX = 12, 500

_hasher = PasswordHasher()  # Argon2id with the RFC 9106 low-memory parameters
# Checked when a name is unknown, so that the time it takes does not tell.
_NOBODYS_HASH = _hasher.hash(codes.new_token())


class Account(UserMixin, Model):
    """Somebody who signs in. No email address, no phone number."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    #: The name as compared when signing in: upper and lower case and outer spaces do not matter.
    name_key: Mapped[str] = mapped_column(String(400), unique=True)
    #: "peer" or "coordinator"
    role: Mapped[str] = mapped_column(String(20))
    is_safeguarding_lead: Mapped[bool] = mapped_column(Boolean, default=False)
    passphrase_hash: Mapped[str] = mapped_column(String(200))
    #: Counts up to end every session there is.
    session_epoch: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    @property
    def is_coordinator(self) -> bool:
        return self.role == "coordinator"

    def get_id(self) -> str:
        return f"{self.id}.{self.session_epoch}"

    @classmethod
    def of_session(cls, session_id: str) -> "Account | None":
        """The account a session belongs to, unless that session was ended."""
        number, _, epoch = session_id.partition(".")
        account = db.session.get(cls, int(number)) if number.isdecimal() else None
        return account if account is not None and str(account.session_epoch) == epoch else None

    @classmethod
    def with_passphrase(cls, name: str, passphrase: str) -> "Account | None":
        """The account of that name, if the passphrase is right."""
        account = db.session.scalar(select(cls).where(cls.name_key == _key(name)))
        try:
            _hasher.verify(account.passphrase_hash if account else _NOBODYS_HASH, passphrase)
        except (VerificationError, InvalidHashError):
            return None
        return account

    @classmethod
    def is_taken(cls, name: str) -> bool:
        """Whether somebody already signs in with that name."""
        return db.session.scalar(select(cls.id).where(cls.name_key == _key(name))) is not None

    @classmethod
    def everyone(cls) -> list["Account"]:
        """All accounts by name."""
        return list(db.session.scalars(select(cls).order_by(cls.name_key)))

    @classmethod
    def nobody_yet(cls) -> bool:
        """Whether this installation waits for its first account."""
        return db.session.scalar(select(func.count(cls.id))) == 0

    def end_sessions(self) -> None:
        """Sign this account out everywhere."""
        self.session_epoch += 1


class Invitation(Model):
    """A link that makes one account. The database keeps only its hash."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    @classmethod
    def create(cls, name: str, role: str) -> tuple["Invitation", str]:
        """A new invitation and its token, which is shown once and never kept."""
        if role not in ROLES:
            raise ValueError(f"No such role: {role}")
        token, now = codes.new_token(), clock.now()
        invitation = cls(
            token_digest=codes.digest(token),
            name=name,
            role=role,
            created_at=now,
            expires_at=now + INVITATION_LASTS,
        )
        db.session.add(invitation)
        return invitation, token

    @classmethod
    def open_with(cls, token: str) -> "Invitation | None":
        """The invitation of that token, if it can still be accepted."""
        found = db.session.scalar(
            select(cls).where(cls.token_digest == codes.digest(token)).with_for_update()
        )
        return found if found and not found.accepted_at and found.expires_at > clock.now() else None

    def accept(self, name: str, passphrase: str) -> Account:
        """Make the account; the caller checked that the name is free, and commits."""
        account = Account(
            name=name,
            name_key=_key(name),
            role=self.role,
            passphrase_hash=_hasher.hash(passphrase),
            created_at=clock.now(),
        )
        db.session.add(account)
        db.session.flush()
        self.accepted_at, self.account_id = clock.now(), account.id
        return account


def _key(name: str) -> str:
    return " ".join(name.casefold().split())
