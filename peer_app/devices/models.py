"""Devices that van mode was set up on, and the one-use codes that set them up."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, String, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from peer_app.core import clock, codes
from peer_app.core.database import UTCDateTime
from peer_app.core.languages import DEFAULT, LANGUAGES, Language
from peer_app.extensions import Model, db

CODE_LENGTH = 8
CODE_LASTS = timedelta(minutes=10)
#: A device that reported nothing for so long is called silent.
SILENT_AFTER = timedelta(days=1)


class Device(Model):
    """A tablet or phone. Its cookie holds a token, this only the hash; it can add records and read none."""

    __tablename__ = "device"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: What the team calls it, like "Van 1".
    name: Mapped[str] = mapped_column(String(80))
    #: Whether several people use it, so that nobody signs in there.
    shared: Mapped[bool]
    #: None until it is set up, and once it is lost.
    token_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    #: Of the key with which it gets a new cookie: an uncompressed point of P-256, unpadded base64url. None where the
    #: browser can't keep a key, and once it is lost.
    public_key: Mapped[str | None] = mapped_column(String(87), index=True, unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    enrolled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: When the team last had it, where it was lost; what came from then on is set aside.
    lost_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: When it last reported, and what it said: all None until it does.
    last_seen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: Of the app's files, as in their addresses.
    app_revision: Mapped[str | None] = mapped_column(String(12))
    pack_updated_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: When the oldest record that waits there was made, by its clock.
    oldest_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: In bytes.
    storage_left: Mapped[int | None] = mapped_column(BigInteger)
    #: Whether its browser promised not to clear what is kept.
    persistent: Mapped[bool | None]
    #: The sealing key it uses.
    key_id: Mapped[str | None] = mapped_column(String(64))
    #: The codes of the languages whose pages it carries; the others need signal there.
    languages: Mapped[list[str]] = mapped_column(JSON, default=lambda: [DEFAULT], server_default=f'["{DEFAULT}"]')
    #: How many missing records a coordinator has noted, and when somebody last did.
    noted_missing: Mapped[int] = mapped_column(default=0, server_default="0")
    noted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @classmethod
    def add(cls, name: str, *, by_id: int) -> "Device":
        """A device to be set up; the caller commits."""
        made = cls(name=name, shared=True, created_at=clock.now(), created_by_id=by_id)
        db.session.add(made)
        db.session.flush()
        return made

    @classmethod
    def everyone(cls) -> list["Device"]:
        """All devices, by name."""
        return list(db.session.scalars(select(cls).order_by(cls.name, cls.id)))

    @classmethod
    def of_token(cls, token: str) -> "Device | None":
        """The device whose cookie holds that token."""
        return db.session.scalar(select(cls).where(cls.token_digest == codes.digest(token)))

    @classmethod
    def of_public_key(cls, public_key: str) -> "Device | None":
        """The device in use that holds that key."""
        in_use = cls.public_key == public_key, cls.token_digest.is_not(None)
        return db.session.scalar(select(cls).where(*in_use).with_for_update())

    @classmethod
    def enrol(cls, code: str, *, shared: bool, public_key: str | None = None) -> "tuple[Device, str] | None":
        """Spend a code: the device it was made for, and the token for its cookie. The caller commits.

        None when the code is wrong, used or too old. A token given out before ends, and a key sent in before.
        """
        now = clock.now()
        open_code = Enrolment.code_digest == codes.keyed_digest(code), Enrolment.used_at.is_(None)
        spent = update(Enrolment).where(*open_code, Enrolment.expires_at > now).values(used_at=now)
        device_id = db.session.scalar(spent.returning(Enrolment.device_id))
        if device_id is None:
            return None
        found = db.session.get_one(cls, device_id)
        if public_key is not None:  # a key speaks for one device
            db.session.execute(update(cls).where(cls.public_key == public_key).values(public_key=None))
        found.enrolled_at, found.revoked_at, found.lost_since = now, None, None
        found.shared, found.public_key = shared, public_key
        return found, found.new_token()

    def new_token(self) -> str:
        """A token for its cookie; the one before ends. The caller commits."""
        token = codes.new_token()
        self.token_digest = codes.digest(token)
        return token

    def new_code(self) -> str:
        """A code that sets this device up, shown once; earlier ones of this device end. The caller commits."""
        code, now = codes.new_code(CODE_LENGTH), clock.now()
        db.session.execute(delete(Enrolment).where((Enrolment.device_id == self.id) | (Enrolment.expires_at <= now)))
        digest = codes.keyed_digest(code)
        db.session.add(Enrolment(code_digest=digest, device_id=self.id, expires_at=now + CODE_LASTS))
        return code

    def revoke(self, since: datetime | None = None) -> None:
        """It was lost: its cookie is worth nothing from now on. The caller commits.

        since: when the team last had it, None where nobody says.
        """
        # The codes first, as when one is spent: a device being set up right now is waited for, and is lost as well.
        db.session.execute(delete(Enrolment).where(Enrolment.device_id == self.id))
        db.session.refresh(self, with_for_update=True)
        self.token_digest, self.public_key, self.revoked_at = None, None, self.revoked_at or clock.now()
        self.lost_since = since or self.lost_since

    def report(self, facts: dict[str, Any]) -> None:
        """Keep what the device says of itself, by column; the caller commits."""
        self.last_seen_at = clock.now()
        for name, value in facts.items():
            setattr(self, name, value)

    def carry(self, codes_of_languages: list[str]) -> None:
        """Carry the pages in these languages from now on, and always those in the first one; the caller commits."""
        self.languages = [code for code in LANGUAGES if code == DEFAULT or code in codes_of_languages]

    @property
    def carried(self) -> list[Language]:
        """The languages whose pages it carries."""
        return [LANGUAGES[code] for code in self.languages if code in LANGUAGES]

    def note_losses(self, missing: int) -> None:
        """A coordinator knows of so many missing records, and of storage emptied until now. The caller commits."""
        self.noted_missing, self.noted_at = missing, clock.now()

    @property
    def is_silent(self) -> bool:
        """Whether it carries on somewhere and has not been heard of for a day."""
        if self.token_digest is None:
            return False
        heard = self.last_seen_at or self.enrolled_at
        return heard is not None and heard < clock.now() - SILENT_AFTER


class Enrolment(Model):
    """A code that sets one device up, once. Only its keyed hash is kept."""

    __tablename__ = "enrolment"

    code_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
