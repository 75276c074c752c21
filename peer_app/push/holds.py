"""Who asked us to wait (429 or 503 with Retry-After), and until when.

One phone over its quota holds that phone alone: its push service has room for all the others. A service waits as a
whole only after several different endpoints of it said so within a short time.
"""

from collections import defaultdict
from datetime import datetime, timedelta

#: So many different endpoints within this time speak for their whole push service.
SEVERAL, WITHIN = 3, timedelta(seconds=30)
#: More than this is not remembered one by one; each that is forgotten says it again.
MOST = 10_000


class Holds:
    """What endpoints and push services (by their origin) asked for. Belongs to one process, and outlives a run."""

    def __init__(self) -> None:
        self._endpoints: dict[str, datetime] = {}
        self._origins: dict[str, datetime] = {}
        #: By origin: which endpoints asked lately, and when.
        self._lately: defaultdict[str, dict[str, datetime]] = defaultdict(dict)

    def note(self, endpoint: str, origin: str, until: datetime, now: datetime) -> None:
        """An endpoint asked us to wait (moments are aware)."""
        if len(self._endpoints) >= MOST:
            self._endpoints = {it: end for it, end in self._endpoints.items() if end > now}
        if len(self._endpoints) < MOST:
            self._endpoints[endpoint] = until
        recent = {it: asked for it, asked in self._lately[origin].items() if asked > now - WITHIN}
        self._lately[origin] = recent | {endpoint: now}
        if len(self._lately[origin]) >= SEVERAL:
            self._origins[origin] = max(until, self._origins.get(origin, until))

    def until(self, endpoint: str, origin: str, now: datetime) -> datetime | None:
        """Until when nothing is to be sent there; None where nothing holds."""
        ends = [end for end in (self._endpoints.get(endpoint), self._origins.get(origin)) if end and end > now]
        return max(ends, default=None)
