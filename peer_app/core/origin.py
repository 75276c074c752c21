"""Unsafe requests must come from a page of our own.

A visitor's form carries no token (public pages are the same bytes for everyone), so what the
browser itself says of the sender is checked: `Sec-Fetch-Site`, on older phones `Origin`.
"""

from flask import Flask, abort, current_app, request

from peer_app.core.access import audiences_of, own_page

_OUR_COOKIES = ("SESSION_COOKIE_NAME", "DEVICE_COOKIE_NAME", "OWN_PAGE_COOKIE_NAME")
_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


def init_app(app: Flask) -> None:
    """Refuse every unsafe request that another site caused."""
    app.before_request(_refuse_other_sites)


def _refuse_other_sites() -> None:
    if request.method not in _SAFE_METHODS and not _from_here():
        abort(403)


def _from_here() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    if origin == "null" and audiences_of(request.endpoint) == {own_page}:
        # So older phones call a page that has no referrer. Its forms carry a token, which is checked as well.
        return True
    if origin is not None:
        # The host is ours by now, or a name of this very machine: see `core.known_host`.
        return origin in {current_app.config["ORIGIN"], request.host_url.rstrip("/")}
    # Neither header: not a browser that could be tricked into carrying someone's cookie,
    # unless it does carry one.
    return not any(current_app.config[name] in request.cookies for name in _OUR_COOKIES)
