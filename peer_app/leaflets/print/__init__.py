"""Leaflets on paper: words in, a PDF/UA-1 (ISO 14289-1) or a picture of it out.

Typst sets the pages and its compiler enforces the standard. All words reach Typst as data, so
that nothing anybody types is ever markup. Nothing in here knows the database or who asks.
"""

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from peer_app.leaflets.print.letters import FONTS
from peer_app.leaflets.print.text import Sheet, data_of

if TYPE_CHECKING:
    import typst

TEMPLATES = Path(__file__).parents[3] / "templates" / "leaflets" / "print"
#: Pixels an inch in pictures on screen: 827 × 1174 for an A5.
PICTURE_PPI = 142


def render_pdf(sheet: Sheet, layout: str, *, saves_ink: bool = False) -> bytes:
    """All of a sheet in one of layouts.LAYOUTS as one PDF/UA-1, in colour or in black only."""
    return _compile(sheet, layout, saves_ink, "pdf", PICTURE_PPI)[0]


def render_png(sheet: Sheet, layout: str, *, saves_ink: bool = False, ppi: int = PICTURE_PPI) -> list[bytes]:
    """The same pages as pictures, with `ppi` dots an inch."""
    return _compile(sheet, layout, saves_ink, "png", ppi)


def _compile(sheet: Sheet, layout: str, saves_ink: bool, output: Literal["pdf", "png"], ppi: int) -> list[bytes]:
    import typst  # large, and only printing needs it

    made: Any = typst.compile(
        str(TEMPLATES / f"{layout}.typ"),
        root=str(TEMPLATES),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format=output,
        ppi=ppi,
        sys_inputs={"leaflet": json.dumps(data_of(sheet, saves_ink=saves_ink))},
        pdf_standards="ua-1",
    )
    return list(made) if isinstance(made, list) else [made]  # one page comes by itself


@cache
def _fonts() -> "typst.Fonts":
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
