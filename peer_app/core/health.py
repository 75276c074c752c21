"""/healthz: whether this installation can do its work."""

from flask import Blueprint
from sqlalchemy.exc import SQLAlchemyError

from peer_app.core import migrations
from peer_app.core.access import access, public

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@access(public)
def show() -> tuple[dict[str, str], int]:
    """200 when the database answers and its migrations are those of this code."""
    try:
        known = migrations.current()
    except SQLAlchemyError:
        return _not_ready("The database does not answer.")
    wanted = migrations.newest()
    if known != wanted:
        return _not_ready(f"The database is at migration {known}, the code at {wanted}: run flask db upgrade.")
    return {"status": "ok"}, 200


def _not_ready(detail: str) -> tuple[dict[str, str], int]:
    return {"status": "not ready", "detail": detail}, 503
