"""The numbers as a file for a spreadsheet: CSV (RFC 4180), in UTF-8 with the mark that Excel needs."""

import csv
import io
from collections.abc import Iterable
from datetime import date

from flask_babel import gettext as _

from peer_app.leaflets.results import BatchResult

#: What a spreadsheet takes for a formula where a cell begins with it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def as_csv(title: str, results: Iterable[BatchResult], came: dict[date, int]) -> bytes:
    """A row for each batch and day, one for each place of which there is nothing yet, and one for each day on which
    people came.
    """
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow([_("Leaflet"), _("Place"), _("Code"), _("Day"), _("Handed out"), _("Scans"), _("Came")])
    for it in results:
        place = _("On the van’s screen") if it.on_screen else it.place
        which = [harmless(title), harmless(place), it.code]
        for day in sorted(it.days):
            table.writerow([*which, day.isoformat(), it.handed_out.get(day, 0), it.scans.get(day, 0), ""])
        if not (it.days or it.on_screen):
            table.writerow([*which, "", 0, 0, ""])
    for day, count in sorted(came.items()):
        table.writerow([harmless(title), "", "", day.isoformat(), "", "", count])
    return text.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula, whatever somebody typed; it begins with an apostrophe then."""
    return f"'{cell}" if cell.strip(" \xa0").startswith(_FORMULA) or cell.startswith(_FORMULA) else cell
