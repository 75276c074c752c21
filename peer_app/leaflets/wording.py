"""What a leaflet says, in any language the app speaks."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from flask import current_app, g
from flask_babel import force_locale, format_datetime
from flask_babel import gettext as _

from peer_app.core import dates, languages, qr
from peer_app.core.listings import Listing
from peer_app.core.said import plain
from peer_app.leaflets import subjects
from peer_app.leaflets.links import opened_link, printed_link, scanned_link
from peer_app.leaflets.models import Batch, Leaflet
from peer_app.leaflets.print.text import Copy, LeafletText, Sheet
from peer_app.organisation import models as organisation


def sheet_of(leaflet: Leaflet, batches: Sequence[Batch], codes: Sequence[str]) -> Sheet:
    """What is printed for these batches of a leaflet, in the languages of these codes (one or two).

    Raises LookupError when what the leaflet is about is gone.
    """
    origin = current_app.config["ORIGIN"]
    us = organisation.current()
    return Sheet(
        words=tuple(words_in(code, leaflet) for code in codes),
        copies=tuple(_copy(origin, batch.code) for batch in batches),
        modules=qr.modules(scanned_link(origin, batches[0].code)),
        qr_alt=_("QR code that opens"),
        phone=us.phone,
        opening_hours=us.opening_hours,
        organisation=us.name,
    )


def words_in(code: str, leaflet: Leaflet) -> LeafletText:
    """The words of a leaflet in one language; raises LookupError when what it is about is gone."""
    with speaking(languages.LANGUAGES[code]) as language:
        listing = leaflet.listing
        if listing is None:
            raise LookupError(leaflet.listing_key)
        return _words(listing, language)


@contextmanager
def speaking(language: languages.Language) -> Iterator[languages.Language]:
    """Let everything in here be said in that language, dates and what is typed too."""
    before = g.get("lang")
    g.lang = language.code
    try:
        with force_locale(language.locale):
            yield language
    finally:
        g.lang = before


def _copy(origin: str, code: str) -> Copy:
    return Copy(printed_link(origin, code), opened_link(origin, code), qr.svg_file(scanned_link(origin, code)))


def _words(listing: Listing, language: languages.Language) -> LeafletText:
    group, listing = subjects.group_of(listing), subjects.as_printed(listing)
    starts = listing.starts_at
    return LeafletText(
        lang=language.html,
        direction=language.direction,
        kind=str(subjects.labels()[listing.kind]),
        title=plain(listing, "title"),
        welcome=plain(listing, "welcome") or _("Everyone is welcome. No referral needed."),
        day=_day(starts) if starts and group is None else None,
        date=group.how_often if group else _date(starts),
        hours=dates.hours(starts, listing.ends_at) if starts else "",
        place=listing.place_name,
        address=listing.address,
        expect_heading=_("When you walk in") if starts else "",
        expect=plain(listing, "summary"),
        scan=_("Scan with your phone’s camera, or type"),
        ring=_("Or ring us:"),
    )


def _date(moment: datetime | None) -> str:
    return dates.day_without_year(moment) if moment else ""


def _day(moment: datetime) -> tuple[str, str, str]:
    return format_datetime(moment, "EEEE"), dates.day_of_month(moment), format_datetime(moment, "LLLL")
