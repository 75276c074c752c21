"""A tablet with WebKitGTK, the engine family of the iPad, driven by WebDriver (W3C)."""

import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.support.expected_conditions import element_to_be_clickable
from selenium.webdriver.support.wait import WebDriverWait
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from tests.browser.tablets import WITHIN, Tab, Tablet, until
from tests.served import descendants

BROWSER = Path(__file__).with_name("webkit_browser.py")


class Screen:
    """A screen that nobody sees. Use it as a context manager; `display` is its name."""

    def __enter__(self) -> "Screen":
        command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1024x1200x24", "-nolisten", "tcp", "-noreset"]
        self._server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self._server.stdout is not None
        number = self._server.stdout.readline().strip()
        assert number, "Xvfb did not start"
        self.display = f":{number}"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server.stdout is not None
        self._server.terminate()
        self._server.wait(10)
        self._server.stdout.close()


class WebKitTablet(Tablet):
    def __init__(self, screen: Screen, profile: Path) -> None:
        self._profile = profile
        self._environ = os.environ | {
            "DISPLAY": screen.display,
            "HOME": str(profile),
            # No desktop to speak to, and nobody's settings.
            "DBUS_SESSION_BUS_ADDRESS": "disabled:",
            "GSETTINGS_BACKEND": "memory",
            "NO_AT_BRIDGE": "1",
        }

    def start(self) -> None:
        options = Options()
        options.binary_location = "/usr/bin/python3"
        for argument in ("-I", str(BROWSER), str(self._profile)):
            options.add_argument(argument)
        self._service = Service("/usr/bin/WebKitWebDriver", env=self._environ)
        self._service.start()
        # Not webdriver.WebKitGTK, which warns about how it calls selenium itself.
        where = ClientConfig(remote_server_addr=self._service.service_url)
        self._connection = RemoteConnection(client_config=where)
        self._driver = webdriver.Remote(self._connection, options=options)
        self._driver.set_page_load_timeout(WITHIN)
        self._driver.set_script_timeout(WITHIN)

    def close(self) -> None:
        """An end like that of an empty battery: the driver offers no gentler one."""
        family = descendants(self._service.process.pid)[1:]
        for pid in family:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._connection.close()
        self._service.stop()
        until(lambda: not any(map(is_running, family)), "WebKit has ended")

    def new_tab(self) -> Tab:
        self._driver.switch_to.new_window("tab")
        return WebKitTab(self._driver, self._driver.current_window_handle)


class WebKitTab(Tab):
    def __init__(self, driver: webdriver.Remote, handle: str) -> None:
        self._all_tabs, self._handle = driver, handle

    @property
    def _driver(self) -> webdriver.Remote:
        self._all_tabs.switch_to.window(self._handle)
        return self._all_tabs

    def open(self, address: str) -> None:
        self._driver.get(address)

    @property
    def address(self) -> str:
        return str(self._driver.current_url)

    def text(self) -> str:
        try:
            return str(self._driver.find_element(By.TAG_NAME, "body").text)
        except (NoSuchElementException, StaleElementReferenceException):
            return ""

    def click(self, xpath: str) -> None:
        self._ready(xpath).click()

    def fill(self, xpath: str, text: str) -> None:
        self._ready(xpath).send_keys(text)

    def evaluate(self, script: str, argument: Any = None) -> Any:
        answer = self._driver.execute_async_script(
            f"""const [argument, done] = arguments;
                const run = async () => {{ {script} }};
                run().then((value) => done({{ value }}), (reason) => done({{ reason: `${{reason}}` }}));""",
            argument,
        )
        assert "reason" not in answer, answer["reason"]
        return answer.get("value")

    def _ready(self, xpath: str) -> Any:
        driver = self._driver
        found = WebDriverWait(driver, WITHIN).until(element_to_be_clickable((By.XPATH, xpath)), xpath)
        # WebKitWebDriver doesn't, and then refuses to click on what is out of sight.
        driver.execute_script("arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })", found)
        return found


def is_running(pid: int) -> bool:
    """Whether a process is there and not a zombie that nobody waits for."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
