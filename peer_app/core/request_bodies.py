"""Whose request bodies are received, and how many at a time (`core.buffered_wsgi` receives them).

Each process has two sets of slots (`FairSlots`):

- for everybody, shared among client networks (`core.client_networks`);
- for devices and signed-in people alone, shared among them, whatever network they come from. So a tablet behind the
  address of an attacker, as with the carriers' NAT, is not shut out with it.

Who it is costs a look into the database, so it is asked only where the first set refuses. Bodies longer than a form are
received from devices and signed-in people alone.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Flask, abort, current_app, request
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.middleware.proxy_fix import ProxyFix

from peer_app.core.access import device, signed_in, visitor
from peer_app.core.buffered_wsgi import BUSY, REFUSED, NoSlotError
from peer_app.core.client_networks import network_of
from peer_app.core.fair_slots import FairSlots

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

#: Bodies at a time in one process, from everybody: eighty phones at once behind the one address of a hall.
FOR_EVERYBODY = 256
#: The same for devices and signed-in people alone.
FOR_KNOWN = 32

_RETRY_AFTER = 5  # seconds

View = TypeVar("View", bound=Callable[..., Any])


def largest_body(length: int) -> Callable[[View], View]:
    """Let a route take bodies of up to `length` bytes, in place of MAX_CONTENT_LENGTH."""

    def mark(view: View) -> View:
        view.largest_body = length  # type: ignore[attr-defined]
        return view

    return mark


def init_app(app: Flask) -> None:
    """Call before anything that reads a form."""
    app.before_request(_refuse)


def _refuse() -> None:
    """Answer what came without its body, and set this route's limit."""
    refused = request.environ.get(REFUSED)
    if refused == BUSY:
        raise ServiceUnavailable(retry_after=_RETRY_AFTER)
    if refused:
        abort(refused)
    most = getattr(current_app.view_functions.get(request.endpoint or ""), "largest_body", None)
    if most is not None:
        request.max_content_length = request.max_form_memory_size = most


class BodySlots:
    """The slots of one process (an `Admission` of `core.buffered_wsgi`)."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._form = app.config["MAX_CONTENT_LENGTH"]
        self._longest = max(getattr(view, "largest_body", self._form) for view in app.view_functions.values())
        proxies = app.config["PROXIES"]
        self._fix = ProxyFix(_nothing, proxies, 0, 0, 0, 0) if proxies else None
        self.everybody = FairSlots(FOR_EVERYBODY)
        self.known = FairSlots(FOR_KNOWN)

    def enter(self, environ: "WSGIEnvironment", length: int) -> Callable[[], None] | None:
        """A slot for anybody's form: what gives it back. None when none is free for this network."""
        return self._take(self.everybody, self._network(environ)) if length <= self._form else None

    def enter_known(self, environ: "WSGIEnvironment", length: int) -> Callable[[], None] | None:
        """A slot for a device or somebody signed in. None for a body that is too long for whoever sends it.

        Raises NoSlotError when none is free, and for everybody else whose form `enter` refused.
        """
        sender = self._known_sender(environ) if length <= self._longest else None
        if sender is None and length > self._form:
            return None
        leave = self._take(self.known, sender) if sender else None
        if leave is None:
            raise NoSlotError
        return leave

    def _network(self, environ: "WSGIEnvironment") -> str:
        if self._fix is None:
            return network_of(environ["REMOTE_ADDR"])
        fixed = dict(environ)
        self._fix(fixed, _start_nothing)
        return network_of(fixed["REMOTE_ADDR"])

    def _known_sender(self, environ: "WSGIEnvironment") -> str | None:
        """The device or the person that the database knows by a request's cookies; a made-up cookie is nobody's."""
        with self._app.app_context(), self._app.request_context(dict(environ)):
            if found := visitor(device):
                return f"device:{found.id}"
            actor = signed_in()
            return f"account:{actor.id}" if actor else None

    @staticmethod
    def _take(slots: FairSlots, sender: str) -> Callable[[], None] | None:
        return partial(slots.free, sender) if slots.take(sender) else None


def _nothing(_environ: "WSGIEnvironment", _start_response: object) -> list[bytes]:
    return []


def _start_nothing(*_: object) -> Callable[[bytes], object]:
    return len
