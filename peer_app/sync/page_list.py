"""The pack's list of pages, kept until something on them may have changed.

To make it, every page is rendered, which takes a second and more when there are hundreds.
"""

import time
from collections.abc import Callable
from threading import Lock

from peer_app.core import clock, published_changes
from peer_app.extensions import db

#: Seconds. Pages depend on the time, too: what is over leaves them.
LASTS = 5 * 60

Pages = dict[str, str]


class PageList:
    """What one process knows of the pages; others may have changed them."""

    def __init__(self, make: Callable[[], Pages]) -> None:
        """`make()` renders all pages: {url: revision}."""
        self._make = make
        self._lock = Lock()
        self._pages: Pages = {}
        self._made_for: tuple[str, int] | None = None
        self._begun = 0.0

    def current(self, *, again: bool) -> Pages:
        """The pages; with `again` only as they were made after this was asked.

        Ends the session's transaction, which must hold no changes: whoever waits here keeps no connection
        from the pages, each of which needs one.
        """
        asked = time.monotonic()
        db.session.rollback()
        with self._lock:
            made_for = (published_changes.mark(), int(clock.now().timestamp() // LASTS))
            db.session.rollback()
            if made_for != self._made_for or (again and self._begun < asked):
                # The mark is older than the pages: a change in between makes another one of it.
                begun, self._pages = time.monotonic(), self._make()
                self._made_for, self._begun = made_for, begun
            return self._pages
