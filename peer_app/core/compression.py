"""gzip for what everyone may see.

Answers that nobody may store (they may hold a token or a name) are left as they are: their
length, compressed, would tell an onlooker about it (the BREACH attack).
"""

import gzip

from flask import Flask, request
from werkzeug.wrappers import Response

_WORTH_IT = 500
_TYPES = {"text/html", "text/calendar", "text/javascript", "application/json", "image/svg+xml"}


def init_app(app: Flask) -> None:
    """Compress public answers for browsers that ask for it."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if response.mimetype not in _TYPES or response.cache_control.no_store:
        return response
    response.vary.add("Accept-Encoding")
    if (
        response.status_code != 200
        or response.direct_passthrough
        or "Content-Encoding" in response.headers
        or not request.accept_encodings["gzip"]
        or len(response.get_data()) < _WORTH_IT
    ):
        return response
    # mtime=0: the same bytes in, the same bytes out.
    response.set_data(gzip.compress(response.get_data(), 6, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    return response
