"""Reading what a request carries, whatever somebody put there."""

from collections.abc import Iterable
from typing import Any

import flask
from flask import Flask, abort, request
from werkzeug.datastructures import ImmutableMultiDict, iter_multi_items
from werkzeug.exceptions import BadRequest

from peer_app.core.incoming_text import clean, clean_value
from peer_app.core.row_ids import BIGGEST


class Parameters(ImmutableMultiDict[str, Any]):
    """What a form or a query says, cleaned; files as they are."""

    def __init__(self, mapping: Any = ()) -> None:
        pairs: Iterable[tuple[str, Any]] = iter_multi_items(mapping or ())
        super().__init__([(clean(name), clean(it) if isinstance(it, str) else it) for name, it in pairs])


class Request(flask.Request):
    """A request whose form, query and JSON hold only text that can be kept (`incoming_text`)."""

    parameter_storage_class = Parameters

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Any:
        """Its JSON value, cleaned. Brackets nested by the thousand are no JSON."""
        try:
            return clean_value(super().get_json(force=force, silent=silent, cache=cache))
        except RecursionError:
            if silent:
                return None
            raise BadRequest from None


def init_app(app: Flask) -> None:
    """Let every request be read so."""
    app.request_class = Request


def sent_json() -> Any:
    """The request's JSON value; None when its body holds none that can be read."""
    return request.get_json(silent=True)


def asked_id(name: str) -> int | None:
    """The row id in the query parameter `name`; None when that is missing or no number.

    Aborts with 404 for a number that no row can have.
    """
    found = request.args.get(name, type=int)
    if found is not None and not 0 <= found <= BIGGEST:
        abort(404)
    return found
