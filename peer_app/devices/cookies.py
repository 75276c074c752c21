"""The device cookie: HttpOnly, and worth nothing once the device is called lost."""

from flask import current_app, request
from werkzeug.wrappers import Response

from peer_app.devices.models import Device

#: As long as browsers keep any cookie; each report renews it.
_LASTS = 400 * 24 * 60 * 60


def find() -> Device | None:
    """The device that this request comes from."""
    token = request.cookies.get(current_app.config["DEVICE_COOKIE_NAME"])
    return Device.of_token(token) if token else None


def give(response: Response, token: str) -> None:
    """Let the browser that gets this answer be the device of that token."""
    response.set_cookie(
        current_app.config["DEVICE_COOKIE_NAME"],
        token,
        max_age=_LASTS,
        path="/",
        secure=current_app.config["HTTPS"],
        httponly=True,
        samesite="Lax",
    )


def renew(response: Response) -> None:
    """Keep the cookie of this request's device for as long again."""
    give(response, request.cookies[current_app.config["DEVICE_COOKIE_NAME"]])
