"""What came of leaflets: how often each batch was scanned, how many copies were handed out, how many people came."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from peer_app.core import clock
from peer_app.counting.models import came_by_day
from peer_app.leaflets.models import Batch, Leaflet, handed_out_by_day, scans_by_day

#: The fewest and the most days in a small chart.
FEW_DAYS, MOST_DAYS = 7, 28

Days = dict[date, int]


@dataclass(frozen=True)
class BatchResult:
    """One batch and what came of it; handed_out is 0 where nobody said."""

    code: str
    place: str
    on_screen: bool
    scans: Days
    handed_out: Days

    @property
    def all_scans(self) -> int:
        return sum(self.scans.values())

    @property
    def all_handed_out(self) -> int:
        return sum(self.handed_out.values())

    @property
    def per_hundred(self) -> float | None:
        """Scans for each hundred copies; None where nobody said how many there were."""
        return per_hundred(self.all_scans, self.all_handed_out)

    @property
    def days(self) -> list[date]:
        """Each day on which there is anything to tell, the latest first."""
        return sorted({*self.scans, *self.handed_out}, reverse=True)


@dataclass(frozen=True)
class PlaceResult:
    """A place over all leaflets that were handed out there, however somebody wrote its name."""

    place: str
    scans: int
    handed_out: int

    @property
    def per_hundred(self) -> float | None:
        """Scans for each hundred copies; None where nobody said how many there were."""
        return per_hundred(self.scans, self.handed_out)


def per_hundred(scans: int, copies: int) -> float | None:
    return 100 * scans / copies if copies else None


def results_of(batches: Sequence[Batch]) -> list[BatchResult]:
    """What came of each of these batches, in their order."""
    ids = [batch.id for batch in batches]
    scans, copies = scans_by_day(ids), handed_out_by_day(ids)
    return [
        BatchResult(batch.code, batch.place, batch.on_screen, _days(scans, batch.id), _days(copies, batch.id))
        for batch in batches
    ]


def best_first(results: Iterable[BatchResult]) -> list[BatchResult]:
    """Those that work best first: by scans for each hundred copies, then by scans."""
    return sorted(results, key=lambda it: (-(it.per_hundred or 0), -it.all_scans, it.place))


def places_of(results: Iterable[BatchResult]) -> list[PlaceResult]:
    """The places of many batches, the best first; those where nobody scanned anything are left out."""
    found: dict[str, PlaceResult] = {}
    for it in results:
        key = " ".join(it.place.casefold().split())
        if key:
            known = found.get(key, PlaceResult(it.place, 0, 0))
            scans, copies = known.scans + it.all_scans, known.handed_out + it.all_handed_out
            found[key] = PlaceResult(known.place, scans, copies)
    scanned = [place for place in found.values() if place.scans]
    return sorted(scanned, key=lambda it: (-(it.per_hundred or 0), -it.scans, it.place))


def last_days(days: Days) -> list[tuple[date, int]]:
    """(day, number) from the first day with any to today, the days with nothing too; a week at least, four at most."""
    today = clock.today()
    since = (today - min(days, default=today)).days + 1
    count = max(FEW_DAYS, min(MOST_DAYS, since))
    return [(day, days.get(day, 0)) for day in (today - timedelta(days=back) for back in range(count - 1, -1, -1))]


def added_up(results: Iterable[BatchResult]) -> tuple[Days, Days]:
    """(scans, copies handed out) of all batches together, by day."""
    scans: Days = {}
    copies: Days = {}
    for it in results:
        for day, count in it.scans.items():
            scans[day] = scans.get(day, 0) + count
        for day, count in it.handed_out.items():
            copies[day] = copies.get(day, 0) + count
    return scans, copies


def came_to(leaflet: Leaflet) -> Days:
    """How many came to what the leaflet is about, on each day that somebody counted."""
    return came_by_day(leaflet.listing_key)


def _days(counts: dict[tuple[int, date], int], batch_id: int) -> Days:
    return {day: count for (of, day), count in counts.items() if of == batch_id}
