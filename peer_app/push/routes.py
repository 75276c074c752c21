"""/notifications and /push/subscriptions"""

from flask import Blueprint, current_app, jsonify, render_template
from werkzeug.wrappers import Response

from peer_app.core.access import access, public, signed_in
from peer_app.core.errors import problem
from peer_app.core.jobs import wake
from peer_app.core.languages import page
from peer_app.core.requests import sent_json
from peer_app.extensions import csrf, db, limiter
from peer_app.push import jobs, operations, reminders, subscriptions, topics

bp = Blueprint("push", __name__)

# A hall full of people shares one address.
_LIMIT = "120/minute; 1200/hour"


@page(bp, "/notifications")
@access(public)
def notifications() -> str:
    return render_template("push/notifications.html", whole_kinds=topics.whole_kinds(), single=topics.single())


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
    kept = operations.keep(wish, signed_in())
    answer = {
        "topics": sorted(kept.topics),
        "discreet": kept.discreet,
        "confirms": kept.confirms,
        "too_soon": reminders.too_soon(wish.add),
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
    """Forget the subscription of an endpoint, or only some of its `topics`: 204, also when there was none."""
    sent = sent_json()
    try:
        endpoint = subscriptions.read_endpoint(sent, current_app.config["PUSH_EXTRA_ORIGINS"])
        topics_to_end = subscriptions.read_stopped(sent)
    except subscriptions.NotAcceptableError as error:
        return problem(422, str(error))
    operations.stop(endpoint, topics_to_end)
    db.session.commit()
    return current_app.response_class(status=204, mimetype="application/json")
