"""The layouts a leaflet can be printed in; each is a file in templates/leaflets/print."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString


@dataclass(frozen=True)
class Layout:
    """code: as in addresses and of its file; label and about: on screen; width and height: of the paper, in mm."""

    code: str
    label: LazyString
    about: LazyString
    width: int
    height: int


LAYOUTS = {
    it.code: it
    for it in (
        Layout("a5", _l("A5 leaflet"), _l("To hand out. One on a page."), 148, 210),
        Layout("a6", _l("Small leaflets"), _l("Four on an A4 page. Cut along the marks."), 210, 297),
        Layout("cards", _l("Cards"), _l("Ten on an A4 page, for a pocket. Cut along the marks."), 210, 297),
        Layout("a4", _l("A4 poster"), _l("For a wall or a window."), 210, 297),
        Layout("large", _l("Large print"), _l("A4, for people who find small letters hard to read."), 210, 297),
    )
}
DEFAULT = "a5"
