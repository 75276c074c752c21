"""A tablet with whichever engine, as far as a walk through van mode needs one: so the walk is written once."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

WITHIN = 60  # seconds, on a machine that is busy with other tests


def until(holds: Callable[[], object], what: str, within: float = WITHIN) -> None:
    """Wait until `holds()` is true; `what` says what was waited for in vain."""
    latest = time.monotonic() + within
    while not holds():
        assert time.monotonic() < latest, f"It did not come true: {what}"
        time.sleep(0.05)


class Tab(ABC):
    """A page that is open. What an engine has to bring are the abstract methods."""

    @abstractmethod
    def open(self, address: str) -> None:
        """Load a page from scratch."""

    @property
    @abstractmethod
    def address(self) -> str:
        """Where the page is now."""

    @abstractmethod
    def text(self) -> str:
        """What can be read on the page; empty while another one is loading."""

    @abstractmethod
    def click(self, xpath: str) -> None:
        """Click on something, once it can be clicked."""

    @abstractmethod
    def fill(self, xpath: str, text: str) -> None:
        """Write into an empty field, once it is there."""

    @abstractmethod
    def evaluate(self, script: str, argument: Any = None) -> Any:
        """What the body of an async function returns, which knows `argument`."""

    def press(self, words: str) -> None:
        """Press the button or link that says so, once it can be pressed."""
        self.click(f"//*[(self::button or self::a) and normalize-space()='{words}' and not(@disabled)]")

    def write(self, label: str, text: str) -> None:
        """Write into the field with that label."""
        self.fill(f"//*[@id=//label[normalize-space()='{label}']/@for]", text)

    def tick(self, label: str) -> None:
        """Tick the box whose label begins like that."""
        self.click(f"//input[@id=//label[starts-with(normalize-space(), '{label}')]/@for]")

    def sees(self, words: str) -> None:
        """Wait until the page says so."""
        until(lambda: words in self.text(), f"{words!r} on {self.address}")

    def run(self, script: str, argument: Any = None) -> Any:
        """As `evaluate`, with `part("service_worker/outbox")`, which gives one of the page's modules."""
        return self.evaluate(
            f"""const base = document.querySelector('script[src*="/static/js/"]').src.split("/static/")[0];
                const part = (name) => import(`${{base}}/${{name}}.js`);
                {script}""",
            argument,
        )


class Tablet(ABC):
    """A browser with a profile on disk that outlives it. Not started when it is made."""

    @abstractmethod
    def start(self) -> None:
        """Start the browser, cold."""

    @abstractmethod
    def close(self) -> None:
        """End the browser; nothing of it runs any more."""

    @abstractmethod
    def new_tab(self) -> Tab:
        """An empty page in the browser."""
