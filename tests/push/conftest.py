"""A running push service that the app trusts, and phones that subscribed to it."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from peer_app.accounts.models import Account
from peer_app.core import clock
from peer_app.extensions import db
from peer_app.push import engine, operations, subscriptions
from peer_app.push.models import Delivery, Notification, Progress, Subscription
from tests.auditing_client import AuditingClient
from tests.factories import PASSPHRASE, make_account
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

    def subscribe(
        *topics: str, answers: tuple[Answer, ...] = (), discreet: bool = True, at: PushService = service
    ) -> PushSubscription:
        phone = at.subscribe()
        sent = phone.to_json() | {"topics": list(topics), "discreet": discreet}
        operations.keep(subscriptions.read(sent, app.config["PUSH_EXTRA_ORIGINS"]))
        db.session.commit()
        engine.run()
        at.forget()
        phone.answers.extend(answers)
        return phone

    return subscribe


@pytest.fixture
def ask(app: Flask, service: PushService) -> Callable[..., PushSubscription]:
    """A phone, given or new, sends these wishes."""

    def ask(phone: PushSubscription | None = None, **wish: object) -> PushSubscription:
        phone = phone or service.subscribe()
        operations.keep(subscriptions.read(phone.to_json() | wish, app.config["PUSH_EXTRA_ORIGINS"]))
        db.session.commit()
        return phone

    return ask


@pytest.fixture
def become(app: Flask) -> Callable[..., tuple[Account, AuditingClient]]:
    """Sign somebody in on a browser of their own: the account and the browser."""

    def become(role: str = "coordinator", name: str = "Ama", lead: bool = False) -> tuple[Account, AuditingClient]:
        account = make_account(role, name)
        account.is_safeguarding_lead = lead
        db.session.commit()
        browser = app.test_client()
        assert isinstance(browser, AuditingClient)
        browser.submit("/sign-in", name=name, passphrase=PASSPHRASE)
        return account, browser

    return become


@pytest.fixture
def turn_on(service: PushService) -> Callable[..., PushSubscription]:
    """A phone on which whoever uses `browser` turned `topics` on, and which has had its first notification."""

    def turn_on(browser: AuditingClient, *topics: str, **wish: object) -> PushSubscription:
        phone = service.subscribe()
        answer = browser.post("/push/subscriptions", json=phone.to_json() | {"add": list(topics)} | wish)
        assert answer.status_code == 201, answer.text
        assert answer.json
        assert set(topics) <= set(answer.json["topics"])
        engine.run()
        service.forget()
        return phone

    return turn_on


@pytest.fixture
def tell(app: Flask) -> Callable[..., Notification]:
    """Tell everyone who follows open events; gives the notification."""
    actor = make_account()

    def make(token: str = "one") -> Notification:
        title, body = "The open event is tomorrow", "There is breakfast."
        told = operations.tell(actor, token=token, title=title, body=body, topic="events", page="")
        db.session.commit()
        return told

    return make


@pytest.fixture
def at(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Set the clock, with quiet time as it comes."""

    def set_to(moment: datetime) -> None:
        app.config.update(QUIET_FROM="20:00", QUIET_UNTIL="09:00")
        monkeypatch.setattr(clock, "now", lambda: moment)

    return set_to


@pytest.fixture
def phone(follow: Follow) -> Follow:
    """`phone("America/New_York")` follows open events in that time zone."""

    def make(zone: str = "Europe/London", **facts: Any) -> PushSubscription:
        made = follow("events", **facts)
        row_of(made).time_zone = zone
        db.session.commit()
        return made

    return make


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Move the clock on."""

    def move(by: timedelta) -> None:
        moment = clock.now() + by
        monkeypatch.setattr(clock, "now", lambda: moment)

    return move


@pytest.fixture
def progress() -> Callable[[Notification], Progress]:
    """How far a notification is, as the database has it now."""

    def look(notification: Notification) -> Progress:
        db.session.expire_all()
        return notification.progress

    return look


def row_of(phone: PushSubscription) -> Subscription | None:
    """What the database knows of a phone now."""
    db.session.expire_all()
    return Subscription.of(phone.endpoint)


def delivery_of(notification: Notification) -> Delivery:
    """Its one delivery, as the database has it now."""
    db.session.expire_all()
    return db.session.query(Delivery).filter_by(notification_id=notification.id).one()
