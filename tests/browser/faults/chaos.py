"""Outings in which everything goes wrong, in an order that a seed decides. The same seed draws the same again."""

from collections.abc import Callable
from pathlib import Path
from random import Random

from playwright.sync_api import expect

from tests.browser import line
from tests.browser.faults.outing import TORN_LENGTHS, Outing
from tests.browser.faults.scripts import FULL, clock_off_by

COME_HOME = 0.3  # how often a round ends at base; otherwise what is broken stays broken
YEARS_OFF = [0, 0, 0, -21, 21]

Fault = Callable[["Chaos"], None]
FAULTS: list[Fault] = []


def fault(strikes: Fault) -> Fault:
    """One of the things that go wrong, or come right again."""
    FAULTS.append(strikes)
    return strikes


class Chaos:
    """One tablet through any number of rounds."""

    def __init__(self, outing: Outing, versions: tuple[Path, Path], seed: str) -> None:
        self.outing, self._versions, self._seed = outing, versions, seed
        self.rounds = 0

    def run(self, rounds: int) -> None:
        """Go through so many rounds; then everything is mended and has to arrive."""
        self._draw = Random(self._seed)
        self._start()
        for number in range(1, rounds + 1):
            # Each round draws its own, so that what depends on speed in one shifts nothing in the next.
            self._draw = Random(f"{self._seed} {number}")
            self._round()
            self.rounds = number
        self._restart()
        self.outing.come_home()

    @property
    def says(self) -> str:
        """What came of it."""
        ledger = self.outing.ledger
        found = f"{len(ledger.saved)} records, {len(ledger.lost)} lost, {len(ledger.doubled)} doubled"
        return f"Chaos: {self.rounds} rounds, {found} (CHAOS_SEED={self._seed})"

    def _round(self) -> None:
        strikes = self._draw.sample(FAULTS, k=self._draw.randint(1, 3))
        comes_home = self._draw.random() < COME_HOME
        for strike in strikes:
            self._save()
            strike(self)
        self._save()
        self.outing.check()
        if comes_home:
            self.outing.come_home()

    def _save(self) -> None:
        """With the form, or without: that is quicker."""
        self.outing.save_some(self._draw.randint(0, 6))
        if self._draw.random() < 0.4:
            self.outing.save()

    def _start(self) -> None:
        self.outing.start(FULL, clock_off_by(self._draw.choice(YEARS_OFF)))

    def _restart(self) -> None:
        self.outing.die()
        self._start()

    def _send(self) -> None:
        """Send, and look away before it is done, sooner or later."""
        self.outing.begin_sending()
        self._wait()

    def _wait(self) -> None:
        self.outing.home.wait_for_timeout(self._draw.randint(0, 150))

    # Faults on the line

    @fault
    def the_line_fails(self) -> None:
        some = self._draw.randint(0, 3000)
        faults = [
            line.cut_before,
            line.cut_in_request(some),
            line.lose_answer,
            line.cut_in_answer(some),
            line.hang,
            line.hold_answer,
            line.too_large(some),
            line.captive_portal,
            line.sign_in_page,
            line.slow(some + 1),
            line.answer(429, Retry_After="60"),
            *(line.answer(status) for status in (413, 500, 503)),
        ]
        self.outing.line.fail(self._draw.choice(faults), self._draw.choice([line.RECORDS, line.EVERYWHERE]))
        self._send()

    @fault
    def the_line_is_cut(self) -> None:
        self._send()
        self.outing.line.cut()

    @fault
    def the_line_works(self) -> None:
        self.outing.line.mend()
        self._send()

    # Faults of the server

    @fault
    def base_is_killed(self) -> None:
        self.base_works()
        self._send()
        self.outing.base.kill()

    @fault
    def base_is_killed_before_the_commit(self) -> None:
        self.base_works()
        with self.outing.base.nobody_else_writes():
            self._send()
            self.outing.base.kill()

    @fault
    def base_hangs(self) -> None:
        self.base_works()
        self.outing.site.pause()
        self._send()
        self._save()
        self.outing.site.resume()

    @fault
    def base_works(self) -> None:
        self.outing.base.mend()
        self._send()

    @fault
    def base_moves_on(self) -> None:
        """And the tablet with it, at its next start at the latest."""
        self.outing.line.mend()
        self._send()
        self.outing.base.move_on(self._versions)
        self.outing.form.close()
        self.outing.home.evaluate(
            """async () => {
              const registration = await navigator.serviceWorker.getRegistration("/");
              registration.update().then(() => registration.waiting?.postMessage("take-over"), () => {});
            }"""
        )
        self._send()
        self._restart()

    # Faults of the tablet

    @fault
    def the_battery_dies_in_a_send(self) -> None:
        self._send()
        self._restart()

    @fault
    def the_battery_dies_in_a_save(self) -> None:
        self.outing.begin_saving(20)
        self._wait()
        self._restart()

    @fault
    def the_battery_dies_in_a_write(self) -> None:
        """Two starts later the database is older, or empty: that depends on what the torn head announces."""
        self.outing.die_in_a_write(self._draw.choice(TORN_LENGTHS))
        self._start()
        self._save()
        self._restart()

    @fault
    def the_battery_dies_at_the_tap(self) -> None:
        self.outing.fill_in()
        self.outing.tap_save()
        self.outing.form.wait_for_timeout(self._draw.randint(0, 30))
        self._restart()

    @fault
    def two_tabs_send(self) -> None:
        self.outing.begin_sending(self.outing.form)
        self._send()

    @fault
    def the_disk_is_full(self) -> None:
        form = self.outing.form
        form.evaluate("window.full = true")
        self.outing.fill_in()
        self.outing.tap_save()
        expect(form.get_by_text("Not saved.")).to_be_visible()
        self.outing.begin_sending(form)
        self._wait()
        form.evaluate("window.full = false")

    # What changes at base

    @fault
    def it_is_called_lost(self) -> None:
        self._send()
        self.outing.base.revoke(self.outing.name)

    @fault
    def its_cookie_goes(self) -> None:
        self._send()
        self.outing.context.clear_cookies()

    @fault
    def the_key_is_rotated(self) -> None:
        self._send()
        self.outing.base.rotate_key()

    @fault
    def one_can_not_be_opened(self) -> None:
        self.outing.save_one_that_base_can_not_open()
        self._send()
