"""/van and /register: public, the same bytes for everyone, carried in the pack.

What a device knows of itself (what waits, whether it is set up) comes from the device.
"""

from flask import Blueprint, render_template

from peer_app.core import clock, listings
from peer_app.core.access import access, public
from peer_app.core.languages import page
from peer_app.leaflets import models as leaflets
from peer_app.people.forms import RegistrationForm
from peer_app.people.models import LIMITS

bp = Blueprint("van", __name__)


@page(bp, "/van")
@access(public)
def index() -> str:
    return render_template("van/index.html", coming=listings.next_few(clock.now(), count=4))


@page(bp, "/van/leaflets")
@access(public)
def show_leaflets() -> str:
    return render_template("van/leaflets.html", leaflets=leaflets.on_screen(clock.now()))


# The door of this one is a form for people who are signed in (people.register_door).
@bp.get("/<lang:lang>/register")
@access(public)
def register() -> str:
    return render_template("van/register.html", form=RegistrationForm.for_everyone(), limits=LIMITS)
