"""/notifications and /push/subscriptions"""

from datetime import date, timedelta

from flask import Blueprint, current_app, jsonify, render_template
from flask_babel import format_date
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from peer_app.core.access import access, public, signed_in
from peer_app.core.errors import problem
from peer_app.core.jobs import wake
from peer_app.core.languages import page
from peer_app.core.requests import sent_json
from peer_app.extensions import csrf, db, limiter
from peer_app.push import jobs, operations, reminders, subscriptions, topics
from peer_app.push.models import NotTheirsError

bp = Blueprint("push", __name__)

# A hall full of people shares one address.
_LIMIT = "120/minute; 1200/hour"


@page(bp, "/notifications")
@access(public)
def notifications() -> str:
    monday = date(2001, 1, 1)
    return render_template(
        "push/notifications.html",
        whole_kinds=topics.whole_kinds(),
        single=topics.single(),
        weekdays=[format_date(monday + timedelta(days=day), "EEEE") for day in range(7)],
    )


@bp.post("/push/subscriptions")
@access(public)
@csrf.exempt
@limiter.limit(_LIMIT)
def keep() -> Response:
    """Keep or refresh a browser's subscription: 201 when it is new, 200 when it was known."""
    try:
        wish = subscriptions.read(sent_json(), current_app.config["PUSH_EXTRA_ORIGINS"], signed_in())
    except subscriptions.NotAcceptableError as error:
        return problem(422, str(error))
    try:
        kept = operations.keep(wish, signed_in())
    except NotTheirsError:
        return _not_theirs()
    answer = {
        "topics": sorted(kept.topics),
        "discreet": kept.discreet,
        "confirms": kept.confirms,
        "too_soon": reminders.too_soon(wish.add),
        **kept.choices,
        "paused_until": kept.paused_until.isoformat() if kept.paused_until else None,
    }
    db.session.commit()
    if kept.confirms:
        wake(jobs.SEND)
    response = jsonify(answer)
    response.status_code = 201 if kept.is_new else 200
    return response


@bp.delete("/push/subscriptions")
@access(public)
@csrf.exempt
@limiter.limit(_LIMIT)
def stop() -> Response:
    """Forget the subscription of an endpoint, or only some of its `topics`: 204, also when there was none.

    403 without the secret (auth) it was made with. Not 422, which older pages take for an end: they kept stops without
    it, and a page of today adds it and sends them once more.
    """
    sent = sent_json()
    try:
        endpoint = subscriptions.read_endpoint(sent, current_app.config["PUSH_EXTRA_ORIGINS"])
        topics_to_end = subscriptions.read_stopped(sent)
    except subscriptions.NotAcceptableError as error:
        return problem(422, str(error))
    try:
        operations.stop(endpoint, subscriptions.read_auth(sent), topics_to_end)
    except (subscriptions.NotAcceptableError, NotTheirsError):
        return _not_theirs()
    db.session.commit()
    return current_app.response_class(status=204, mimetype="application/json")


def _not_theirs() -> Response:
    db.session.rollback()
    return problem(403, str(_("Only the phone that this was made on can change it.")))
