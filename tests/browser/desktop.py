"""A desktop that shows notifications to nobody: what Firefox puts on the screen, and clicks on it.

Firefox speaks to it over D-Bus as to GNOME or KDE (package libnotify4), without a screen too.
"""

import json
import os
import subprocess
import threading
from pathlib import Path
from types import TracebackType
from typing import Any

SERVER = Path(__file__).with_name("notification_server.py")


class Desktop:
    """A private D-Bus with a notification server. Use it as a context manager.

    `environ` is what a browser has to be started with.
    """

    def __enter__(self) -> "Desktop":
        daemon = ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address"]
        self._bus = subprocess.Popen(daemon, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self._bus.stdout is not None
        address = self._bus.stdout.readline().strip()
        assert address, "dbus-daemon did not start"
        self.environ = os.environ | {"DBUS_SESSION_BUS_ADDRESS": address}
        self._server = subprocess.Popen(
            ["/usr/bin/python3", str(SERVER)],
            env=self.environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._shown: dict[int, dict[str, Any]] = {}
        self._news = threading.Condition()
        self._ready = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        with self._news:
            assert self._news.wait_for(lambda: self._ready, 10), "the notification server did not start"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in (self._server, self._bus):
            process.terminate()
            process.wait(10)
        self._reader.join(10)
        for stream in (self._server.stdin, self._server.stdout, self._bus.stdout):
            assert stream is not None
            stream.close()

    @property
    def shown(self) -> list[dict[str, Any]]:
        """The notifications on the screen now: id, title, body, actions."""
        with self._news:
            return list(self._shown.values())

    def wait_for(self, text: str, seconds: float = 10) -> dict[str, Any]:
        """The notification that has `text` in its title or body, in whatever case, once it is shown."""

        def find() -> dict[str, Any] | None:
            return next(
                (it for it in self._shown.values() if text.casefold() in f"{it['title']} {it['body']}".casefold()), None
            )

        with self._news:
            found = self._news.wait_for(find, seconds)
        assert found, f"{text!r} is not on the screen: {self.shown}"
        return found

    def click(self, notification: dict[str, Any], button: str = "") -> None:
        """A real click, as far as the browser can tell, on the notification or on the button with that text.

        The browser may still be putting it up, and then hears nothing of it; so it is tapped until it is taken away.
        """
        assert self._server.stdin is not None
        texts = notification["actions"]
        action = texts[texts.index(button) - 1] if button else "default"
        for _ in range(3):
            self._server.stdin.write(f"{notification['id']} {action}\n")
            self._server.stdin.flush()
            with self._news:
                if self._news.wait_for(lambda: notification["id"] not in self._shown, 10):
                    return
        raise AssertionError(f"The browser does nothing about a tap on {notification}")

    def _read(self) -> None:
        assert self._server.stdout is not None
        for line in self._server.stdout:
            said = json.loads(line)
            with self._news:
                if "ready" in said:
                    self._ready = True
                elif "closed" in said:
                    self._shown.pop(said["id"], None)
                else:
                    self._shown[said["id"]] = said
                self._news.notify_all()
