"""/volunteering/<slug>"""

from flask import Blueprint, abort, render_template

from peer_app.core.access import access, public
from peer_app.core.languages import page
from peer_app.opportunities.models import Opportunity

bp = Blueprint("opportunities", __name__)


@page(bp, "/volunteering/<slug>")
@access(public)
def show(slug: str) -> str:
    opportunity = Opportunity.by_slug(slug) or abort(404)
    return render_template("opportunities/show.html", opportunity=opportunity, listing=opportunity.listing)
