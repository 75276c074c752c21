"""The pack's list of pages, kept until something on them may have changed.

To make it, every page is rendered, which takes a second and more when there are hundreds.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from peer_app.core import clock, published_changes
from peer_app.extensions import db

#: Seconds. Pages depend on the time, too: what is over leaves them.
LASTS = 5 * 60

Pages = dict[str, str]


@dataclass(frozen=True)
class _Made:
    """The pages in one language, what they were made for, and when that began."""

    pages: Pages
    made_for: tuple[str, int]
    begun: float


class PageList:
    """What one process knows of the pages; others may have changed them."""

    def __init__(self, make: Callable[[str], Pages]) -> None:
        """`make(language)` renders all pages in the language of that code: {url: revision}."""
        self._make = make
        self._lock = Lock()
        self._made: dict[str, _Made] = {}

    def current(self, language: str, *, again: bool) -> Pages:
        """The pages in the language of that code; with `again` never those rendered before this call.

        Ends the session's transaction, which must hold no changes: whoever waits here keeps no connection
        from the pages, each of which needs one.
        """
        asked = time.monotonic()
        db.session.rollback()
        with self._lock:
            made_for = (published_changes.mark(), int(clock.now().timestamp() // LASTS))
            db.session.rollback()
            made = self._made.get(language)
            if made is None or made_for != made.made_for or (again and made.begun < asked):
                # The mark is older than the pages: a change in between makes another one of it.
                begun = time.monotonic()
                made = self._made[language] = _Made(self._make(language), made_for, begun)
            return made.pages
