"""What somebody asks to see: the query of `/` and of `/calendar.ics`. Every question is an address to share.

    kind=event  area=Brixton  day=2027-03-14  free=1  step-free=1  spoken=pt  q=reading
    after=MOMENT~KEY, before=MOMENT~KEY       where a page of the answer begins or ends

What makes no sense is not asked, and the page says so (`left_out`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Self

from peer_app.core import clock, listings
from peer_app.core.listings import Listing
from peer_app.whats_on.words import words_in

#: How far ahead anybody may look; rules that repeat for ever are worked out for a few weeks only.
FURTHEST = timedelta(days=730)
MOST_LETTERS, MOST_WORDS = 100, 8
_AREA = 30
_NARROWING = ("kind", "area", "day", "free", "step-free", "spoken")

#: Soonest first, and always in the same order: the moment, then the listing's kind and number.
Order = tuple[datetime, str, int]


@dataclass(frozen=True)
class Cursor:
    """A place in what is on: that moment (aware UTC), and the listing there; nothing yet at it where key is empty."""

    moment: datetime
    key: str = ""

    @classmethod
    def at(cls, listing: Listing) -> Self:
        if listing.starts_at is None:
            raise ValueError(f"{listing.key} has no date.")
        return cls(listing.starts_at, listing.key)

    @classmethod
    def read(cls, text: str) -> Self | None:
        moment, _, key = text.partition("~")
        try:
            found = cls(clock.read(moment), key)
        except ValueError:
            return None
        return found if found.moment < clock.now() + FURTHEST and len(key) < _AREA else None

    def __str__(self) -> str:
        return f"{self.moment.astimezone(UTC).replace(tzinfo=None).isoformat()}Z~{self.key}"

    @property
    def order(self) -> Order:
        kind, _, number = self.key.partition(":")
        # No longer than `listings.find` takes it: a database has no room for more.
        is_id = number.isdecimal() and number.isascii() and len(number) < 10
        return self.moment, kind, int(number) if is_id else 0


@dataclass(frozen=True)
class Question:
    """Empty fields ask for everything."""

    kind: str = ""
    area: str = ""
    day: date | None = None
    free: bool = False
    step_free: bool = False
    spoken: str = ""
    q: str = ""
    after: Cursor | None = None
    before: Cursor | None = None

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """The question in an address's query, whatever somebody wrote there."""
        text = {name: value.strip() for name, value in query.items()}
        kind, spoken = text.get("kind", ""), text.get("spoken", "")
        return cls(
            kind=kind if kind in listings.kinds() else "",
            area=_plain(text.get("area", ""))[:_AREA],
            day=_day(text.get("day", "")),
            free=text.get("free") == "1",
            step_free=text.get("step-free") == "1",
            spoken=spoken if spoken.isascii() and spoken.replace("-", "").isalpha() and len(spoken) < 10 else "",
            q=_plain(text.get("q", ""))[:MOST_LETTERS],
            after=Cursor.read(text.get("after", "")),
            before=Cursor.read(text.get("before", "")),
        )

    @property
    def words(self) -> list[str]:
        """What is searched for, folded; each of them has to be found."""
        return words_in(self.q)[:MOST_WORDS]

    @property
    def query(self) -> dict[str, str]:
        """It as an address's query."""
        said = {
            "kind": self.kind,
            "area": self.area,
            "day": self.day.isoformat() if self.day else "",
            "free": "1" if self.free else "",
            "step-free": "1" if self.step_free else "",
            "spoken": self.spoken,
            "q": self.q,
            "after": str(self.after) if self.after else "",
            "before": str(self.before) if self.before and not self.after else "",
        }
        return {name: value for name, value in said.items() if value}

    def but(self, **changes: Any) -> "Question":
        """The same, from its first page, with other fields."""
        return replace(self, **{"after": None, "before": None} | changes)

    @property
    def narrows(self) -> bool:
        """Whether it leaves anything out, besides what is too soon."""
        return self.but(day=None) != Question()

    @property
    def start(self) -> datetime:
        """The moment (aware UTC) from which on it asks, whatever page of the answer."""
        return midnight(self.day) if self.day else clock.now()

    def fits(self, listing: Listing) -> bool:
        """Whether a listing is of the kind, area and so on; dates and words aside."""
        return (
            self.kind in {"", listing.kind}
            and self.area in {"", listing.area}
            and (listing.is_free or not self.free)
            and (listing.step_free is True or not self.step_free)
            and (not self.spoken or self.spoken in listing.spoken)
        )


def left_out(query: Mapping[str, str]) -> list[str]:
    """What of an address's query nobody can look for: "kind: concert"."""
    understood = Question.read(query).query
    written = {name: _plain(query.get(name, "").strip())[:_AREA] for name in _NARROWING}
    return [
        f"{name}: {value}"
        for name, value in written.items()
        if value and name not in understood and not _says_nothing(name, value)
    ]


def _says_nothing(name: str, value: str) -> bool:
    """Whether it leaves out nothing that is still to come: a day that is over, or a no."""
    if name == "day":
        return (day := _date(value)) is not None and day <= clock.today()
    return name in {"free", "step-free"} and value == "0"


def midnight(day: date) -> datetime:
    """When a day begins where the organisation is, as aware UTC."""
    return datetime.combine(day, time(), tzinfo=clock.time_zone()).astimezone(UTC)


def _plain(text: str) -> str:
    # PostgreSQL takes no NUL, and no lone half of a letter can be written down again.
    return "".join(sign for sign in text if sign.isprintable())


def _day(text: str) -> date | None:
    """The day asked for, if there is such a day and it is still to come."""
    day = _date(text)
    return day if day and clock.today() < day < clock.today() + FURTHEST else None


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
