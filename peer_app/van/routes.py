"""/van, /register and /worried: public, the same bytes for everyone, carried in the pack.

What a device knows of itself (what waits, whether it is set up) comes from the device.
"""

from datetime import timedelta

from flask import Blueprint, render_template

from peer_app.concerns.forms import ConcernForm
from peer_app.concerns.models import LIMITS as CONCERN_LIMITS
from peer_app.core import clock, listings
from peer_app.core.access import access, public
from peer_app.core.languages import page
from peer_app.core.listings import Listing
from peer_app.leaflets import models as leaflets
from peer_app.people.forms import RegistrationForm
from peer_app.people.models import LIMITS

bp = Blueprint("van", __name__)

#: A tablet may be without signal for some days and still has to know its stops.
SHIFTS_AHEAD = timedelta(days=7)


@page(bp, "/van")
@access(public)
def index() -> str:
    now = clock.now()
    return render_template(
        "van/index.html",
        coming=listings.next_few(now, count=4),
        next_leaflets=leaflets.for_next_stops(now),
        stops=_stops(),
    )


@page(bp, "/van/set-up")
@access(public)
def set_up() -> str:
    return render_template("van/set_up.html")


@page(bp, "/van/set-up-sheet")
@access(public)
def set_up_sheet() -> str:
    return render_template("van/set_up_sheet.html")


@page(bp, "/van/shift")
@access(public)
def shift() -> str:
    """The first names come from the device: they are not for everyone."""
    return render_template("van/shift.html", stops=_stops())


@page(bp, "/van/leaflets")
@access(public)
def show_leaflets() -> str:
    return render_template("van/leaflets.html", leaflets=leaflets.on_screen(clock.now()))


# The door of this one is a form for people who are signed in (people.register_door).
@bp.get("/<lang:lang>/register")
@access(public)
def register() -> str:
    return render_template("van/register.html", form=RegistrationForm.for_everyone(), limits=LIMITS)


# Likewise (concerns.worried_door).
@bp.get("/<lang:lang>/worried")
@access(public)
def worried() -> str:
    return render_template("van/worried.html", form=ConcernForm.for_everyone(), limits=CONCERN_LIMITS)


def _stops() -> list[Listing]:
    """The stops of the coming days, for a tablet that may be without signal on some of them."""
    now = clock.now()
    return [it for it in listings.upcoming(now, now + SHIFTS_AHEAD) if it.kind == "van-stop"]
