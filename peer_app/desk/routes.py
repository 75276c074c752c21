"""/desk"""

from datetime import timedelta

from flask import Blueprint, render_template

from peer_app.accounts.models import Account
from peer_app.coming.operations import who_is_expected
from peer_app.concerns.models import Concern
from peer_app.core import clock, listings
from peer_app.core.access import access, current_account, peer
from peer_app.devices.epochs import with_losses
from peer_app.groups.models import Group
from peer_app.interests.models import Interest

bp = Blueprint("desk", __name__)

#: How far ahead an open event can still be changed from here.
AHEAD = timedelta(weeks=52)


@bp.get("/desk")
@access(peer)
def index() -> str:
    actor, now = current_account(), clock.now()
    events = [it for it in listings.upcoming(now, now + AHEAD) if it.kind == "event"]
    coming = listings.next_few(now, count=6)
    return render_template(
        "desk/index.html",
        coming=coming,
        interested=Interest.how_many_wait() if actor.is_coordinator else 0,
        expected=who_is_expected(actor, coming),
        events=events,
        groups=Group.everything() if actor.is_coordinator else [],
        hosts=bool(Group.hosted_by(actor.id)),
        concerns=Concern.how_many_open() if actor.is_safeguarding_lead else 0,
        losses=with_losses() if actor.is_coordinator else [],
        lacks_lead=actor.is_coordinator and not Account.lead_ids(),
    )
