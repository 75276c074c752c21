"""/sw.js and /manifest.webmanifest, at the root so that their scope is the whole site; /offline; pictures of the app"""

from flask import Blueprint, abort, current_app, json, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from peer_app.core import languages
from peer_app.core.access import access, public
from peer_app.core.assets import asset
from peer_app.core.languages import page
from peer_app.offline.fallback import fallback_pages
from peer_app.organisation import models as organisation
from peer_app.organisation.icons import icon

bp = Blueprint("offline", __name__)


@bp.get("/sw.js")
@access(public)
def worker() -> Response:
    """The public pages' worker; `?van` is the one that also keeps the pack and the outbox.

    It holds one import whose address changes with every version, which is how browsers notice. The van's also holds the
    page to show when nothing else is there: browsers ask with every page, so an unchanged script is answered with 304.
    """
    if not current_app.config["OFFLINE"]:
        body = _import("null-worker.js")
    elif "van" in request.args:
        body = _import("van-worker.js") + f"self.FALLBACK = {json.dumps(fallback_pages(), ensure_ascii=False)};\n"
    else:
        body = _import("public-worker.js")
    response = current_app.response_class(body, mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag(weak=True)
    return response.make_conditional(request)


def _import(entry: str) -> str:
    return f'import "{asset("service_worker/" + entry)}";\n'


@page(bp, "/offline")
@access(public)
def no_signal() -> str:
    """Kept by the worker, and shown for a page that it does not have."""
    return render_template("offline/no_signal.html")


@bp.get("/manifest.webmanifest")
@access(public)
def manifest() -> Response:
    """Neutral name and icon: a home screen is read by others too. `?van` opens van mode, `?in=pt` in Portuguese."""
    van = "van" in request.args
    name = organisation.current().short_name
    spoken = languages.current()
    start = url_for("van.index" if van else "whats_on.index", lang=spoken.code)
    facts = {
        "id": "/van" if van else "/",
        "name": name,
        "short_name": name,
        "description": _("What is on near you."),
        "lang": spoken.html,
        "dir": spoken.direction,
        "start_url": start,
        "scope": "/",
        "display": "standalone",
        "background_color": "#fbf7ef",
        "theme_color": "#fbf7ef",
        "icons": [
            {"src": icon("icon-192.png"), "sizes": "192x192", "type": "image/png"},
            {"src": icon("icon-512.png"), "sizes": "512x512", "type": "image/png"},
            {
                "src": icon("icon-maskable-512.png"),
                "sizes": "512x512",
                "type": "image/png",
                "purpose": "maskable",
            },
        ],
    }
    response = current_app.response_class(json.dumps(facts), mimetype="application/manifest+json")
    response.headers["Cache-Control"] = "no-cache"
    return response


@bp.get("/icons/<file>")
@access(public)
def picture(file: str) -> Response:
    """What a notification looks like: the worker knows no more than the name, and the organisation may choose anew."""
    if file not in {"icon-192.png", "badge-96.png"}:
        abort(404)
    return _picture(file)


@bp.get("/favicon.ico")
@access(public)
def favicon() -> Response:
    """For what does not read the page's own link to its icon."""
    return _picture("icon-192.png")


def _picture(file: str) -> Response:
    response = redirect(icon(file))
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
