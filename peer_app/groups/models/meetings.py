"""When a group meets by its rule, whatever became of single sessions."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from dateutil.rrule import rrule
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column, validates

from peer_app.core import clock
from peer_app.core.database import UTCDateTime
from peer_app.core.published import Published
from peer_app.groups.rules import Rule, check, times

#: The clocks move by an hour; around then, what is next by the wall clock need not be next by UTC.
_CLOCK_CHANGE = timedelta(hours=2)


class Meets(Published):
    """Something that is on again and again."""

    __abstract__ = True

    #: The first meeting; its wall-clock time holds for all, through both clock changes.
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    minutes: Mapped[int]
    #: An RRULE value (RFC 5545 3.3.10), like "FREQ=WEEKLY;BYDAY=TU"; what `rules.check` lets pass.
    rule: Mapped[str] = mapped_column(String(200))
    #: The same in words: "Every Tuesday".
    meets: Mapped[str] = mapped_column(String(200))

    @validates("rule")
    def _readable(self, _name: str, value: str) -> str:
        check(value)
        return value

    @validates("starts_at")
    def _to_the_minute(self, _name: str, value: datetime) -> datetime:
        """Sessions are named to the minute."""
        return value.replace(second=0, microsecond=0)

    @property
    def how_often(self) -> str:
        """In words, in the page's language where that can be worked out: "Every Tuesday"."""
        try:
            return Rule.read(self.rule).in_words
        except ValueError:
            return self.meets

    def meetings(self, start: datetime) -> Iterator[datetime]:
        """When it meets (aware UTC), from the first meeting not over at `start`."""
        after = clock.local(start).replace(tzinfo=None) - timedelta(minutes=self.minutes) - _CLOCK_CHANGE
        for naive in self._by_the_wall_clock().xafter(after, inc=False):
            meeting = _moment(naive)
            if meeting + timedelta(minutes=self.minutes) > start:
                yield meeting

    def meeting_on(self, day: date) -> datetime | None:
        """When it meets (aware UTC) on a day where the organisation is, if it does."""
        found = self._by_the_wall_clock().between(
            datetime.combine(day, time.min), datetime.combine(day, time.max), inc=True
        )
        return _moment(found[0]) if found else None

    def _by_the_wall_clock(self) -> rrule:
        return times(self.rule, clock.local(self.starts_at).replace(tzinfo=None))


def _moment(naive: datetime) -> datetime:
    """A time on the wall as UTC. In the hour that does not exist, it is an hour later by that clock;
    in the one that exists twice, the first time (RFC 5545 3.3.5).
    """
    return naive.replace(tzinfo=clock.time_zone()).astimezone(UTC)
