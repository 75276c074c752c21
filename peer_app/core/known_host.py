"""The `Host` of a request is compared with the configured origin, and never used for anything else.

A request under another name (a health check by IP address, a forged header, DNS rebinding) is handled as one to the
configured origin, so that no redirect, page or cache can carry the foreign name. Pages are the same bytes for
everyone and are answered; whatever changes something is refused with 421 (RFC 9110, section 15.5.20).
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask, request
from werkzeug.exceptions import HTTPException

from peer_app.config import is_this_machine

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: In the WSGI environment of a request under a name that is not ours.
_FOREIGN = "peer_app.foreign_host"
_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


class MisdirectedRequest(HTTPException):
    """Asked under a name that is not this site's."""

    code = 421
    description = "This site has another address."


class KnownHost:
    """WSGI middleware: behind it, `Host` is the configured origin's, or a name of this very machine."""

    def __init__(self, app: "WSGIApplication", origin: str) -> None:
        self._app = app
        scheme, self._host = origin.split("://")
        self._default_port = _DEFAULT_PORTS[scheme]

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        host = environ.get("HTTP_HOST", "")
        if self._bare(host) != self._bare(self._host) and not _is_this_machine(host):
            environ[_FOREIGN] = host
            environ["HTTP_HOST"] = self._host
        return self._app(environ, start_response)

    def _bare(self, host: str) -> str:
        return host.lower().removesuffix(self._default_port)


def init_app(app: Flask) -> None:
    """Call before the middleware that believes a proxy: that one comes first, then."""
    app.wsgi_app = KnownHost(app.wsgi_app, app.config["ORIGIN"])  # type: ignore[method-assign]
    app.before_request(_refuse_other_hosts)


def _refuse_other_hosts() -> None:
    if _FOREIGN in request.environ and request.method not in _SAFE_METHODS:
        raise MisdirectedRequest


def _is_this_machine(host: str) -> bool:
    """Whether a `Host` names the machine it is sent on: no other site can make a browser send that."""
    try:
        urlsplit(f"//{host}").port  # noqa: B018 – raises for what is no port
        return is_this_machine(f"http://{host}") and not set(host) & set("/\\?#@ ")
    except ValueError:
        return False
