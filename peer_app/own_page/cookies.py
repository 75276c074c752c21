"""The cookie of an opened page: HttpOnly, signed, for half an hour. It never holds the secret itself."""

from datetime import timedelta

from flask import current_app
from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from peer_app.core import clock
from peer_app.core.cookies import cookie, give_cookie, take_cookie_back
from peer_app.people.models import Person

#: On a phone that others pick up, it is closed again by then.
LASTS = timedelta(minutes=30)
_SETTING = "OWN_PAGE_COOKIE_NAME"


class _Signer(TimestampSigner):
    """Signs with the time of the app's own clock."""

    def get_timestamp(self) -> int:
        return int(clock.now().timestamp())


def find() -> list[Person] | None:
    """Whose page this browser opened, while that lasts."""
    kept = cookie(_SETTING)
    if not kept:
        return None
    try:
        page_digest = _serializer().loads(kept, max_age=int(LASTS.total_seconds()))
    except BadData:
        return None
    return Person.of_page(page_digest) or None


def give(response: Response, page_digest: str) -> None:
    """Let the browser that gets this answer see the page whose secret has that digest."""
    give_cookie(response, _SETTING, str(_serializer().dumps(page_digest)), LASTS)


def take_back(response: Response) -> None:
    """Let the browser that gets this answer forget it."""
    take_cookie_back(response, _SETTING)


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="own-page", signer=_Signer)
