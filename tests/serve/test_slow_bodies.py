"""Bodies that trickle keep nobody out: real connections, and an attack that is bounded in number and in time."""

import http.client
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.browser.pages import app_of
from tests.factories import PASSPHRASE, make_account, make_device
from tests.records import make_record
from tests.served import Served
from tests.slow_senders import LENGTH, TRICKLE, SlowSenders

ATTACKERS = [f"127.0.0.{number}" for number in range(2, 8)]
#: An address with an attacker behind it and honest people as well, as with the carriers' NAT.
SHARED = ATTACKERS[0]


@dataclass
class Visitor:
    """Somebody with a cookie jar, at an address of this machine."""

    port: int
    address: str = "127.0.0.1"
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: str | None = None, content_type: str = "") -> tuple[int, str]:
        """The status and the body of the answer; cookies are kept."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30, source_address=(self.address, 0))
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers |= {"Sec-Fetch-Site": "same-origin", "Content-Type": content_type or "text/plain"}
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            for given in answer.headers.get_all("Set-Cookie", []):
                self.cookies |= {name: it.value for name, it in SimpleCookie(given).items()}
            return answer.status, answer.read().decode()
        finally:
            line.close()

    def submit(self, path: str, **fields: str) -> int:
        """Open the page, fill its form in, send it; the status of the answer."""
        status, page = self.ask("GET", path)
        assert status == 200
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert token
        body = urlencode({"csrf_token": token[1], **fields})
        return self.ask("POST", path, body, "application/x-www-form-urlencoded")[0]

    def sign_in(self) -> int:
        """The status of the answer."""
        return self.submit("/sign-in", name="Ama", passphrase=PASSPHRASE)


@dataclass
class Installation:
    """A running server with somebody who may sign in, and a tablet."""

    served: Served
    device_cookie: dict[str, str]
    record_batches: Iterator[str]

    def visitor(self, address: str = "127.0.0.1") -> Visitor:
        return Visitor(self.served.port, address)

    def send_a_record(self) -> tuple[int, bool]:
        """As the tablet does, from the shared address: the status, and whether the receipt says that it is stored."""
        tablet = Visitor(self.served.port, SHARED, self.device_cookie)
        status, body = tablet.ask("POST", "/sync/records", next(self.record_batches), "application/json")
        return status, '"stored"' in body

    def attack(self, addresses: list[str], each: int, **how: str) -> SlowSenders:
        return SlowSenders(self.served.port, addresses, each, **how)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    data: Path = tmp_path_factory.mktemp("slow") / "data"
    served = Served(data, "--empty")
    app = app_of(data)
    with app.app_context():
        make_account(name="Ama")
        _device, token = make_device()
        batches = [json.dumps({"records": [make_record(seq=seq)]}) for seq in range(1, 21)]
    yield Installation(served, {app.config["DEVICE_COOKIE_NAME"]: token}, iter(batches))
    served.stop()


def test_while_48_posts_trickle_from_six_addresses_everything_goes_on(installation):
    colleague = installation.visitor(SHARED)
    assert colleague.sign_in() == 302
    with installation.attack(ATTACKERS, each=8) as attack:
        for _ in range(5):
            assert installation.visitor().sign_in() == 302
            assert installation.visitor().ask("GET", "/en/")[0] == 200
            assert installation.send_a_record() == (200, True)
            assert colleague.submit("/you", listed_as="Ama", language="en") == 302
        # Each is given up in time: nobody holds a thread for as long as they like.
        assert Counter(attack.statuses()) == {408: 48}


def test_whoever_fills_the_share_of_an_address_shuts_no_tablet_out_behind_it(installation):
    colleague = installation.visitor(SHARED)
    assert colleague.sign_in() == 302
    with installation.attack([SHARED], each=120):
        for _ in range(5):
            assert installation.send_a_record() == (200, True)
            assert colleague.submit("/you", listed_as="Ama", language="en") == 302
            assert installation.visitor().sign_in() == 302


def test_made_up_cookies_open_nothing(installation):
    """Beyond the share of an address only who is known to the database gets a slot."""
    cookie = "Cookie: device=made-up; session=made-up\r\n"
    with installation.attack([SHARED], each=300, path="/sync/records", cookie=cookie) as attack:
        assert installation.send_a_record() == (200, True)
        assert 503 in attack.statuses()


def test_a_hall_of_forty_phones_behind_one_address_is_served(installation):
    """All of them have begun to send before the first one is done."""
    with installation.attack([SHARED], each=40, path="/push/subscriptions") as hall:
        for phone in hall.sockets:
            phone.sendall(b"x" * (LENGTH - len(TRICKLE)))
        assert Counter(hall.statuses()) == {422: 40}
