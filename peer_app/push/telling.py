"""/tell: what people are told, and how far it got"""

from flask import Blueprint, abort, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from peer_app.accounts.models import Account
from peer_app.core.access import Actor, access, current_account, peer
from peer_app.core.errors import for_script
from peer_app.core.jobs import wake
from peer_app.extensions import db
from peer_app.push import jobs, operations, room, tellers, topics, wording
from peer_app.push.forms import TellForm, form_for, new_form_for
from peer_app.push.models import Notification, progress_of

bp = Blueprint("telling", __name__)


@bp.get("/tell")
@access(peer)
def index() -> str:
    return _form(new_form_for(_teller()))


@bp.post("/tell")
@access(peer)
def tell() -> str | Response | tuple[str, int]:
    """Three steps of one form: check what it says, change it, or tell people."""
    actor = _teller()
    form = form_for(actor)
    _only_their_own(actor, form.topic.data)
    if not form.validate_on_submit():
        return _form(form), 422
    step = request.form.get("step")
    if step == "change":
        return _form(form)
    if step != "tell":
        return _check(form)
    notification = operations.tell(actor, **form.facts())
    db.session.commit()
    wake(jobs.SEND)
    return redirect(url_for("telling.show", notification_id=notification.id), 303)


@bp.get("/tell/<int:notification_id>")
@access(peer)
def show(notification_id: int) -> str | Response:
    """How far it got; for the page's script the same as JSON."""
    notification = _told(notification_id)
    response = _progress_of(notification) if for_script() else make_response(_record(notification))
    # One address, two shapes: a cache must not mix them up.
    response.vary.add("Accept")
    return response


@bp.post("/tell/<int:notification_id>/stop")
@access(peer)
def stop(notification_id: int) -> Response:
    """End what has not gone out yet."""
    notification = _told(notification_id)
    notification.stop(current_account())
    db.session.commit()
    return redirect(url_for("telling.show", notification_id=notification_id), 303)


def _teller() -> Actor:
    """Whoever is signed in, if there is anything they may tell people about."""
    actor = current_account()
    return actor if actor.is_coordinator or tellers.topics_for(actor) else abort(404)


def _only_their_own(actor: Actor, topic: str | None) -> None:
    only = tellers.only_for(actor)
    if topic and only is not None and topic not in only:
        abort(404)


def _told(notification_id: int) -> Notification:
    """What was told, out of what whoever is signed in may see."""
    return Notification.find_told(notification_id, tellers.only_for(current_account())) or abort(404)


def _record(notification: Notification) -> str:
    sender = db.session.get(Account, notification.created_by_id) if notification.created_by_id else None
    stopper = db.session.get(Account, notification.stopped_by_id) if notification.stopped_by_id else None
    return render_template(
        "push/told.html",
        notification=notification,
        progress=notification.progress,
        topic=topics.label(notification.topic),
        sender=sender,
        stopper=stopper,
    )


def _progress_of(notification: Notification) -> Response:
    progress = notification.progress
    return jsonify(
        total=progress.total,
        settled=progress.settled,
        accepted=progress.accepted,
        waiting=progress.waiting,
        gone=progress.gone,
        not_delivered=progress.not_delivered,
        stopped=progress.stopped,
        key_refused=progress.key_refused,
    )


def _form(form: TellForm) -> str:
    told = Notification.told(tellers.only_for(current_account()))
    progress = progress_of([notification.id for notification in told])
    return render_template(
        "push/tell.html",
        form=form,
        told=told,
        progress=progress,
        room_left=room.sentence,
        most_bytes=room.MOST_BYTES,
    )


def _check(form: TellForm) -> str:
    facts = form.facts()
    begins = operations.happens_at(facts["page"], facts["send_at"])
    return render_template(
        "push/check.html",
        form=form,
        reach=operations.reach(**{name: facts[name] for name in ("topic", "page", "send_at", "urgent")}),
        begins=begins,
        send_at=facts["send_at"],
        topic=topics.label(facts["topic"]),
        previews=[wording.preview(code, text, begins, facts["send_at"]) for code, text in form.texts.items()],
    )
