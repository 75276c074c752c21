"""Messages a second, from the table and back into it, beside node's web-push as its users run it: 50 at once."""

import itertools
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from flask import Flask

from benchmarks import push_crowd
from benchmarks.push_endpoint import Endpoint, endpoint
from benchmarks.receiving import installation
from benchmarks.table import Row
from peer_app.core import clock
from peer_app.extensions import db
from peer_app.push.models import ACCEPTED, TOLD, Delivery, Notification
from peer_app.push.vapid import application_server_key
from tests.served import NO_QUIET_TIME, ROOT

MODULES = ROOT / ".cache/web-push"
SEND = Path(__file__).with_name("web-push") / "send.mjs"
COUNT, ROUNDS = 10_000, 3
TIMES, TIMES_WHEN_SLOW = 2.5, 3.5
SLOW = 80  # milliseconds
_TEXT = {"title": "The open event is tomorrow", "body": "Come by from 10, there is breakfast."}
_numbers = itertools.count(1)


def rows() -> Iterator[Row]:
    """To an endpoint that answers at once, and to one that takes its time."""
    for delay, times in ((0, TIMES), (SLOW, TIMES_WHEN_SLOW)):
        ours, theirs = _in_turns(delay)
        where = f"an endpoint that takes {delay} ms" if delay else "a TLS endpoint on this machine"
        yield Row(f"push: messages a second to {where}", COUNT / ours, "/s")
        yield Row("  web-push for node, 50 at once", COUNT / theirs, "/s")
        yield Row("  how many times as fast", theirs / ours, "times", times, least=True)


def _in_turns(delay: int) -> tuple[float, float]:
    """Seconds of ours and of web-push: they take turns with the same subscriptions, the best turn of each counts."""
    with tempfile.TemporaryDirectory() as folder, endpoint(Path(folder), delay) as receiver, installation("") as app:
        push_crowd.follow(COUNT, receiver.origin)
        told = _for_node(app, receiver, Path(folder))
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(_ours(app, receiver))
            theirs.append(_run(["node", str(SEND), str(told)], receiver.environ, MODULES))
    return min(ours), min(theirs)


def _ours(app: Flask, receiver: Endpoint) -> float:
    db.session.query(Delivery).delete()
    notification, _is_new = Notification.create(
        dedupe_key=f"bench:{next(_numbers)}",
        kind=TOLD,
        topic=push_crowd.TOPIC,
        path="/",
        expires_at=clock.now() + timedelta(days=1),
        **_TEXT,
    )
    notification.deliver_to_followers()
    db.session.commit()
    settings = {f"PEER_APP_{name}": app.config[name] for name in ("DATA", "ORIGIN", "VAPID_CONTACT")}
    environ = settings | NO_QUIET_TIME | receiver.environ | {"PEER_APP_PUSH_EXTRA_ORIGINS": receiver.origin}
    took = _run([sys.executable, "-P", "-m", "benchmarks.push_worker"], environ, ROOT)
    accepted = db.session.query(Delivery).filter_by(notification_id=notification.id, state=ACCEPTED).count()
    db.session.commit()
    assert accepted == COUNT, accepted
    return took


def _for_node(app: Flask, receiver: Endpoint, folder: Path) -> Path:
    """The same for web-push, as JSON in a file."""
    facts = {"lang": "en-GB", "dir": "ltr", "tag": "told-1", "navigate": app.config["ORIGIN"] + "/en/"}
    payload = json.dumps({"web_push": 8030, "notification": _TEXT | facts})
    details = {
        "subject": app.config["VAPID_CONTACT"],
        "publicKey": application_server_key(),
        "privateKey": app.config["VAPID_PRIVATE_KEY"],
    }
    found = list(push_crowd.subscriptions(COUNT, receiver.origin))
    file = folder / "told.json"
    file.write_text(json.dumps({"subscriptions": found, "payload": payload, "vapidDetails": details}))
    return file


def _run(command: list[str], environ: dict[str, str], folder: Path) -> float:
    done = subprocess.run(command, cwd=folder, env=os.environ | environ, capture_output=True, text=True, check=True)
    return float(done.stdout)
