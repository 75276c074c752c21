"""Our keys for push messages: shown, rotated, and the older ones still good for whoever was subscribed with them."""

import pytest

from peer_app import config, keys
from peer_app.push import engine, vapid
from peer_app.push.operations import keep
from peer_app.push.subscriptions import read
from tests.push.conftest import row_of


@pytest.fixture
def rotate(app):
    """Adds a key, as a rotation and a new start do; the newest public one."""

    def rotate():
        app.config["VAPID_PRIVATE_KEY"] += f"\n{keys.new_vapid_key()}"
        return vapid.application_server_key()

    return rotate


@pytest.fixture
def subscribe(app, service):
    """A phone that follows open events, subscribed with the newest key; it takes messages signed with no other."""

    def subscribe(**said):
        key = vapid.application_server_key()
        phone = service.subscribe(server_key=key)
        sent = phone.to_json() | {"topics": ["events"], "application_server_key": key} | said
        keep(read(sent, app.config["PUSH_EXTRA_ORIGINS"]))
        return phone

    return subscribe


def test_after_a_rotation_each_phone_is_told_with_its_own_key(rotate, subscribe, service, tell):
    old = subscribe()
    newest = rotate()
    new = subscribe()
    assert row_of(old).application_server_key != row_of(new).application_server_key == newest
    tell()
    engine.run()
    for phone in (old, new):
        assert {message.status for message in service.of(phone)} == {201}


def test_a_phone_that_never_said_is_told_with_the_key_from_before(service, subscribe, rotate, tell):
    phone = subscribe(application_server_key=None)
    assert row_of(phone).application_server_key is None
    rotate()
    tell()
    engine.run()
    assert {message.status for message in service.of(phone)} == {201}


@pytest.fixture
def file(app):
    """The file of the keys, as it was before once the test is over."""
    file = app.config["VAPID_KEYS_FILE"]
    before = file.read_text()
    yield file
    file.write_text(before)


def flask(app, *command):
    done = app.test_cli_runner().invoke(args=["keys", *command])
    assert done.exit_code == 0, done.output
    return done.output


def test_flask_keys_shows_the_public_one(app):
    assert vapid.application_server_key() in flask(app)
    assert flask(app, "push").split() == [vapid.application_server_key()]
    assert app.config["VAPID_PRIVATE_KEY"] not in flask(app)


def test_rotating_adds_a_key_and_takes_none_away(app, file):
    before = file.read_text()
    assert "start everything again" in flask(app, "rotate-push")
    old, new = file.read_text().split()
    assert old == before
    assert len(vapid.Signer(f"{old} {new}", "").public_keys) == 2
    assert file.stat().st_mode & 0o777 == 0o600


def test_where_the_key_is_set_from_outside_it_says_what_to_add(app, file):
    before = file.read_text()
    app.config["VAPID_KEYS_FILE"] = None
    assert len(vapid.Signer(flask(app, "rotate-push").splitlines()[1], "").public_keys) == 1
    assert file.read_text() == before


@pytest.mark.parametrize("broken", ["", "x", "AAAA"])
def test_a_key_that_is_none_stops_the_start(app, broken):
    app.config["VAPID_PRIVATE_KEY"] = broken
    with pytest.raises(config.ConfigError, match="holds no key"):
        vapid.init_app(app)
