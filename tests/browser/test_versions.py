"""A new version of the app on a tablet, and switching the offline part off: neither touches what waits."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Tablet, until
from tests.browser.van import RECORDS, answer_records, get_ready, goto, open_form, people_named, register, run
from tests.served import Served, newer_version

OLD, NEW = "Keep in touch with someone", "Keep in touch with somebody"
COUNTS = "async (part) => (await part('service_worker/outbox')).counts()"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Served]:
    running = Served(tmp_path / "data")
    yield running
    running.stop()


@pytest.fixture
def upgrade(site: Served, tmp_path: Path) -> Callable[[], None]:
    """Serve a newer version in which one button reads otherwise."""

    def upgrade() -> None:
        site.stop()
        site.root = newer_version(tmp_path / "newer", "templates/van/index.html", OLD, NEW)
        site.start()

    return upgrade


@pytest.fixture
def waiting(tablet: Tablet, site: Served) -> Page:
    """The van's page of a tablet on which one record waits, and keeps waiting."""
    van = get_ready(tablet.context, site)
    answer_records(tablet.context, lambda route: route.abort())
    form = open_form(tablet.context, site)
    register(form, name="Kwame")
    form.close()
    expect(van.get_by_text("1 saved on this tablet, not sent yet.")).to_be_visible()
    return van


def button(page: Page, words: str) -> None:
    expect(page.get_by_role("link", name=words, exact=True)).to_be_visible()


def test_a_new_version_waits_until_nobody_is_writing_and_somebody_agrees(tablet, site, waiting, upgrade):
    upgrade()
    waiting.reload()
    expect(waiting.get_by_text("There is a new version of this app.")).to_be_visible(timeout=30_000)
    button(waiting, OLD)
    form = open_form(tablet.context, site)
    form.get_by_label("What should we call you?").fill("Zofia")
    waiting.get_by_role("button", name="Use it now").click()
    expect(waiting.get_by_text("Somebody may still be writing.")).to_be_visible()
    expect(form.get_by_label("What should we call you?")).to_have_value("Zofia")
    register(form, name="Zofia")
    form.close()
    waiting.reload()
    button(waiting, OLD)
    waiting.get_by_role("button", name="Use it now").click()
    button(waiting, NEW)
    expect(waiting.get_by_text("2 saved on this tablet, not sent yet.")).to_be_visible()

    site.stop()
    waiting.reload()
    button(waiting, NEW)
    open_form(tablet.context, site).close()
    site.start()
    answer_records(tablet.context, None)
    waiting.get_by_role("button", name="Send now").click()
    expect(waiting.get_by_text("2 safely at base today.")).to_be_visible()
    assert [people_named(site, name) for name in ("Kwame", "Zofia")] == [1, 1]


def test_the_next_start_brings_the_new_version(tablet, site, waiting, upgrade):
    upgrade()
    waiting.reload()
    expect(waiting.get_by_text("There is a new version of this app.")).to_be_visible(timeout=30_000)
    tablet.close()
    site.stop()
    tablet.open().route(RECORDS, lambda route: route.abort())
    page = goto(tablet.context, site, "/van")
    button(page, NEW)
    expect(page.get_by_text("1 saved on this tablet, not sent yet.")).to_be_visible()


def test_what_is_cut_off_leaves_the_old_version_whole(tablet, site, waiting, upgrade):
    upgrade()
    tablet.context.route("**/en/van/leaflets*", lambda route: route.abort())
    waiting.reload()
    update = "async (part) => (await (await part('service_worker/pack')).update()).state"
    assert run(waiting, update) == "later"
    site.stop()
    waiting.reload()
    button(waiting, OLD)
    form = open_form(tablet.context, site)
    register(form, name="Zofia")


def test_switched_off_nothing_is_kept_but_the_outbox_and_that_drains(tablet, site, waiting):
    site.stop()
    site.environ["PEER_APP_OFFLINE"] = "off"
    site.start()
    waiting.reload()
    assert run(waiting, COUNTS)["waiting"] == 1
    answer_records(tablet.context, None)
    waiting.reload()
    expect(waiting.get_by_text("1 safely at base today.")).to_be_visible()
    assert people_named(site, "Kwame") == 1
    # With signal, everything goes on.
    form = open_form(tablet.context, site)
    register(form, name="Zofia")
    expect(form.get_by_text("Safely at base.")).to_be_visible()
    assert people_named(site, "Zofia") == 1
    until(waiting, "caches.keys().then((names) => names.sort().join() === 'backup-facts-1,backup-records-1')")

    site.stop()
    del site.environ["PEER_APP_OFFLINE"]
    site.start()
    form.close()
    waiting.reload()
    expect(waiting.get_by_text("What’s on was updated")).to_be_visible()
    update = "async (part) => (await (await part('service_worker/pack')).update()).pages"
    for _ in range(100):
        if run(waiting, update):  # as soon as the worker is in charge
            break
        waiting.wait_for_timeout(100)
    site.stop()
    waiting.reload()
    button(waiting, OLD)
