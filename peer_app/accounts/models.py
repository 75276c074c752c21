"""Accounts of peer supporters and coordinators, and the one-use invitations that make them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from flask_login import UserMixin
from sqlalchemy import Boolean, ForeignKey, String, delete, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from peer_app.accounts import passphrases
from peer_app.core import clock, codes
from peer_app.core.database import UTCDateTime
from peer_app.core.languages import DEFAULT
from peer_app.extensions import Model, db

ROLES = ("peer", "coordinator")
INVITATION_LASTS = timedelta(hours=24)
#: One shift, counted from signing in: a phone found the next morning is signed out.
SIGN_IN_LASTS = timedelta(hours=12)


class Account(UserMixin, Model):
    """Somebody of the team, who signs in. It holds no email address and no phone number."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    #: The name as compared when signing in: upper and lower case and outer spaces do not matter.
    name_key: Mapped[str] = mapped_column(String(400), unique=True)
    #: "peer" or "coordinator"
    role: Mapped[str] = mapped_column(String(20))
    #: Whether they may read concerns.
    is_safeguarding_lead: Mapped[bool] = mapped_column(Boolean, default=False)
    passphrase_hash: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: The first name that the van's tablets may show; None for whoever did not agree to that.
    listed_as: Mapped[str | None] = mapped_column(String(40))
    #: The code of the language that pages for people who are signed in are in.
    language: Mapped[str] = mapped_column(String(10), default=DEFAULT, server_default=DEFAULT)
    #: Since then it can't sign in any more; what it did keeps its name.
    left_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @property
    def is_coordinator(self) -> bool:
        """Whether they are a coordinator, who may do all that a peer supporter may, and more."""
        return self.role == "coordinator"

    @classmethod
    def with_passphrase(cls, name: str, passphrase: str) -> "Account | None":
        """The account of that name, if the passphrase is right. Ends the transaction (`passphrases.fits`)."""
        account = cls.named(name)
        kept = account.passphrase_hash if account else None
        return account if passphrases.fits(passphrase, kept) else None

    @classmethod
    def named(cls, name: str) -> "Account | None":
        """The account that signs in with that name."""
        return db.session.scalar(select(cls).where(cls.name_key == cls.key_of(name), cls.left_at.is_(None)))

    @staticmethod
    def key_of(name: str) -> str:
        """A name as compared when signing in."""
        return " ".join(name.casefold().split())

    @classmethod
    def is_taken(cls, name: str) -> bool:
        """Whether somebody already signs in with that name."""
        return db.session.scalar(select(cls.id).where(cls.name_key == cls.key_of(name))) is not None

    @classmethod
    def everyone(cls) -> list["Account"]:
        """All accounts that can sign in, by name."""
        return list(db.session.scalars(select(cls).where(cls.left_at.is_(None)).order_by(cls.name_key)))

    @classmethod
    def crew(cls) -> list[tuple[int, str]]:
        """(id, first name) of those who agreed to be listed on the van's tablets, by name."""
        listed = cls.left_at.is_(None), cls.listed_as.is_not(None)
        rows = db.session.execute(select(cls.id, cls.listed_as).where(*listed).order_by(cls.listed_as, cls.id))
        return [(account_id, name or "") for account_id, name in rows]

    @classmethod
    def known_among(cls, ids: Iterable[int]) -> set[int]:
        """Those of `ids` that are accounts."""
        return set(db.session.scalars(select(cls.id).where(cls.id.in_(set(ids)))))

    @classmethod
    def names_of(cls, ids: Iterable[int]) -> list[str]:
        """The names of those accounts, sorted: the first name where they agreed to be listed with it."""
        name = func.coalesce(cls.listed_as, cls.name).label("called")
        return list(db.session.scalars(select(name).where(cls.id.in_(set(ids))).order_by("called")))

    @classmethod
    def lead_ids(cls) -> set[int]:
        """The accounts of safeguarding leads."""
        return set(db.session.scalars(select(cls.id).where(cls.is_safeguarding_lead, cls.left_at.is_(None))))

    @classmethod
    def coordinator_ids(cls) -> set[int]:
        """The accounts of coordinators."""
        return set(db.session.scalars(select(cls.id).where(cls.role == "coordinator", cls.left_at.is_(None))))

    @classmethod
    def nobody_yet(cls) -> bool:
        """Whether this installation waits for its first account."""
        return db.session.scalar(select(func.count(cls.id))) == 0

    def end_sessions(self) -> None:
        """Sign this account out everywhere; the caller commits."""
        db.session.execute(delete(SignIn).where(SignIn.account_id == self.id))

    def leave(self) -> None:
        """End its sessions for good and free its name, for somebody new or a new passphrase; the caller commits."""
        self.end_sessions()
        self.left_at, self.is_safeguarding_lead = clock.now(), False
        # Upper case, which no key of a name has: nobody can take this one first, and so stay for good.
        self.name_key, self.passphrase_hash = f"LEFT {self.id}", ""


class SignIn(Model):
    """One session of one account. The cookie holds its token, this only the hash."""

    __tablename__ = "sign_in"

    token_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)

    @classmethod
    def start(cls, account: Account) -> str:
        """A new session's token; the database keeps only its hash. The caller commits."""
        token = codes.new_token()
        db.session.add(cls(token_digest=codes.digest(token), account_id=account.id, started_at=clock.now()))
        return token

    @classmethod
    def account_of(cls, token: str) -> Account | None:
        """The account signed in with that token, while the session lasts and the account has not left."""
        mine = cls.token_digest == codes.digest(token), cls.started_at > clock.now() - SIGN_IN_LASTS
        # Signing in at the moment of leaving may make a session after all others were ended.
        here = Account.left_at.is_(None)
        return db.session.scalar(select(Account).join(cls, cls.account_id == Account.id).where(*mine, here))

    @classmethod
    def end(cls, token: str) -> None:
        """End that session; the caller commits."""
        db.session.execute(delete(cls).where(cls.token_digest == codes.digest(token)))

    @classmethod
    def erase_old(cls) -> None:
        """Erase the sessions that are over; the caller commits."""
        over = delete(cls).where(cls.started_at <= clock.now() - SIGN_IN_LASTS)
        db.session.execute(over.execution_options(synchronize_session=False))


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
        found = db.session.scalar(select(cls).where(cls.token_digest == codes.digest(token)).with_for_update())
        return found if found and not found.accepted_at and found.expires_at > clock.now() else None

    @classmethod
    def erase_old(cls) -> None:
        """Erase the invitations that nobody can accept any more; the caller commits."""
        over = delete(cls).where(or_(cls.expires_at <= clock.now(), cls.accepted_at.is_not(None)))
        db.session.execute(over.execution_options(synchronize_session=False))

    def accept(self, name: str, passphrase_hash: str, language: str = DEFAULT) -> Account:
        """Make the account; the caller checked that the name is free, and commits.

        language: the code of the one its pages are in.
        """
        account = Account(
            name=name,
            name_key=Account.key_of(name),
            role=self.role,
            passphrase_hash=passphrase_hash,
            language=language,
            created_at=clock.now(),
        )
        db.session.add(account)
        db.session.flush()
        self.accepted_at, self.account_id = clock.now(), account.id
        return account
