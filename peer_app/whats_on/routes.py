"""/, /calendar and /calendar.ics"""

from datetime import timedelta
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from peer_app.core import calendar, clock, commas, listings, spoken
from peer_app.core.access import access, public
from peer_app.core.languages import keep_query, page
from peer_app.whats_on import finding
from peer_app.whats_on.choices import choices
from peer_app.whats_on.question import Question, left_out
from peer_app.whats_on.wording import asked_in_words

bp = Blueprint("whats_on", __name__)

FEED = timedelta(weeks=12)


@page(bp, "/")
@access(public)
def index() -> str:
    """A page of what is asked for: four weeks from today or from the day asked for, then what is later."""
    keep_query()
    question = Question.read(request.args)
    return render_template(
        "whats_on/index.html",
        question=question,
        found=finding.find(question),
        asked=asked_in_words(question),
        left_out=left_out(request.args),
        shows=request.query_string.decode(errors="replace"),
        kinds=listings.kinds(),
        choices=choices(),
        name_of=spoken.name_of,
    )


@page(bp, "/calendar")
@access(public)
def subscribe() -> str:
    """How to have the dates of what is asked for in one's own calendar."""
    keep_query()
    question = Question.read(request.args).but(day=None)
    query: dict[str, Any] = question.query
    return render_template(
        "calendar/subscribe.html",
        title=_("What’s on"),
        about=commas.joined([part.words for part in asked_in_words(question)]),
        feed=calendar.Feed.at(url_for(".feed", **query)),
    )


@page(bp, "/calendar.ics")
@access(public)
def feed() -> Response:
    """Every date of what is asked for in the coming weeks; for calendars that look again by themselves."""
    now = clock.now()
    found = finding.everything(Question.read(request.args), now, now + FEED)
    return calendar.answer(calendar.entries(found), "whats-on")
