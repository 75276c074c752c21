"""Reading what a request carries, whatever somebody put there."""

from typing import Any

from flask import abort, request

from peer_app.core.row_ids import BIGGEST


def sent_json() -> Any:
    """The request's JSON value; None when its body holds none that can be read."""
    try:
        return request.get_json(silent=True)
    except RecursionError:  # brackets by the thousand
        return None


def asked_id(name: str) -> int | None:
    """The row id in the query parameter `name`; None when that is missing or no number.

    Aborts with 404 for a number that no row can have.
    """
    found = request.args.get(name, type=int)
    if found is not None and not 0 <= found <= BIGGEST:
        abort(404)
    return found
