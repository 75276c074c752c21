"""What people and scripts are told when something is not as it should be.

Pages say what to do next; scripts get `application/problem+json` (RFC 9457).
"""

import time
from http import HTTPStatus
from typing import Any, cast

from flask import Flask, current_app, json, render_template, request
from flask_babel import gettext as _
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.exceptions import Conflict, HTTPException, InternalServerError, ServiceUnavailable
from werkzeug.wrappers import Response

from peer_app.core import clock, listings
from peer_app.extensions import db, limiter

#: Below these, only scripts talk to us, whatever their headers say.
SCRIPT_PATHS = ("/sync/", "/push/")


def for_script() -> bool:
    """Whether the answer is going to be read by a script."""
    if request.path.startswith(SCRIPT_PATHS) or request.is_json:
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], "text/html")
    return best == "application/json"


def problem(status: int, detail: str, **extra: Any) -> Response:
    """A problem+json answer: `detail` is a sentence, `extra` are further members."""
    body = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail, **extra}
    return current_app.response_class(json.dumps(body), status=status, mimetype="application/problem+json")


def init_app(app: Flask) -> None:
    """Answer every HTTP error, and any crash, with words."""
    app.log_exception = _log  # type: ignore[method-assign, assignment]
    app.register_error_handler(HTTPException, answer_error)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(IntegrityError, _beaten)


def _log(reason: Any) -> None:
    """Note a crash with the route it happened in: an address may hold a secret, and a log is read by others."""
    current_app.logger.error("Exception on %s [%s]", request.url_rule, request.method, exc_info=reason)


def _busy(_error: OperationalError) -> Response:
    """The database is away, or somebody writes for long: nothing is wrong with what was asked."""
    current_app.logger.exception("The database did not answer.")
    db.session.rollback()
    return answer_error(ServiceUnavailable(retry_after=5))


def _beaten(_error: IntegrityError) -> Response:
    """Two people did the same at once, and the other one's is kept."""
    db.session.rollback()
    return answer_error(Conflict())


def answer_error(error: HTTPException) -> Response:
    """A page with words, or a problem for scripts."""
    if error.response is not None:
        return cast("Response", error.response)
    status = error.code or 500
    if isinstance(error, InternalServerError):
        status = 500
    title, sentence = _signed_out() if isinstance(error, CSRFError) else _words(status)
    if for_script():
        answer = problem(status, sentence)
    else:
        page = _page(status, title=title, sentence=sentence)
        answer = current_app.response_class(page, status=status)
    for name, value in error.get_headers():
        if name in {"Retry-After", "Allow"}:
            answer.headers[name] = value
    if isinstance(error, RateLimitExceeded) and limiter.current_limit is not None:
        # Scripts come again by themselves (RFC 6585, section 4).
        answer.headers["Retry-After"] = str(max(1, limiter.current_limit.reset_at - int(time.time())))
    return answer


def _signed_out() -> tuple[str, str]:
    """The token belongs to a session that has ended, mostly by signing out in another tab."""
    return (
        _("You are not signed in any more"),
        _("Nothing was changed. Sign in in another tab. Then go back here: your words are still there to copy."),
    )


def _page(status: int, **words: str) -> str:
    if status < 500:
        # Whatever was looked for, there is something to come to.
        instead = listings.next_few(clock.now()) if status == 404 else []
        return render_template("errors/error.html", instead=instead, **words)
    # Not by render_template, which would ask the database for the foot of the page.
    return current_app.jinja_env.get_template("errors/broken.html").render(words)


def _words(status: int) -> tuple[str, str]:
    known = {
        400: (_("That did not come through"), _("Go back, reload the page and try once more.")),
        403: (_("This page is for others in the team"), _("Ask a coordinator if you need it.")),
        404: (_("We can’t find that page"), _("The link may be old. Here is what’s on now.")),
        405: (_("That did not come through"), _("Go back, reload the page and try once more.")),
        409: (_("Somebody was faster"), _("Reload the page to see what changed.")),
        413: (_("That is too much at once"), _("Send less at a time.")),
        415: (_("That did not come through"), _("Send it as JSON.")),
        421: (
            _("You are at another address"),
            _("Open %(address)s and try again there.", address=current_app.config["ORIGIN"]),
        ),
        429: (_("Too many tries"), _("Wait a minute, then try again.")),
        503: (_("Very busy just now"), _("Wait a moment, then try again. Nothing you sent before is lost.")),
    }
    if status in known:
        return known[status]
    if status < 500:
        return known[400]
    return _("Something broke on our side"), _("Nothing you sent before is lost. Try again soon.")
