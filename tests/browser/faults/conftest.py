"""Base, the line to it, and one tablet that was set up once: for every fault in turn."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.browser import van
from tests.browser.conftest import Complaints, Tablet
from tests.browser.faults.base import Base
from tests.browser.faults.outing import Outing
from tests.browser.line import Line
from tests.served import ROOT, Served, newer_version

NAME = "Van 1"
ABOUT_THE_MANIFEST = ("Manifest", "Loading a manifest")


@pytest.fixture(scope="session")
def whole_line() -> Iterator[Line]:
    line = Line()
    yield line
    line.close()


@pytest.fixture(scope="session")
def site(whole_line: Line, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The server, as whoever comes by the line knows it."""
    data = tmp_path_factory.mktemp("faults") / "data"
    running = Served(data, ORIGIN=whole_line.origin)
    (data / "settings/ORIGIN").write_text(whole_line.origin)  # for commands
    whole_line.base = f"http://127.0.0.1:{running.port}"
    yield running
    running.stop()


@pytest.fixture(scope="session")
def versions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """This version of the app, and another one."""
    another = tmp_path_factory.mktemp("another") / "version"
    return ROOT, newer_version(another, "templates/van/index.html", "Keep in touch", "Stay in touch")


@pytest.fixture(scope="session")
def van_1(site: Served, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Tablet:
    """A tablet that is ready to go out, its browser closed."""
    tablet = Tablet(playwright, tmp_path_factory.mktemp("van") / "profile", Complaints())
    van.get_ready(tablet.context, site, NAME)
    tablet.close()
    return tablet


@pytest.fixture
def complaints(complaints: Complaints) -> Complaints:
    """None but those about the manifest, which the browser asks for by itself, so that it meets every fault."""
    complaints.expected += ABOUT_THE_MANIFEST
    return complaints


@pytest.fixture
def line(whole_line: Line) -> Iterator[Line]:
    """Works again afterwards."""
    yield whole_line
    whole_line.mend()


@pytest.fixture
def base(site: Served) -> Iterator[Base]:
    """Runs again afterwards."""
    base = Base(site)
    yield base
    base.mend()


@pytest.fixture
def outing(base: Base, line: Line, van_1: Tablet, complaints: Complaints) -> Iterator[Outing]:
    """The tablet is about to be started."""
    van_1.complaints = complaints
    yield Outing(base, line, van_1, NAME)
    van_1.close()
