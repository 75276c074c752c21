"""Finds one page of what is on, soonest first, at a cost that does not grow with how much is on.

What happens once is read from its table a page at a time, by an index (keyset pagination: a `Cursor` says where the
page begins). What repeats (groups) is worked out for the weeks that the page shows. What has no date comes last.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, false, func, or_, select, true

from peer_app.core import clock, listings, published
from peer_app.core.listings import Listing, ListingKind
from peer_app.extensions import db
from peer_app.whats_on import search
from peer_app.whats_on.question import FURTHEST, Cursor, Order, Question, midnight

SHOWN = timedelta(weeks=4)
A_PAGE = 50
#: Of what has no date; for more there is the kind's own list.
UNDATED = 12
#: Nothing that happens once takes longer.
LONGEST = timedelta(days=1)
_A_LITTLE = timedelta(microseconds=1)


@dataclass(frozen=True)
class Found:
    """A page: dated listings soonest first, undated ones by name, and the questions before and after it.

    places: those in which the words stand, where somebody looks for words;
    start, end: of the weeks that it looked at; meant: words close to a typed one that stands in nothing.
    """

    dated: list[Listing]
    undated: list[Listing]
    places: list[Any]
    start: datetime
    end: datetime
    sooner: Question | None
    later: Question | None
    meant: list[str]


def find(question: Question) -> Found:
    """One page of the answer."""
    matches = search.matches(question.words)
    now = question.start
    if question.before and question.before.moment > now and not question.after:
        found = _page_before(question, matches, question.before)
        if len(found.dated) == A_PAGE:
            return found
        question = question.but()  # that is the first page
    return _page_after(question, matches)


def everything(question: Question, start: datetime, end: datetime) -> list[Listing]:
    """All that fits between two aware moments, for feeds."""
    matches = search.matches(question.words)
    return [it for it in listings.upcoming(start, end) if question.fits(it) and matches.has(it.key)]


def _page_after(question: Question, matches: search.Matches) -> Found:
    first = question.start
    cursor = question.after if question.after and question.after.moment > first else None
    start = cursor.moment if cursor else first
    end = _end_of_weeks(start)
    found = _dated(question, matches, start, end, cursor)
    dated, more = found[:A_PAGE], len(found) > A_PAGE
    later = None
    if more:
        later = question.but(after=Cursor.at(dated[-1]))
    elif end < clock.now() + FURTHEST and _dated(question, matches, end, end + SHOWN, Cursor(end), count=1):
        later = question.but(after=Cursor(end))
    elif (next_one := _next_after(question, matches, end)) is not None:
        later = question.but(after=Cursor(next_one))
    sooner = question.but(before=Cursor.at(dated[0]) if dated else cursor) if cursor else None
    undated = [] if cursor else _undated(question, matches)
    places = [] if cursor else _places(question, matches)
    return Found(dated, undated, places, start, end, sooner, later, matches.meant(question.words))


def _end_of_weeks(start: datetime) -> datetime:
    """A midnight, so that the same is asked for all day and the page stays the same bytes."""
    return midnight(clock.local(start).date() + SHOWN)


def _page_before(question: Question, matches: search.Matches, cursor: Cursor) -> Found:
    start = max(question.start, cursor.moment - SHOWN)
    # Others at the very same moment may come before it.
    dated = _dated(question, matches, start, cursor.moment + _A_LITTLE, cursor, backwards=True)
    shown = dated[-A_PAGE:]
    sooner = question.but(before=Cursor.at(shown[0])) if shown else None
    later = question.but(after=Cursor.at(shown[-1])) if shown else None
    return Found(shown, [], [], start, cursor.moment, sooner, later, matches.meant(question.words))


def _dated(
    question: Question,
    matches: search.Matches,
    start: datetime,
    end: datetime,
    cursor: Cursor | None,
    *,
    backwards: bool = False,
    count: int | None = None,
) -> list[Listing]:
    """At most a page (or `count`) and one of what is on between two moments, beyond the cursor; soonest first."""
    count = count or A_PAGE
    once: set[Order] = set()
    for kind in _kinds(question):
        if _is_once(kind):
            once.update(_once(kind, question, matches, start, end, cursor, backwards=backwards, count=count + 1))
    keys = sorted(once, reverse=backwards)[: count + 1]
    if len(keys) > count:
        # Whatever repeats beyond these is not shown.
        start, end = (keys[-1][0], end) if backwards else (start, min(end, keys[-1][0] + _A_LITTLE))
    repeated = [
        it
        for kind in _kinds(question)
        if kind.model is None
        for it in kind.upcoming(start, end)
        if it.starts_at and question.fits(it) and matches.has(it.key) and _is_beyond(it, cursor, backwards=backwards)
    ]
    orders = sorted([*keys, *(Cursor.at(it).order for it in repeated)], reverse=backwards)[: count + 1]
    by_order = {Cursor.at(it).order: it for it in [*_load(orders), *repeated]}
    return [by_order[order] for order in sorted(orders) if order in by_order]


def _is_beyond(listing: Listing, cursor: Cursor | None, *, backwards: bool) -> bool:
    if cursor is None:
        return True
    order = Cursor.at(listing).order
    return order < cursor.order if backwards else order > cursor.order


def _kinds(question: Question) -> Iterable[ListingKind]:
    return [kind for name, kind in listings.kinds().items() if question.kind in {"", name}]


def _is_once(kind: ListingKind) -> bool:
    return kind.model is not None and hasattr(kind.model, "ends_at")


def _once(
    kind: ListingKind,
    question: Question,
    matches: search.Matches,
    start: datetime,
    end: datetime,
    cursor: Cursor | None,
    *,
    backwards: bool,
    count: int,
) -> Iterator[Order]:
    model: Any = kind.model
    for narrowed, when, row_id in matches.of(kind.kind, model):
        rows = _narrowed(narrowed, question, model).where(when >= start - LONGEST, model.ends_at >= start, when < end)
        if cursor:
            rows = rows.where(_beyond(kind.kind, when, row_id, cursor, backwards=backwards))
        order = (when.desc(), row_id.desc()) if backwards else (when, row_id)
        for moment, number in db.session.execute(rows.with_only_columns(when, row_id).order_by(*order).limit(count)):
            yield moment, kind.kind, number


def _beyond(kind: str, when: Any, row_id: Any, cursor: Cursor, *, backwards: bool) -> ColumnElement[bool]:
    """What stands after (or before) the cursor, in the order of its `order`."""
    moment, its_kind, number = cursor.order
    if kind == its_kind:
        tie = row_id < number if backwards else row_id > number
    else:
        tie = true() if (kind < its_kind) is backwards else false()
    if backwards:
        return or_(when < moment, and_(when == moment, tie))
    return and_(when >= moment, or_(when > moment, tie))


def _narrowed(rows: Select[Any], question: Question, model: Any) -> Select[Any]:
    """`Question.fits`, for the database."""
    if question.area:
        rows = rows.where(model.area == question.area)
    if question.free:
        rows = rows.where(model.is_free.is_(True))
    if question.step_free:
        place = model.place.property.entity.class_
        rows = rows.outerjoin(place, place.id == model.place_id)
        rows = rows.where(func.coalesce(model.step_free, place.step_free).is_(True))
    if question.spoken:
        rows = rows.where(_is_spoken(model, question.spoken))
    return rows


def _is_spoken(model: Any, code: str) -> ColumnElement[bool]:
    return cast(model.spoken, String).contains(f'"{code}"', autoescape=True)


def _load(orders: Iterable[Order]) -> Iterator[Listing]:
    """The listings of those that happen once."""
    for name, kind in listings.kinds().items():
        ids = [number for _moment, its_kind, number in orders if its_kind == name]
        if ids and _is_once(kind):
            model: Any = kind.model
            yield from (row.listing for row in db.session.scalars(select(model).where(model.id.in_(ids))))


def _undated(question: Question, matches: search.Matches) -> list[Listing]:
    found: list[Listing] = []
    for kind in _kinds(question):
        if kind.model is None or _is_once(kind):
            continue
        model: Any = kind.model
        rows = _narrowed(model.on_offer(), question, model)
        if (ids := matches.ids(kind.kind)) is not None:
            rows = rows.where(model.id.in_(ids))
        most = None if question.kind else UNDATED
        found += [row.listing for row in db.session.scalars(rows.order_by(model.title, model.id).limit(most))]
    return found


def _places(question: Question, matches: search.Matches) -> list[Any]:
    """Those in which the words stand: whoever looks for a garden finds where there is one."""
    model: Any = published.models()["place"]
    ids = matches.ids("place")
    if not ids or question.kind:
        return []
    rows = select(model).where(model.id.in_(ids))
    if question.area:
        rows = rows.where(model.area == question.area)
    if question.step_free:
        rows = rows.where(model.step_free.is_(True))
    if question.spoken:
        rows = rows.where(_is_spoken(model, question.spoken))
    return list(db.session.scalars(rows.order_by(model.title, model.id).limit(UNDATED)))


def _next_after(question: Question, matches: search.Matches, moment: datetime) -> datetime | None:
    """When the next thing that happens once begins, long after."""
    furthest = clock.now() + FURTHEST
    soonest = [
        order
        for kind in _kinds(question)
        if _is_once(kind)
        for order in _once(kind, question, matches, moment, furthest, Cursor(moment), backwards=False, count=1)
    ]
    return min(soonest)[0] - _A_LITTLE if soonest else None
