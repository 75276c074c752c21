"""What events, groups, van stops and volunteering have in common: a page of their own that everyone may see."""

from datetime import datetime
from typing import Any, ClassVar, Self

from sqlalchemy import JSON, ForeignKey, Select, String, Text, select, true
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from peer_app.core import clock
from peer_app.core.codes import new_code, slug_of
from peer_app.core.database import UTCDateTime
from peer_app.core.listings import Listing
from peer_app.core.published_changes import OnPublicPages
from peer_app.extensions import Model, db

#: Words that are addresses of their own beside the slugs.
_RESERVED = {"new"}

#: {language code: {name of a column: what it says in that language}}
Translations = dict[str, dict[str, str]]


class WithPage(OnPublicPages, Model):
    """Something with a page for everyone, at a readable address that stays once given out."""

    __abstract__ = True

    #: What its address falls back to ("event"), and the folder of that address ("events").
    kind: ClassVar[str]
    folder: ClassVar[str]
    #: The columns that hold words, which may be there in other languages, too; the first is the title.
    texts: ClassVar[tuple[str, ...]]
    #: Which of them a listing has as its summary.
    summary_text: ClassVar[str] = ""

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    #: The part of town, like "Brixton"; may be empty.
    area: Mapped[str] = mapped_column(String(30), default="", server_default="")
    #: Codes of the languages spoken there besides English ("pt", "ar").
    spoken: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    translations: Mapped[Translations] = mapped_column(JSON, default=dict, server_default="{}")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)

    @property
    def searched_as(self) -> object:
        """Further words to find it by in the search: one text, marked for translation; empty by default."""
        return ""

    @classmethod
    def create(cls, *, title: str, **facts: Any) -> Self:
        """A new one; the caller commits."""
        now = clock.now()
        made = cls(slug=cls._free_slug(title), title=title, created_at=now, changed_at=now, **facts)
        db.session.add(made)
        return made

    def change(self, **facts: object) -> None:
        """Set new facts; the caller commits. The address stays, because it may be printed."""
        for name, value in facts.items():
            setattr(self, name, value)
        self.changed_at = clock.now()

    @classmethod
    def by_slug(cls, slug: str) -> Self | None:
        """The one of that address, whatever somebody wrote there."""
        # PostgreSQL takes no NUL, and no address has anything but letters, numbers and hyphens.
        return db.session.scalar(select(cls).where(cls.slug == slug)) if slug.isprintable() else None

    @property
    def path(self) -> str:
        """Its page, without the language."""
        return f"/{self.folder}/{self.slug}"

    def say_in(self, translations: Translations) -> None:
        """Have exactly these texts in other languages; the caller commits."""
        self.translations, self.changed_at = translations, clock.now()

    @property
    def listed_translations(self) -> Translations:
        """What a listing needs of its texts in other languages."""
        names = {"title": "title", "summary": self.summary_text, "welcome": "welcome"}
        return {
            code: {listed: texts[name] for listed, name in names.items() if name in texts}
            for code, texts in (self.translations or {}).items()
        }

    @classmethod
    def on_offer(cls) -> "Select[Self]":
        """A query for all rows that visitors can still make use of: not for what was taken, nor for what is over."""
        return select(cls)

    @classmethod
    def _free_slug(cls, title: str) -> str:
        # No letter may be left of a title in another script.
        wanted = slug_of(title) or cls.kind
        taken = wanted in _RESERVED or cls.by_slug(wanted) is not None
        return f"{wanted}-{new_code(4).lower()}" if taken else wanted


class Published(WithPage):
    """Something that is on, at a place; `kind` stands in its listing's key."""

    __abstract__ = True

    #: Its place's page, where it has one; name and address are its own words and may say more.
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), index=True)
    place_name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(Text)
    is_free: Mapped[bool] = mapped_column(default=True, server_default=true())
    #: In words: "£2 for the coffee"; may be empty.
    cost: Mapped[str] = mapped_column(String(200), default="", server_default="")
    #: None: as its place says, or not known.
    step_free: Mapped[bool | None]
    #: In words, what else to know about getting in and being there; may be empty.
    access_notes: Mapped[str] = mapped_column(Text, default="", server_default="")

    @declared_attr
    @classmethod
    def place(cls) -> Mapped[Any]:
        """Its `places.Place`, or None; read with it, because its page and its listing need both."""
        return relationship("Place", lazy="joined")

    @property
    def key(self) -> str:
        """As in its listing."""
        return f"{self.kind}:{self.id}"

    @property
    def is_step_free(self) -> bool | None:
        """Whether one gets in without a step; None where nobody said."""
        if self.step_free is None and self.place is not None:
            return bool(self.place.step_free) if self.place.step_free is not None else None
        return self.step_free

    def listing_at(
        self, starts_at: datetime | None, ends_at: datetime | None, summary: str, welcome: str = ""
    ) -> Listing:
        """It as a listing; the moments are aware UTC, None for what has no date."""
        return Listing(
            key=self.key,
            kind=self.kind,
            title=self.title,
            path=self.path,
            changed_at=self.changed_at,
            summary=summary,
            starts_at=starts_at,
            ends_at=ends_at,
            place_name=self.place_name,
            address=self.address,
            welcome=welcome,
            area=self.area or "",
            is_free=self.is_free is not False,
            step_free=self.is_step_free,
            spoken=tuple(self.spoken or ()),
            translations=self.listed_translations,
            place_path=self.place.path if self.place is not None else "",
            position=self.place.position if self.place is not None else None,
        )


def of_address(folder: str, slug: str) -> WithPage | None:
    """The thing whose page is `/<folder>/<slug>`, whatever its kind; None when there is none."""
    found = next((model for model in models().values() if model.folder == folder), None)
    return found.by_slug(slug) if found else None


def models() -> dict[str, type[WithPage]]:
    """Whatever has pages, by its kind."""
    return {model.kind: model for model in _below(WithPage) if hasattr(model, "kind")}


def _below(model: type[WithPage]) -> list[type[WithPage]]:
    below = model.__subclasses__()
    return [*below, *(deeper for it in below for deeper in _below(it))]
