"""A tablet out with the van, base, and the line between: what people do with them, whatever breaks meanwhile."""

import struct
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import van
from tests.browser.conftest import Tablet
from tests.browser.faults import scripts
from tests.browser.faults.base import Base
from tests.browser.faults.ledger import Balance, Ledger
from tests.browser.line import Line

WITNESS = Path(__file__).with_name("witness.js")
#: Bytes of body that the head of a torn log entry announces: from far less than what is written behind it until the
#: next start (Chromium finds damage and empties the database) to far more (it takes the head for the end of the log and
#: ignores whatever follows). The largest is what fits into one block of the log.
TORN_LENGTHS = [64, 1_500, 4_000, 12_000, 20_000, 30_000, 32_761, 65_535]
DRAINED_WITHIN = 60  # seconds: a request that hangs is given up after twenty


def wait_for(page: Page, holds: Callable[[], Any], seconds: float = 20) -> None:
    """Wait until something outside of the pages holds, while `page` goes on."""
    deadline = monotonic() + seconds
    while not holds():
        assert monotonic() < deadline, "It did not happen."
        page.wait_for_timeout(20)


class Outing:
    """One tablet with its pages: `home`, the van's page, and `form`, the registration form."""

    home: Page
    form: Page

    def __init__(self, base: Base, line: Line, tablet: Tablet, name: str) -> None:
        """`name`: what base calls the tablet."""
        self.base, self.line, self.tablet, self.name = base, line, tablet, name
        self.site = base.site
        self.ledger = Ledger(base.app)

    @property
    def context(self) -> BrowserContext:
        return self.tablet.context

    def start(self, *before: str) -> None:
        """Start the browser, cold, and open both pages; the scripts `before` run in each before everything else."""
        self.tablet.open()
        self.context.expose_binding("calledSaved", lambda _source, name: self.ledger.saved.add(name))
        self.context.add_init_script(path=WITNESS)
        for script in before:
            self.context.add_init_script(script)
        self.open_pages()

    def open_pages(self) -> None:
        """Open both pages; they come from the pack, signal or not."""
        self.home = van.goto(self.context, self.site, "/en/van")
        expect(self.home.locator("#outbox")).to_be_visible()
        self.form = van.open_form(self.context, self.site)

    def die(self) -> None:
        """The battery is empty."""
        self.tablet.kill()

    def die_in_a_write(self, length: int) -> Path:
        """The battery is empty between head and body of an entry of the browser's log; the folder of that log.

        length: how many bytes of body the head announces. LevelDB's log format: checksum, length and type stand first.
        """
        self.die()
        [database] = self.tablet.profile.glob("Default/IndexedDB/*.leveldb")
        with max(database.glob("*.log")).open("ab") as log:
            log.write(struct.pack("<IHB", 0, length, 1))
        return database

    def save(self) -> str:
        """Register somebody with the form, until the screen says so; their name."""
        name = self.fill_in()
        self.form.get_by_role("button", name="Save and start again").click()
        wait_for(self.form, lambda: name in self.ledger.saved)
        return name

    def fill_in(self) -> str:
        """Fill in the form for somebody; their name."""
        name = self.ledger.new_name()
        self.form.get_by_label("What should we call you?").fill(name)
        self.form.get_by_label("You may keep this.").check()
        return name

    def tap_save(self) -> None:
        """Save what is filled in without waiting for what comes of it."""
        self.form.evaluate("setTimeout(() => document.getElementById('save').click())")

    def save_some(self, many: int) -> None:
        """Register so many people, without the form."""
        van.run(self.form, scripts.SAVE, [self._new_names(many), False])

    def save_one_that_base_can_not_open(self) -> None:
        """What was sealed is for somebody else's key."""
        [name] = self._new_names(1)
        [record_id] = van.run(self.form, scripts.SAVE, [[name], True])
        self.ledger.remember(record_id, name)

    def begin_saving(self, many: int) -> None:
        """The same without waiting for what comes of it."""
        van.run(self.form, scripts.BEGIN_SAVING, self._new_names(many))

    def send(self, page: Page | None = None) -> dict[str, Any]:
        """Send what waits, as “Send now” does; what came of it."""
        result: dict[str, Any] = van.run(page or self.home, scripts.SEND)
        return result

    def begin_sending(self, page: Page | None = None) -> None:
        """The same without waiting for what comes of it."""
        van.run(page or self.home, scripts.BEGIN_SENDING)

    def waiting(self) -> list[dict[str, Any]]:
        """The records on the tablet, oldest first."""
        records: list[dict[str, Any]] = van.run(self.home, scripts.WAITING)
        return records

    def check(self) -> Balance:
        """The one check, at any moment: nothing lost, nothing doubled, whatever waits is counted."""
        return self.ledger.check(self.home)

    def come_home(self) -> Balance:
        """Mend everything: what waits arrives, everybody who was saved is at base once, and base misses nothing."""
        self.mend()
        until = monotonic() + DRAINED_WITHIN
        while self.send()["state"] != "empty":
            assert monotonic() < until, "It does not drain."
        expect(self.home.get_by_text("Nothing waits to be sent.")).to_be_visible()
        found = self.check()
        assert found.outbox.total() == 0
        assert found.saved <= found.people.keys() | found.held.keys()
        assert van.run(self.home, scripts.REPORT) == "known"
        assert self.base.missing(self.name) == 0
        return found

    def mend(self) -> None:
        """Signal, a running base, and a tablet that base knows."""
        self.line.mend()
        self.base.mend()
        if van.run(self.home, scripts.REPORT) == "unknown":
            van.set_up(self.context, self.site, self.name).close()

    def _new_names(self, many: int) -> list[str]:
        return [self.ledger.new_name() for _ in range(many)]
