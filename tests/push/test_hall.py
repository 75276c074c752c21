"""A hall behind one address: very many phones say yes at one moment, on a real server, and all are kept."""

import http.client
import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from urllib.parse import urlsplit

import pytest

from peer_app.extensions import db
from peer_app.push.models import Subscription, SubscriptionTopic
from tests.browser.pages import app_of
from tests.push_service import PushService
from tests.served import Served

PHONES, TRIES = 40, 6


@pytest.fixture
def site(tmp_path, service: PushService):
    running = Served(tmp_path / "hall", PUSH_EXTRA_ORIGINS=service.origin)
    yield running
    running.stop()


def test_forty_phones_at_one_moment_are_all_kept(site, service, says):
    """Each does as `subscription.js` does: where it is asked to come again, it comes again."""
    address, together = urlsplit(site.origin), Barrier(PHONES)
    phones = [service.subscribe() for _ in range(PHONES)]

    def say_yes(phone) -> list[int]:
        body, statuses = json.dumps(phone.to_json() | {"topics": ["events"]}), []
        together.wait(30)
        while len(statuses) < TRIES:
            connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
            connection.request("POST", "/push/subscriptions", body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            answer.read()
            connection.close()
            statuses.append(answer.status)
            if answer.status not in {429, 503}:
                break
            Event().wait(min(int(answer.headers["Retry-After"]), 10))  # without the header it fails
        return statuses

    with ThreadPoolExecutor(PHONES) as pool:
        came = list(pool.map(say_yes, phones))
    assert [statuses[-1] for statuses in came] == [201] * PHONES
    with app_of(site.data).app_context():
        assert db.session.query(Subscription).count() == PHONES
        assert db.session.query(SubscriptionTopic).filter_by(topic="events").count() == PHONES
    says(f"{PHONES} phones at once: {Counter(len(statuses) for statuses in came)} tries each, all kept.")
