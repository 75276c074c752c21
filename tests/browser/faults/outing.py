"""A tablet out with the van, base, and the line between: what people do with them, whatever breaks meanwhile."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from peer_app.devices.epochs import accounts_of
from peer_app.devices.models import Device
from peer_app.extensions import db
from tests.browser import van
from tests.browser.conftest import Tablet
from tests.browser.faults.ledger import Balance, Ledger
from tests.browser.faults.line import Line
from tests.browser.pages import app_of
from tests.served import Served

WITNESS = Path(__file__).with_name("witness.js")
DRAINED_WITHIN = 60  # seconds: a request that hangs is given up after twenty
#: Saves as the form does, but for many people at once; each is called saved when the form would say so.
SAVE = """
async (part, names) => {
  const { save } = await part("service_worker/outbox");
  const { sealingKey } = await part("service_worker/pack");
  const key = await sealingKey();
  const texts = { contact: "", enjoys: "", would_help: "", language: "en" };
  for (const name of names) {
    const permissions = [{ to: "keep", at: new Date().toISOString(), wording: "You may keep this." }];
    const page = btoa(crypto.randomUUID().slice(0, 16)).slice(0, 22);
    await save("person", { v: 2, name, ...texts, permissions, page, shift: { people: [], stop: "" } }, key);
    calledSaved(name);
  }
}
"""
REPORT = "async (part) => (await part('service_worker/report')).report()"
SEND = "async (part) => (await part('service_worker/sender')).send()"
BEGIN = "async (part) => { const { send } = await part('service_worker/sender'); window.sending = send(); }"
#: Before a page: what it would wait for 20 seconds, it waits for one; and three for another tab, not 60.
HASTY = "{ const { timeout } = AbortSignal; AbortSignal.timeout = (ms) => timeout.call(AbortSignal, ms / 20); }"
FEW_AT_ONCE = "async (part, most) => { (await part('service_worker/sender')).LIMIT.records = most; }"


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

    def __init__(self, site: Served, line: Line, tablet: Tablet, name: str) -> None:
        """`name`: what base calls the tablet."""
        self.site, self.line, self.tablet, self.name = site, line, tablet, name
        self._app = app_of(site.data)
        self.ledger = Ledger(self._app)

    @property
    def context(self) -> BrowserContext:
        return self.tablet.context

    def start(self, *scripts: str) -> None:
        """Start the browser, cold, and open both pages; `scripts` run before whatever is in a page."""
        self.tablet.open()
        self.watch()
        for script in scripts:
            self.context.add_init_script(script)
        self.open_pages()

    def watch(self) -> None:
        """From now on, note whatever the screen calls saved."""
        self.context.expose_binding("calledSaved", lambda _source, name: self.ledger.saved.add(name))
        self.context.add_init_script(path=WITNESS)

    def open_pages(self) -> None:
        """Open both pages; they come from the pack, signal or not."""
        self.home = van.goto(self.context, self.site, "/en/van")
        expect(self.home.locator("#outbox")).to_be_visible()
        self.form = van.open_form(self.context, self.site)

    def die(self) -> None:
        """The battery is empty."""
        self.tablet.kill()

    def save(self) -> str:
        """Register somebody with the form, until the screen says so; their name."""
        name = self.ledger.new_name()
        van.register(self.form, name=name)
        expect(self.form.locator("#saved")).to_be_visible()
        assert name in self.ledger.saved
        return name

    def save_some(self, many: int) -> None:
        """Register so many people, without the form."""
        van.run(self.form, SAVE, [self.ledger.new_name() for _ in range(many)])

    def send(self, page: Page | None = None) -> dict[str, Any]:
        """Send what waits, as “Send now” does; what came of it."""
        result: dict[str, Any] = van.run(page or self.home, SEND)
        return result

    def begin_sending(self, page: Page | None = None) -> None:
        """The same without waiting for what comes of it."""
        van.run(page or self.home, BEGIN)

    def waiting(self) -> list[dict[str, Any]]:
        """The records on the tablet, oldest first."""
        records: list[dict[str, Any]] = van.run(
            self.home, "async (part) => (await part('service_worker/outbox')).waiting()"
        )
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
        assert van.run(self.home, REPORT) == "known"
        assert self.missing() == 0
        return found

    def mend(self) -> None:
        """Signal, a running base, and a tablet that base knows."""
        self.line.mend()
        if self.site.process is None:
            self.site.start()
        self.site.resume()
        with self.base():
            known = self._device().token_digest is not None
        if not known:
            van.set_up(self.context, self.site, self.name).close()

    def missing(self) -> int:
        """How many records base says never arrived from this tablet."""
        with self.base():
            device = self._device()
            return accounts_of([device])[device.id].missing

    def update_base(self, versions: tuple[Path, Path]) -> None:
        """Base moves on to the other version."""
        self.site.kill()
        self.site.root = versions[self.site.root == versions[0]]
        self.site.start()

    def revoke(self) -> None:
        """A coordinator calls the tablet lost."""
        with self.base():
            self._device().revoke()

    @contextmanager
    def base(self) -> Iterator[None]:
        """What happens at base, straight in its database; committed at the end."""
        with self._app.app_context():
            yield
            db.session.commit()
            db.engine.dispose()

    def _device(self) -> Device:
        return next(device for device in Device.everyone() if device.name == self.name)
