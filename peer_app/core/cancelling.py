"""The routes by which coordinators cancel what happens once, and take that back."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from peer_app.core.access import access, coordinator
from peer_app.core.dated import Dated
from peer_app.extensions import db

_OVERVIEW = "desk.whats_on"


def add_cancelling(bp: Blueprint, model: type[Dated], name: str) -> None:
    """Add `/<folder>/<slug>/cancellation` and `/<folder>/<slug>/restoration`, 404 for what is over.

    The template `<blueprint>/cancellation.html` gets the row as `name`, and its listing.
    """

    @bp.route(f"/{model.folder}/<slug>/cancellation", methods=["GET", "POST"])
    @access(coordinator)
    def cancel(slug: str) -> str | Response:
        """Asks once more, then cancels it."""
        thing = _coming(model, slug)
        if request.method == "GET" and thing.cancelled_at is None:
            return render_template(f"{bp.name}/cancellation.html", listing=thing.listing, **{name: thing})
        if request.method == "POST":
            thing.cancel()
            db.session.commit()
            flash(_("It is cancelled, and its page says so."))
        return redirect(url_for(_OVERVIEW))

    @bp.post(f"/{model.folder}/<slug>/restoration")
    @access(coordinator)
    def restore(slug: str) -> Response:
        """It takes place after all."""
        _coming(model, slug).resume()
        db.session.commit()
        flash(_("It takes place after all, and its page says so."))
        return redirect(url_for(_OVERVIEW))


def _coming(model: type[Dated], slug: str) -> Dated:
    thing = model.by_slug(slug)
    return abort(404) if thing is None or thing.is_over else thing
