"""A batch's page, as several routes show it."""

from dataclasses import dataclass
from datetime import date

from flask import current_app, render_template
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from peer_app.core.qr import inline_svg
from peer_app.leaflets import charts
from peer_app.leaflets.forms import HandedOutForm
from peer_app.leaflets.landing import landing_of
from peer_app.leaflets.links import opened_link, printed_link, scanned_link
from peer_app.leaflets.models import Batch, HandedOut
from peer_app.leaflets.out_of_date import out_of_date
from peer_app.leaflets.results import Days, last_days, results_of
from peer_app.leaflets.subjects import is_over


def show_batch(batch: Batch, form: HandedOutForm) -> str:
    """The page with `form` as it was filled in."""
    listing = batch.listing
    [result] = results_of([batch])
    return render_template(
        "leaflets/show.html",
        batch=batch,
        listing=listing,
        is_over=is_over(listing),
        leads_to=landing_of(listing).path,
        out_of_date=out_of_date(listing, [batch]),
        result=result,
        entries=HandedOut.of(batch),
        chart=chart_of(result.scans),
        form=form,
        screen_code=batch.leaflet.screen_batch.code,
        **code_of(batch),
    )


def code_of(batch: Batch) -> dict[str, object]:
    """Its link to read, its address to open or send, and its QR code as SVG."""
    origin = current_app.config["ORIGIN"]
    link = printed_link(origin, batch.code)
    code = inline_svg(scanned_link(origin, batch.code), _("QR code that opens %(link)s", link=link))
    return {"link": link, "address": opened_link(origin, batch.code), "code": code}


@dataclass(frozen=True)
class Chart:
    """Scans day by day: the picture, its first and last day, and the most on any of them."""

    picture: Markup
    first: date
    last: date
    most: int


def chart_of(scans: Days) -> Chart:
    """The scans of the last days as columns."""
    shown = last_days(scans)
    numbers = [count for _day, count in shown]
    said = ngettext("%(num)d scan", "%(num)d scans", sum(numbers))
    name = _("Scans a day over the last %(days)s days: %(said)s", days=len(shown), said=said)
    return Chart(charts.columns(numbers, name), shown[0][0], shown[-1][0], max(numbers))
