"""The line between a tablet and the server, where a test may cut it, for browsers whose network it can't command."""

import http.client
import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

RECORDS = "/sync/records"
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}  # RFC 9110, section 7.6.1

Answer = tuple[int, list[tuple[str, str]], bytes]
Forward = Callable[[], Answer]


def whole(forward: Forward) -> Answer | None:
    """Everything passes."""
    return forward()


def cut(forward: Forward) -> Answer | None:
    """Records don't reach the server."""
    return None


def lose_answer(forward: Forward) -> Answer | None:
    """The server gets the records, and its answer does not get back."""
    forward()
    return None


class Line:
    """Passes on what comes to `origin`. Use it as a context manager.

    `records` decides what becomes of records that are sent: it gets a function that passes them on and gives the
    server's answer; what it returns goes to the tablet; None: the connection ends without an answer.
    """

    def __init__(self, port: int) -> None:
        self.records: Callable[[Forward], Answer | None] = whole
        #: The ids of each batch that was passed on to the server.
        self.sent: list[list[str]] = []
        #: The status of each answer to one of them.
        self.answered: list[int] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self, port))
        self.origin = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "Line":
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def decide(self, path: str, body: bytes, forward: Forward) -> Answer | None:
        """What becomes of one request."""
        if path != RECORDS:
            return forward()

        def forward_records() -> Answer:
            self.sent.append([record["id"] for record in json.loads(body)["records"]])
            answer = forward()
            self.answered.append(answer[0])
            return answer

        return self.records(forward_records)


def _handler(line: Line, port: int) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            answer = line.decide(self.path, body, lambda: self.ask(body))
            if answer is None:
                self.close_connection = True
                return
            status, headers, content = answer
            self.send_response_only(status)
            for name, value in headers:
                self.send_header(name, value)
            if status != 304:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_HEAD = do_POST = pass_on  # noqa: N815

        def ask(self, body: bytes) -> Answer:
            """What the server answers."""
            server = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            try:
                headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
                server.request(self.command, self.path, body or None, headers)
                answer = server.getresponse()
                passing = [(name, value) for name, value in answer.getheaders() if name.lower() not in HOP_BY_HOP]
                return answer.status, passing, answer.read()
            finally:
                server.close()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Nothing to say."""

    return Handler
