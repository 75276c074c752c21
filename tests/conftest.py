"""What every test may ask for. An `app` runs on SQLite and on PostgreSQL; both are built by the migrations.

The database is built once for each engine and emptied before each test.
"""

import ipaddress
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import exists, select

from peer_app import create_app
from peer_app.accounts import passphrases
from peer_app.accounts.models import Account
from peer_app.core import ready_pages
from peer_app.extensions import db, limiter
from peer_app.keys import make_missing
from tests.auditing_client import AuditingClient
from tests.factories import PASSPHRASE, make_account
from tests.postgresql import create_database, postgresql
from tests.served import NO_QUIET_TIME
from tests.templates import no_queries_in_templates

ORIGIN = "http://127.0.0.1:8000"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the long fault runs, too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Browsers last: what is quick to fail, fails quickly. Long runs only when asked for."""
    for item in items:
        if "browser" in Path(item.path).parts:
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    not_now = [item for item in items if _is_repeated(item) or (_is_long(item) and not config.getoption("--long"))]
    config.hook.pytest_deselected(items=not_now)
    items[:] = [item for item in items if item not in set(not_now)]


def _is_long(item: pytest.Item) -> bool:
    return item.get_closest_marker("long") is not None


def _is_repeated(item: pytest.Item) -> bool:
    """Whether it looks at pages only, and at those that another database would fill alike."""
    parameters = getattr(getattr(item, "callspec", None), "params", {})
    return item.get_closest_marker("pages") is not None and parameters.get("_database_url") == "postgresql"


@pytest.fixture
def says(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Puts a line at the end of the run, whichever process the test runs in."""
    return lambda line: request.node.user_properties.append(("says", line))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests counted."""
    reports = (report for found in terminalreporter.stats.values() for report in found)
    said = (line for report in reports for name, line in getattr(report, "user_properties", []) if name == "says")
    for line in dict.fromkeys(said):
        terminalreporter.write_line(line)


@pytest.fixture(autouse=True)
def _only_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches for the world outside fails, and says whom it wanted."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def check(address: object) -> None:
        host = address[0] if isinstance(address, tuple) else "127.0.0.1"  # otherwise a Unix socket
        if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
            pytest.fail(f"This test reaches for {address!r}, outside this machine.")

    monkeypatch.setattr(socket.socket, "connect", lambda self, to: (check(to), connect(self, to))[1])
    monkeypatch.setattr(socket.socket, "connect_ex", lambda self, to: (check(to), connect_ex(self, to))[1])


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2id, but quick: hundreds of tests sign in. One test looks at the real parameters."""
    monkeypatch.setattr(passphrases, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture(scope="session")
def _apps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Flask]]:
    """Gives the app on the database engine of that name; each is made once a process, when first asked for."""
    with ExitStack() as ends:
        yield cache(lambda engine: ends.enter_context(_migrated(engine, tmp_path_factory.mktemp(engine))))


@contextmanager
def _migrated(engine: str, data: Path) -> Iterator[Flask]:
    """An app whose database, on SQLite or on a PostgreSQL server of its own, the migrations built."""
    with ExitStack() as ends:
        address = "" if engine == "sqlite" else create_database(ends.enter_context(postgresql()), "peer_app")
        make_missing(data / "settings")
        app = create_app(
            {
                "PEER_APP_DATA": str(data),
                "PEER_APP_ORIGIN": ORIGIN,
                "PEER_APP_VAPID_CONTACT": "mailto:tests@example.org",
                "PEER_APP_DATABASE_URL": address,
                **NO_QUIET_TIME,
            }
        )
        app.testing = True
        app.test_client_class = AuditingClient
        with app.app_context():
            upgrade()
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request: pytest.FixtureRequest, _apps: Callable[[str], Flask]) -> Iterator[Flask]:
    """The app with an empty database, inside an app context."""
    app = _apps(request.param)
    config = dict(app.config)
    with app.app_context():
        _empty()
        limiter.reset()
        ready_pages.shelf_of(app).clear()
        with no_queries_in_templates(app):
            yield app
    app.config.clear()
    app.config.update(config)


@pytest.fixture
def client(app: Flask) -> AuditingClient:
    """A browser's worth of cookies; every page it opens is audited."""
    client = app.test_client()
    assert isinstance(client, AuditingClient)
    return client


@pytest.fixture
def sign_in(app: Flask) -> Callable[..., Account]:
    """`sign_in(client, role="coordinator")` makes an account and signs `client` in with it."""

    def sign_in(client: AuditingClient, role: str = "coordinator", name: str = "Ama") -> Account:
        account = make_account(role, name)
        answer = client.submit("/sign-in", name=name, passphrase=PASSPHRASE)
        assert answer.status_code == 302, answer.text
        return account

    return sign_in


def _empty() -> None:
    tables = db.metadata.sorted_tables
    # A question for all of them, because nearly all are empty, and there are thousands of tests.
    filled = db.session.execute(select(*(exists(select(table)) for table in tables))).one()
    for table, is_filled in reversed(list(zip(tables, filled, strict=True))):
        if is_filled:
            db.session.execute(table.delete())
    if db.engine.dialect.name == "postgresql":
        # Numbers start at 1 again, as on SQLite. (TRUNCATE would do both, twenty times slower.)
        db.session.execute(db.text("SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'"))
    db.session.commit()
