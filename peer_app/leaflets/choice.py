"""How somebody wants a leaflet printed, as it stands in the query of an address."""

from collections.abc import Mapping
from dataclasses import dataclass

from peer_app.core.languages import DEFAULT, LANGUAGES
from peer_app.leaflets.print.layouts import DEFAULT as DEFAULT_LAYOUT
from peer_app.leaflets.print.layouts import LAYOUTS, Layout

BLACK = "black"


@dataclass(frozen=True)
class Choice:
    """layout; languages: the codes of one or two; saves_ink: black on white only."""

    layout: Layout
    languages: tuple[str, ...]
    saves_ink: bool

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Choice":
        """What a query asks for; what it does not say, or says wrongly, is as usual."""
        wanted = [code for code in (query.get("lang", ""), query.get("also", "")) if code in LANGUAGES]
        layout = LAYOUTS.get(query.get("layout", ""), LAYOUTS[DEFAULT_LAYOUT])
        return cls(layout, tuple(dict.fromkeys(wanted)) or (DEFAULT,), query.get("ink") == BLACK)

    @property
    def query(self) -> dict[str, str]:
        """It as a query again, for `url_for`."""
        also = {"also": self.languages[1]} if len(self.languages) > 1 else {}
        ink = {"ink": BLACK} if self.saves_ink else {}
        return {"layout": self.layout.code, "lang": self.languages[0]} | also | ink
