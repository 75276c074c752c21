"""Whom a refusal (401, 403) speaks against: our key, or a single subscription.

Anyone can hand in a subscription that was made for another key, and its push service is right to
refuse us there (RFC 8292, section 4.2). So our key counts as refused only where several messages
were, and not one was accepted.
"""

from collections import Counter

REFUSED = frozenset({401, 403})
_ACCEPTED = frozenset({200, 201, 202, 204})
#: After so many, and none accepted, a push service is sent nothing more in that run.
ENOUGH = 20
#: So many tell as much at the end of a run that had no more to ask.
SEVERAL = 3


class Refusals:
    """What each push service, by its origin, said in one run."""

    def __init__(self) -> None:
        self._refused: Counter[str] = Counter()
        self._accepting: set[str] = set()

    def note(self, origin: str, status: int, *, again: bool) -> None:
        """Note an answer. `again`: the same message was refused before, for itself, and tells nothing new."""
        if status in _ACCEPTED:
            self._accepting.add(origin)
        elif status in REFUSED and not again:
            self._refused[origin] += 1

    def are_enough(self, origin: str) -> bool:
        """Whether to send nothing more to `origin` for now."""
        return self._refused[origin] >= ENOUGH and origin not in self._accepting

    def are_for_our_key(self, origin: str) -> bool:
        """At the end of a run: whether `origin` refused our key, and not single subscriptions."""
        return self._refused[origin] >= SEVERAL and origin not in self._accepting
