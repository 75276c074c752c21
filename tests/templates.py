"""Templates show what they are given: a query in one fails the test that opens the page."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, before_render_template, template_rendered
from sqlalchemy import event

from peer_app.extensions import db


@contextmanager
def no_queries_in_templates(app: Flask) -> Iterator[None]:
    """Watch `app`, inside its context, until the block ends."""
    rendering: list[str] = []

    def begin(_sender: Flask, template: Any, **_: Any) -> None:
        rendering.append(template.name or "a string")

    def end(_sender: Flask, **_: Any) -> None:
        rendering.clear()

    def refuse(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if rendering:
            name = rendering.pop()
            raise AssertionError(f"{name} runs a query: {statement}")

    engine = db.engine
    event.listen(engine, "before_cursor_execute", refuse)
    with before_render_template.connected_to(begin, app), template_rendered.connected_to(end, app):
        try:
            yield
        finally:
            event.remove(engine, "before_cursor_execute", refuse)
