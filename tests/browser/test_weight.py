"""Old phones, little data: what an event page brings with it on the first visit stays small."""

import pytest

from benchmarks.first_visit import first_visit
from tests.served import Served

LIMIT, WORKER_LIMIT = 25_000, 5_000  # bytes, compressed


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    running = Served(tmp_path_factory.mktemp("weight") / "data")
    yield running
    running.stop()


@pytest.mark.parametrize("path", ["/en/events/living-well-open-event", "/en/"])
def test_a_page_with_all_that_loads(chromium, site, path):
    visit = first_visit(chromium, site.port, path)
    assert any("public-worker" in path for path, _ in visit.answers), "the worker was not counted"
    assert visit.worker <= WORKER_LIMIT, visit.answers
    assert visit.total <= LIMIT, visit.answers
