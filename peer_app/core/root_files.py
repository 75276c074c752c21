"""/robots.txt, which robots ask for at the root"""

import re
from collections.abc import Iterable

from flask import Blueprint, current_app
from werkzeug.routing import Rule
from werkzeug.wrappers import Response

from peer_app.core.access import access, audiences_of, public

bp = Blueprint("root_files", __name__)

#: What stands in the addresses of leaflets and of single people's pages.
_CODES = {"code", "secret", "token"}


@bp.get("/robots.txt")
@access(public)
def robots() -> Response:
    """Robots stay away from links that count, that are one person's own, and from the team's pages (RFC 9309)."""
    closed = {_as_robots_read_it(rule.rule) for rule in current_app.url_map.iter_rules() if _is_closed(rule)}
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _shortest(closed))]
    response = current_app.response_class("\n".join(lines) + "\n", mimetype="text/plain")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def _is_closed(rule: Rule) -> bool:
    """Whether a page is for some people only: it asks who they are, or there is a code in its address."""
    for_everyone = public in audiences_of(rule.endpoint) and not _CODES & rule.arguments
    return "GET" in (rule.methods or ()) and not for_everyone


def _as_robots_read_it(path: str) -> str:
    """With a star for what differs; whatever follows is meant, too."""
    return re.sub("<[^>]*>", "*", path).rstrip("*")


def _shortest(paths: Iterable[str]) -> list[str]:
    """Those of the paths that none of the others begin."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not any(path.startswith(shorter) for shorter in kept):
            kept.append(path)
    return kept
