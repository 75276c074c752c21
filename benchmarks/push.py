"""What telling many people takes."""

from collections.abc import Iterator

from benchmarks import push_many, push_sending
from benchmarks.table import Row


def rows() -> Iterator[Row]:
    """Sending, beside web-push for node; then very many subscriptions."""
    yield from push_sending.rows()
    yield from push_many.rows()
