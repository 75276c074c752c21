"""/desk"""

from datetime import timedelta

from flask import Blueprint, render_template

from peer_app.accounts.models import Account
from peer_app.coming.operations import who_is_expected
from peer_app.concerns.models import Concern
from peer_app.core import clock, listings
from peer_app.core.access import access, coordinator, current_account, peer
from peer_app.core.inboxes import all_inboxes
from peer_app.devices.epochs import with_losses
from peer_app.groups.models import Group
from peer_app.interests.models import Interest
from peer_app.opportunities.models import Opportunity
from peer_app.places.models import Place
from peer_app.proposals.models import Proposal

bp = Blueprint("desk", __name__)

#: How far ahead there is something to change.
AHEAD = timedelta(weeks=52)


@bp.get("/desk")
@access(peer)
def index() -> str:
    actor, now = current_account(), clock.now()
    coming = listings.next_few(now, count=6)
    return render_template(
        "desk/index.html",
        coming=coming,
        proposed=Proposal.how_many() if actor.is_coordinator else 0,
        interested=Interest.how_many_wait() if actor.is_coordinator else 0,
        expected=who_is_expected(actor, coming),
        hosted=Group.hosted_by(actor.id),
        many_at_once=actor.is_coordinator and any(it.is_full or it.odd() for it in all_inboxes().values()),
        concerns=Concern.how_many_open() if actor.is_safeguarding_lead else 0,
        losses=with_losses() if actor.is_coordinator else [],
        lacks_lead=actor.is_coordinator and not Account.lead_ids(),
    )


@bp.get("/whats-on")
@access(coordinator)
def whats_on() -> str:
    """Everything that is on, each thing once, with what can be done about it."""
    now = clock.now()
    found = listings.once(listings.upcoming(now, now + AHEAD))
    return render_template(
        "desk/whats_on.html",
        events=[it for it in found if it.kind == "event"],
        stops=[it for it in found if it.kind == "van-stop"],
        opportunities=[it for it in found if it.kind == "opportunity"],
        taken=Opportunity.taken(),
        groups=Group.everything(),
        places=Place.everything(),
    )
