"""The device cookie: worth nothing once the device is called lost."""

from datetime import timedelta

from werkzeug.wrappers import Response

from peer_app.core.cookies import cookie, give_cookie
from peer_app.devices.models import Device

#: As long as browsers keep any cookie; each report renews it.
_LASTS = timedelta(days=400)
_SETTING = "DEVICE_COOKIE_NAME"


def find() -> Device | None:
    """The device that this request comes from."""
    token = cookie(_SETTING)
    return Device.of_token(token) if token else None


def give(response: Response, token: str) -> None:
    """Let the browser that gets this answer be the device of that token."""
    give_cookie(response, _SETTING, token, _LASTS)


def renew(response: Response) -> None:
    """Keep the cookie of this request's device for as long again."""
    give(response, cookie(_SETTING) or "")
