"""/better-words for everyone, /suggested-words for coordinators"""

import re

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from peer_app.better_words.forms import SuggestionForm
from peer_app.better_words.inbox import INBOX
from peer_app.better_words.models import LIMITS, Suggestion
from peer_app.core import languages
from peer_app.core.access import access, coordinator, public
from peer_app.core.forms import Form
from peer_app.core.languages import page
from peer_app.core.requests import asked_id
from peer_app.core.visitors import visitor_page
from peer_app.extensions import db

bp = Blueprint("better_words", __name__)

_PAGE = re.compile(rf"/({'|'.join(languages.LANGUAGES)})/[\w/.-]*")


@visitor_page(bp, "/better-words")
def suggest() -> str | Response | tuple[str, int]:
    form = SuggestionForm(page=_asked_page())
    if not form.validate_on_submit():
        return render_template("better_words/suggest.html", form=form), form.status
    Suggestion.make(languages.current().code, form.texts, form.source_id)
    db.session.commit()
    return redirect(url_for("better_words.thanks"), 303)


@page(bp, "/better-words/thanks")
@access(public)
def thanks() -> str:
    return render_template("better_words/thanks.html")


@bp.get("/suggested-words")
@access(coordinator)
def index() -> str:
    found = Suggestion.newest(asked_id("before"))
    return render_template("better_words/index.html", suggestions=found, spoken=languages.LANGUAGES, inbox=INBOX)


@bp.post("/suggested-words/<int:suggestion_id>/removal")
@access(coordinator)
def remove(suggestion_id: int) -> Response:
    if not Form().validate_on_submit():
        abort(400)
    db.session.delete(db.session.get(Suggestion, suggestion_id) or abort(404))
    db.session.commit()
    flash(_("Taken out."))
    return redirect(url_for("better_words.index"))


def _asked_page() -> str:
    """The page that somebody came from, where it is one of ours for everyone."""
    asked = request.args.get("page", "")
    return asked if len(asked) <= LIMITS["page"] and _PAGE.fullmatch(asked) else ""
