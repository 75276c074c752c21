"""A running push service that the app trusts, and phones that subscribed to it."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from peer_app.extensions import db
from peer_app.push import engine, operations, subscriptions
from peer_app.push.models import Subscription
from tests.push_service import Answer, PushService, PushSubscription

Follow = Callable[..., PushSubscription]


@pytest.fixture
def service(app: Flask) -> Iterator[PushService]:
    with PushService() as running:
        app.config["PUSH_EXTRA_ORIGINS"] = (running.origin,)
        yield running


@pytest.fixture
def follow(app: Flask, service: PushService) -> Follow:
    """A phone that follows `topics` and has had its first notification; then it answers `answers`."""

    def subscribe(*topics: str, answers: tuple[Answer, ...] = (), discreet: bool = True) -> PushSubscription:
        phone = service.subscribe()
        sent = phone.to_json() | {"topics": list(topics), "discreet": discreet}
        operations.keep(subscriptions.read(sent, app.config["PUSH_EXTRA_ORIGINS"]))
        db.session.commit()
        engine.run()
        service.forget()
        phone.answers.extend(answers)
        return phone

    return subscribe


def row_of(phone: PushSubscription) -> Subscription | None:
    """What the database knows of a phone now."""
    db.session.expire_all()
    return Subscription.of(phone.endpoint)
