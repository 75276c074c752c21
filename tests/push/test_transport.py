"""What the other end of a connection may not do to us, and what the way to it may not."""

import itertools
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from socket import create_server, socket

import pytest

from peer_app.push import transport
from peer_app.push.transport import Answer, Transport, open_public
from tests.certificates import make_certificate

TAKEN = b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"


class Listening:
    """A server for one test: where it listens, and the first bytes of everything it was sent."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.heard: list[bytes] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/push/1"


@contextmanager
def listening(answer: Callable[[socket], None] | bytes, tls: ssl.SSLContext | None = None) -> Iterator[Listening]:
    """Answer whatever is asked, on any number of connections."""
    with create_server(("127.0.0.1", 0)) as server:
        found = Listening(server.getsockname()[1])

        def talk(connection: socket) -> None:
            # How the other end leaves is not what is looked at here.
            with suppress(OSError), connection:
                speaking = tls.wrap_socket(connection, server_side=True) if tls else connection
                with speaking:
                    while heard := speaking.recv(65536):
                        found.heard.append(heard)
                        if callable(answer):
                            answer(speaking)
                            return
                        speaking.sendall(answer)

        def take() -> None:
            with suppress(OSError):
                while True:
                    threading.Thread(target=talk, args=(server.accept()[0],), daemon=True).start()

        threading.Thread(target=take, daemon=True).start()
        yield found
        server.shutdown(2)


def post(*addresses: str, inside: bool = True) -> list[Answer | None]:
    """Post to one after the other; what each answered."""
    found: list[Answer | None] = []
    with Transport(4) as sending:
        for address in addresses:
            sending.post(address, address, {"TTL": "60"}, b"sealed", inside=inside)
            while sending.in_flight:
                for mark, answer in sending.answers(0.1):
                    assert mark == address
                    found.append(answer)
    return found


def test_what_was_asked_arrives_as_it_stands_there_and_what_was_answered_comes_back():
    with listening(b"HTTP/1.1 429 Slow\r\nRETRY-after:  120 \r\nContent-Length: 3\r\n\r\nno!") as server:
        address = server.address + "/../a%2Fb;c?d=%20"
        assert post(address, address) == [Answer(429, "120")] * 2
    for heard in server.heard:
        assert heard.startswith(b"POST /push/1/../a%2Fb;c?d=%20 HTTP/1.1\r\n")
        assert b"\r\nTTL: 60\r\n" in heard
        assert heard.endswith(b"\r\n\r\nsealed")


@pytest.mark.parametrize("garbage", [b"220 mail.example.org ESMTP\r\n", b"\x00" * 99, b"HTTP/1.1 2", b""])
def test_what_is_no_answer_is_none(garbage):
    with listening(lambda connection: connection.sendall(garbage)) as server:
        assert post(server.address) == [None]


def test_a_port_that_nobody_listens_on_is_no_answer():
    with listening(TAKEN) as server:
        pass
    assert post(server.address) == [None]


@pytest.mark.parametrize("length", [b"Content-Length: 1000000000\r\n", b""])
def test_an_answer_without_end_is_not_read_to_it(length):
    sent = []

    def answer(connection: socket) -> None:
        connection.sendall(b"HTTP/1.1 201 Created\r\n" + length + b"\r\n")
        with suppress(OSError):
            while len(sent) < 2_000:
                connection.sendall(b"x" * 65536)
                sent.append(1)

    with listening(answer) as server:
        assert post(server.address) == [Answer(201, None)]
    assert len(sent) < 2_000


def test_silence_ends_within_seconds(monkeypatch):
    assert transport.TIME_OUT <= 15
    monkeypatch.setattr(transport, "TIME_OUT", 0.3)
    over = threading.Event()
    with listening(lambda _connection: over.wait(20)) as server:
        assert post(server.address) == [None]
    over.set()


@pytest.mark.parametrize("with_tls", [False, True])
def test_one_that_is_silent_holds_up_no_other_on_the_way_to_the_same_place(with_tls, tmp_path, monkeypatch):
    certificate, key = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate, key)
    over, asked = threading.Event(), itertools.count()

    def answer(connection: socket) -> None:
        if next(asked) == 0:
            over.wait(20)
            return
        connection.sendall(TAKEN)
        while connection.recv(65536):
            connection.sendall(TAKEN)

    with listening(answer, tls if with_tls else None) as server, Transport(400) as sending:
        address = server.address.replace("http:", "https:" if with_tls else "http:")
        for number in range(30):
            sending.post(number, address, {}, b"sealed", inside=True)
        while sending.in_flight > 1:
            assert all(said == Answer(201, None) for _mark, said in sending.answers(0.1))
        over.set()


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]"])
def test_a_name_that_points_inside_is_not_connected_to(name):
    """Whatever DNS says, and at the connection itself: here it is a name of this very machine."""
    with listening(TAKEN) as server:
        assert post(server.address.replace("127.0.0.1", name), inside=False) == [None]
        assert server.heard == []
        assert post(server.address.replace("127.0.0.1", "localhost")) == [Answer(201, None)]


def test_of_several_addresses_only_a_public_one_is_opened():
    family, stream = transport.socket.AF_INET, transport.socket.SOCK_STREAM
    assert open_public(0, (family, stream, 6, ("10.0.0.1", 443))) == transport.pycurl.SOCKET_BAD
    with open_public(0, (family, stream, 6, ("1.1.1.1", 443))) as opened:
        assert opened.fileno() > 0


def test_nothing_in_the_environment_leads_it_elsewhere(monkeypatch):
    with listening(TAKEN) as server, listening(TAKEN) as elsewhere:
        for name in ("http_proxy", "https_proxy", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{elsewhere.port}")
        assert post(server.address) == [Answer(201, None)]
        assert elsewhere.heard == []


def test_a_redirect_is_an_answer_and_a_cookie_is_forgotten():
    with listening(TAKEN) as elsewhere:
        moved = b"HTTP/1.1 307 Moved\r\nLocation: %b\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n"
        with listening(moved % elsewhere.address.encode()) as server:
            assert post(server.address, server.address) == [Answer(307, None)] * 2
        assert elsewhere.heard == []
        assert not any(b"cookie" in heard.lower() for heard in server.heard)


def test_only_a_trusted_certificate_is_spoken_to_and_http_2_where_it_is_understood(tmp_path, monkeypatch):
    certificate, key = make_certificate(tmp_path)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate, key)
    with listening(TAKEN, tls) as server:
        address = server.address.replace("http:", "https:")
        assert post(address) == [None]
        assert server.heard == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert post(address) == [Answer(201, None)]
        assert post(address.replace("127.0.0.1", "localhost")) == [None]  # it is for another name
        server.heard.clear()
        tls.set_alpn_protocols(["h2", "http/1.1"])
        assert post(address) == [None]  # this server does not speak it in truth
        assert server.heard[0].startswith(b"PRI * HTTP/2.0")
