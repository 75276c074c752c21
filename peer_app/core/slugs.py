"""Readable addresses that stay the same once given out."""

from typing import Any

from sqlalchemy import select

from peer_app.core.codes import new_code, slug_of
from peer_app.extensions import db

#: Words that are addresses of their own beside the slugs.
RESERVED = {"new"}


def unique_slug(model: Any, title: str, fallback: str) -> str:
    """A slug for `title` that no row of `model` has yet; `fallback` where no letter is left."""
    wanted = slug_of(title) or fallback
    taken = db.session.scalar(select(model.id).where(model.slug == wanted)) is not None
    return f"{wanted}-{new_code(4).lower()}" if taken or wanted in RESERVED else wanted
