"""`<int:…>` in an address is the id of a row: no bigger than the databases can hold, else 404."""

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

BIGGEST = 2**31 - 1


class RowId(IntegerConverter):
    """A whole number from 0 to BIGGEST."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=BIGGEST)


def init_app(app: Flask) -> None:
    """Call before blueprints are registered."""
    app.url_map.converters["int"] = RowId
