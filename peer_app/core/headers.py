"""The headers on every answer: what the page may do, and how long it may be kept."""

import hashlib

from flask import Flask, current_app, request
from werkzeug.wrappers import Response

from peer_app.core.languages import is_public_page

#: No inline script or style, nothing from elsewhere, no frame around us.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self'; "
    "connect-src 'self'; "
    "manifest-src 'self'; "
    "worker-src 'self'; "
    "form-action 'self'; "
    "base-uri 'none'; "
    "frame-ancestors 'none'"
)

FIXED = {
    # Says that it was us who answered, and no captive portal: service_worker/pages.js looks for it.
    "Peer-App": "1",
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), screen-wake-lock=(self), microphone=(), payment=()",
}


def init_app(app: Flask) -> None:
    """Put the headers on every answer, errors too."""
    app.after_request(_secure)
    app.after_request(_keep)


def _secure(response: Response) -> Response:
    for name, value in FIXED.items():
        response.headers.setdefault(name, value)
    if current_app.config["HTTPS"]:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


def _keep(response: Response) -> Response:
    """Public pages carry the hash of their bytes; all else is not to be kept by anyone."""
    if "Cache-Control" in response.headers:
        return response
    if response.status_code != 200 or not is_public_page():
        response.headers["Cache-Control"] = "no-store"
        return response
    response.headers["Cache-Control"] = "no-cache"
    response.headers["ETag"] = f'W/"{hashlib.sha256(response.get_data()).hexdigest()}"'
    return response.make_conditional(request)
