"""/tell: what coordinators tell people, and how far it got"""

from flask import Blueprint, abort, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from peer_app.core.access import access, coordinator, current_account
from peer_app.core.errors import for_script
from peer_app.core.jobs import wake
from peer_app.extensions import db
from peer_app.push import jobs, operations, topics, wording
from peer_app.push.forms import TellForm
from peer_app.push.models import TOLD, Notification, SubscriptionTopic, progress_of

bp = Blueprint("telling", __name__)


@bp.get("/tell")
@access(coordinator)
def index() -> str:
    return _form(TellForm.new())


@bp.post("/tell")
@access(coordinator)
def tell() -> str | Response | tuple[str, int]:
    """Three steps of one form: check what it says, change it, or tell people."""
    form = TellForm()
    if not form.validate_on_submit():
        return _form(form), 422
    step = request.form.get("step")
    if step == "change":
        return _form(form)
    if step != "tell":
        return _check(form)
    notification = operations.tell(current_account(), **form.facts())
    db.session.commit()
    wake(jobs.SEND)
    return redirect(url_for("telling.show", notification_id=notification.id), 303)


@bp.get("/tell/<int:notification_id>")
@access(coordinator)
def show(notification_id: int) -> str | Response:
    """How far it got; for the page's script the same as JSON."""
    notification = db.session.get(Notification, notification_id)
    if notification is None or notification.kind != TOLD:
        abort(404)
    progress = notification.progress
    if not for_script():
        page = render_template(
            "push/told.html", notification=notification, progress=progress, topic=topics.label(notification.topic)
        )
        response = make_response(page)
    else:
        response = jsonify(
            total=progress.total,
            settled=progress.settled,
            accepted=progress.accepted,
            waiting=progress.waiting,
            gone=progress.gone,
            not_delivered=progress.not_delivered,
            key_refused=progress.key_refused,
        )
    # One address, two shapes: a cache must not mix them up.
    response.vary.add("Accept")
    return response


def _form(form: TellForm) -> str:
    told = Notification.told()
    progress = progress_of([notification.id for notification in told])
    return render_template("push/tell.html", form=form, told=told, progress=progress)


def _check(form: TellForm) -> str:
    facts = form.facts()
    return render_template(
        "push/check.html",
        form=form,
        reach=SubscriptionTopic.reach(facts["topic"]).total,
        topic=topics.label(facts["topic"]),
        discreet=wording.discreet(operations.happens_at(facts["page"])),
        details=wording.LockScreen(facts["title"], facts["body"]),
    )
