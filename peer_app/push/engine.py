"""Sends everything that is due, and writes down what became of it.

What is due stands in the table. A worker claims some by moving their `next_try_at` to the end of
a lease; if it is killed, they are due again by themselves. So each is sent at least once, and
twice only when an answer was lost.
"""

import asyncio
import logging
from threading import Event, Lock

from flask import current_app

from peer_app.push.claiming import claim
from peer_app.push.refusals import REFUSED
from peer_app.push.sending import Outcome, Sender
from peer_app.push.settling import settle
from peer_app.push.vapid import Signer

#: The most that one worker has claimed at a time: what may be sent twice after a kill.
CHUNK = 1000
#: How long answers are gathered before they are written together, in seconds.
_GATHER = 0.2
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
            asyncio.run(_run())
        finally:
            _running.release()


async def _run() -> None:
    config = current_app.config
    signer = Signer(config["VAPID_PRIVATE_KEY"], config["VAPID_CONTACT"])
    async with Sender(signer, config["PUSH_EXTRA_ORIGINS"]) as sender:
        in_flight: set[asyncio.Task[Outcome]] = set()
        refused: list[Outcome] = []
        while True:
            claimed = 0
            if len(in_flight) <= CHUNK // 2:
                messages, claimed = await asyncio.to_thread(claim, CHUNK - len(in_flight))
                in_flight |= {asyncio.create_task(sender.send(message)) for message in messages}
            if not in_flight:
                if claimed:
                    continue  # none of these may go out now, but there may be more
                break
            done, in_flight = await asyncio.wait(in_flight, timeout=_GATHER)
            outcomes = [task.result() for task in done]
            refused += [outcome for outcome in outcomes if outcome.status in REFUSED]
            # The database has a thread of its own, so that the network waits for no disk.
            await asyncio.to_thread(settle, [outcome for outcome in outcomes if outcome.status not in REFUSED])
        # Only now is it known whether it is our key that they refuse. If we don't come this far, the lease ends.
        refused = [sender.judged(outcome) for outcome in refused]
        settle(refused)
        if any(outcome.key_refused for outcome in refused):
            _log.error("A push service refuses our VAPID key; what waits there is tried again.")
