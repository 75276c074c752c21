"""Cookies of our own, beside the session's: no script reads them, no other site can make a browser send them."""

from datetime import timedelta
from typing import Any

from flask import current_app, request
from werkzeug.wrappers import Response


def cookie(setting: str) -> str | None:
    """What this request carries in the cookie that the setting `setting` names."""
    return request.cookies.get(current_app.config[setting])


def give_cookie(response: Response, setting: str, value: str, lasts: timedelta) -> None:
    """Let the browser that gets this answer keep `value` in that cookie."""
    response.set_cookie(current_app.config[setting], value, max_age=lasts, **_limits())


def take_cookie_back(response: Response, setting: str) -> None:
    """Let the browser that gets this answer forget that cookie."""
    response.delete_cookie(current_app.config[setting], **_limits())


def _limits() -> dict[str, Any]:
    return {"path": "/", "secure": current_app.config["HTTPS"], "httponly": True, "samesite": "Lax"}
