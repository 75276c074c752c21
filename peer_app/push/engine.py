"""Sends everything that is due, and writes down what became of it.

What is due stands in the table. A worker claims some by moving their `next_try_at` to the end of
a lease; if it is killed, they are due again by themselves. So each is sent at least once, and
twice only when an answer was lost.
"""

import logging
from threading import Event, Lock

from flask import current_app

from peer_app.push.claiming import claim
from peer_app.push.holds import Holds
from peer_app.push.refusals import REFUSED
from peer_app.push.sending import Outcome, Sender
from peer_app.push.settling import settle
from peer_app.push.vapid import Signer

#: The most that one worker has claimed at a time: what may be sent twice after a kill.
CHUNK = 1000
#: How long answers are gathered before they are written together, in seconds.
_GATHER = 0.05
_log = logging.getLogger(__name__)
_asked, _running = Event(), Lock()


def run() -> None:
    """Send everything that is due now, then return.

    Where this process does so already, that run goes on to whatever came meanwhile, and this one returns
    at once: one large run must not keep every thread from all other work.
    """
    _asked.set()
    while _asked.is_set() and _running.acquire(blocking=False):
        try:
            _asked.clear()
            _run()
        finally:
            _running.release()


def _run() -> None:
    config = current_app.config
    signer = Signer(config["VAPID_PRIVATE_KEY"], config["VAPID_CONTACT"])
    refused: list[Outcome] = []
    holds = current_app.extensions.setdefault("push_holds", Holds())
    with Sender(signer, config["PUSH_EXTRA_ORIGINS"], config["SECRET_KEY"].encode(), holds) as sender:
        while True:
            claimed = 0
            if sender.waiting <= CHUNK // 2:
                messages, claimed = claim(CHUNK - sender.waiting)
                sender.add(messages)
            if not sender.waiting:
                if claimed:
                    continue  # none of these may go out now, but there may be more
                break
            outcomes = sender.work(_GATHER)
            refused += [outcome for outcome in outcomes if outcome.status in REFUSED]
            settle(outcome for outcome in outcomes if outcome.status not in REFUSED)
        # Only now is it known whether it is our key that they refuse. If we don't come this far, the lease ends.
        refused = [sender.judged(outcome) for outcome in refused]
    settle(refused)
    if any(outcome.key_refused for outcome in refused):
        _log.error("A push service refuses our VAPID key; what waits there is tried again.")
