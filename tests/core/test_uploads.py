"""Slow bodies never take all threads."""

import socket
from contextlib import ExitStack

import pytest

from peer_app.core.uploads import AT_ONCE, FROM_ONE, Room
from tests.served import Served


@pytest.fixture
def served(tmp_path):
    served = Served(tmp_path / "data")
    yield served
    served.stop()


def test_room_is_given_back():
    room = Room()
    assert [room.take("a") for _ in range(FROM_ONE + 1)] == [True] * FROM_ONE + [False]
    others = [room.take(f"b{number}") for number in range(AT_ONCE)]
    assert others.count(True) == AT_ONCE - FROM_ONE
    room.free("a")
    assert room.take("c")


def test_many_addresses_of_one_connection_get_the_room_of_one(app):
    """Whoever has an IPv6 connection has more addresses than there are threads."""
    room = app.extensions["uploads"]
    for _ in range(FROM_ONE):
        assert room.take("2001:db8:1:2::/64")
    try:
        for address, status in (("2001:db8:1:2::7", 503), ("2001:db8:1:3::7", 422)):
            sent = {"data": "x", "environ_overrides": {"REMOTE_ADDR": address}}
            assert app.test_client().post("/push/subscriptions", **sent).status_code == status, address
    finally:
        for _ in range(FROM_ONE):
            room.free("2001:db8:1:2::/64")


def test_pages_open_while_a_hundred_phones_send_nothing_more(served):
    """Real connections, real threads: each says that 1,000 bytes will come, and sends ten."""
    head = b"POST /push/subscriptions HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"
    with ExitStack() as stack:
        for _ in range(100):
            phone = stack.enter_context(socket.create_connection(("127.0.0.1", served.port), timeout=10))
            phone.sendall(head + b"x" * 10)
        for _ in range(10):
            reader = stack.enter_context(socket.create_connection(("127.0.0.1", served.port), timeout=10))
            reader.sendall(b"GET /en/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert reader.recv(15).startswith(b"HTTP/1.1 200")
