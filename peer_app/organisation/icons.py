"""The picture that phones show for the app, on home screens and lock screens. All to choose from are neutral."""

from flask_babel import lazy_gettext as _l

from peer_app.core.assets import asset
from peer_app.organisation import models

#: By the names of their folders in static/icons, which `bin/icons` draws.
ICONS = {
    "sunrise": _l("A sunrise"),
    "cup": _l("A cup of tea"),
    "leaf": _l("A leaf"),
    "dates": _l("A calendar"),
}


def icon(file: str, name: str | None = None) -> str:
    """The address of a file of the chosen picture, or of the one by that name: `icon("icon.svg")`."""
    chosen = name or models.current().icon
    # One that another version of the app had to choose from must not break every page.
    return asset(f"static/icons/{chosen if chosen in ICONS else models.ICON}/{file}")
