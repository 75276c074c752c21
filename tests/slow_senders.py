"""An attack that is as slow as it can be: bodies that are announced and then trickle. Bounded in number and in time."""

import socket
from contextlib import ExitStack, suppress
from threading import Event, Thread
from typing import Self

#: Seconds between two trickles, and bytes in each.
PAUSE = 1.0
TRICKLE = b"xxxx"
#: How long each body is said to be.
LENGTH = 4000


class SlowSenders:
    """Posts that send four bytes a second, from addresses of this machine; within `with`, and no longer."""

    def __init__(self, port: int, addresses: list[str], each: int, path: str = "/sign-in", cookie: str = "") -> None:
        """`each`: how many at a time from each of the addresses."""
        self._port = port
        self._sources = [address for address in addresses for _ in range(each)]
        head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {LENGTH}\r\n{cookie}\r\n"
        self._head = head.encode()
        self._over = Event()
        self._stack = ExitStack()
        self.sockets: list[socket.socket] = []

    def __enter__(self) -> Self:
        for source in self._sources:
            sender = socket.create_connection(("127.0.0.1", self._port), timeout=60, source_address=(source, 0))
            self.sockets.append(self._stack.enter_context(sender))
            sender.sendall(self._head + TRICKLE)
        self._thread = Thread(target=self._trickle)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._stack.close()

    def statuses(self) -> list[int]:
        """What each is answered with, waiting for it; 0: the connection was closed without an answer."""
        return [self._status(sender) for sender in self.sockets]

    def _trickle(self) -> None:
        while not self._over.wait(PAUSE):
            for sender in self.sockets:
                with suppress(OSError):  # the server has had enough of it
                    sender.sendall(TRICKLE)

    @staticmethod
    def _status(sender: socket.socket) -> int:
        try:
            first = sender.recv(12)
        except ConnectionError:
            return 0
        return int(first.split()[1]) if first else 0
