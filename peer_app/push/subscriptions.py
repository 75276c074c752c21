"""Reads what a browser sends about its subscription, and says in a sentence what is wrong with it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from flask_babel import gettext as _

from peer_app.core import languages
from peer_app.core.access import Actor
from peer_app.push import choices, endpoints, own_work, topics, vapid
from peer_app.push.choices import MOST_TOPICS, Choices, NotAcceptableError
from peer_app.push.models import Browser

__all__ = ["NotAcceptableError"]


@dataclass(frozen=True)
class Wish:
    """One request: the browser, and what changes. None leaves it as it is."""

    browser: Browser
    topics: frozenset[str] | None
    add: frozenset[str]
    remove: frozenset[str]
    discreet: bool | None
    #: Whether to tell it nothing for a month from now (True), or again from now on (False).
    paused: bool | None
    #: How it wants to be told.
    choices: Choices
    #: Endpoint and secret (auth) that this browser had before, if it says so.
    replaces: tuple[str, str] | None

    def of(self, before: frozenset[str]) -> frozenset[str]:
        """What it is to follow, if it followed `before` until now."""
        # Whoever chooses among the public topics does not see those for the own work, and so does not end them.
        kept = before if self.topics is None else self.topics | before & topics.OWN_WORK
        return (kept | self.add) - self.remove


def read(sent: Any, extra_origins: Collection[str], actor: Actor | None = None) -> Wish:
    """The wish in a request's JSON: `PushSubscription.toJSON()` and our own members.

    Raises `NotAcceptableError` when endpoint, keys or topics can't be kept. `actor`: whoever is signed in,
    because people of the team may add topics for their own work.
    """
    if not isinstance(sent, dict):
        raise NotAcceptableError(_("Send a JSON object."))
    browser = Browser(
        endpoint=read_endpoint(sent, extra_origins),
        language=_language(sent.get("language")),
        time_zone=_time_zone(sent.get("time_zone")),
        application_server_key=_our_key(sent.get("application_server_key")),
        **_keys(sent.get("keys")),
    )
    return Wish(
        browser=browser,
        topics=None if sent.get("topics") is None else _topics(sent["topics"]),
        add=_topics(sent.get("add", []), own_work.topics_of(actor)),
        remove=_topics(sent.get("remove", []), known_only=False),
        discreet=_yes_or_no(sent, "discreet"),
        paused=_yes_or_no(sent, "paused"),
        choices=choices.read(sent),
        replaces=_replaced(sent.get("replaces"), sent.get("replaces_auth")),
    )


def read_endpoint(sent: Any, extra_origins: Collection[str]) -> str:
    """The endpoint in a request's JSON, if messages may go there."""
    endpoint = sent.get("endpoint") if isinstance(sent, dict) else None
    if not isinstance(endpoint, str) or not endpoints.is_acceptable(endpoint, extra_origins):
        raise NotAcceptableError(_("This browser’s push service is not one we know, so we can’t send to it."))
    return endpoint


def read_auth(sent: Any) -> str:
    """The secret beside the endpoint in a request's JSON."""
    auth = sent.get("auth") if isinstance(sent, dict) else None
    if not isinstance(auth, str) or not endpoints.is_secret(auth):
        raise NotAcceptableError(_("The key auth has to be 16 bytes as base64url."))
    return auth.rstrip("=")


def _replaced(endpoint: Any, auth: Any) -> tuple[str, str] | None:
    """None for what is no endpoint or comes without its secret: then there is nothing to take over."""
    is_one = isinstance(endpoint, str) and endpoint.isascii() and len(endpoint) <= endpoints.LONGEST
    return (endpoint, auth.rstrip("=")) if is_one and isinstance(auth, str) and endpoints.is_secret(auth) else None


def _keys(sent: Any) -> dict[str, str]:
    p256dh = sent.get("p256dh") if isinstance(sent, dict) else None
    if not isinstance(p256dh, str) or not endpoints.is_point(p256dh):
        raise NotAcceptableError(_("The key p256dh has to be a point on P-256, uncompressed, as base64url."))
    return {"p256dh": p256dh.rstrip("="), "auth": read_auth(sent)}


def _topics(sent: Any, own: Collection[str] = (), *, known_only: bool = True) -> frozenset[str]:
    if not isinstance(sent, list) or not all(isinstance(topic, str) for topic in sent) or len(sent) > MOST_TOPICS:
        raise NotAcceptableError(_("Send the topics as a list of at most %(most)s.", most=MOST_TOPICS))
    wanted = frozenset(sent)
    if known_only and topics.unknown(wanted, own):
        raise NotAcceptableError(_("One of the topics is not there any more. Reload the page and choose again."))
    return wanted


def read_stopped(sent: Any) -> frozenset[str] | None:
    """The topics in a request's JSON that are to end; None where all of it is to end."""
    return None if sent.get("topics") is None else _topics(sent["topics"], known_only=False)


def _yes_or_no(sent: Any, name: str) -> bool | None:
    value = sent.get(name)
    if value is not None and not isinstance(value, bool):
        raise NotAcceptableError(_("Send true or false for %(name)s.", name=name))
    return value


def _language(sent: Any) -> str | None:
    code = sent.partition("-")[0].lower() if isinstance(sent, str) else ""
    return code if code in languages.LANGUAGES else None


def _time_zone(sent: Any) -> str | None:
    return str(ZoneInfo(sent)) if isinstance(sent, str) and sent in available_timezones() else None


def _our_key(sent: Any) -> str | None:
    return sent if isinstance(sent, str) and sent in vapid.public_keys() else None
