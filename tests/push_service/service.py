"""The push service itself: one aiohttp server on a loopback port, run in a thread of its own."""

from __future__ import annotations

import asyncio
import json
import ssl
import threading
import time
import uuid
from collections.abc import Callable
from types import TracebackType

from aiohttp import WSMsgType, web

from tests.push_service.encryption import DecryptionError, ReceiverKeys, base64url, decrypt
from tests.push_service.messages import HANG, RESET, Answer, PushMessage, PushSubscription, RefusedError, check_request
from tests.push_service.vapid import VapidError, check


class PushService:
    """A push service on 127.0.0.1.

    Use it as a context manager. ``origin`` is what the app must be told to trust
    (``PUSH_EXTRA_ORIGINS``), ``websocket_url`` what Firefox must be told to use
    (``dom.push.serverURL``). Every request is kept in ``messages``, refused ones too.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.messages: list[PushMessage] = []
        self.subscriptions: dict[str, PushSubscription] = {}
        #: The ids a browser gave up: answered with 410, as autopush does.
        self.gone: set[str] = set()
        #: Asked before a subscription's own ``answers``; None takes the message.
        self.rule: Callable[[PushSubscription], Answer | None] = lambda subscription: None
        #: The most requests that were in flight at one time.
        self.most_at_once = 0
        #: Seconds to wait before each answer.
        self.delay = 0.0
        self._tls = tls
        self._in_flight = 0
        self._sockets: dict[str, web.WebSocketResponse] = {}
        self._unsent: dict[str, list[dict[str, object]]] = {}
        self._loop = asyncio.new_event_loop()
        self._port = 0
        self._news = threading.Condition()

    @property
    def origin(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self._port}"

    @property
    def websocket_url(self) -> str:
        return f"{'wss' if self._tls else 'ws'}://127.0.0.1:{self._port}/"

    def __enter__(self) -> PushService:
        started = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(started,), daemon=True)
        self._thread.start()
        assert started.wait(10), "the push service did not start"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)
        assert not self._thread.is_alive(), "the push service did not stop"

    def subscribe(self, *answers: Answer, server_key: str | None = None) -> PushSubscription:
        """A new subscription with keys of the tests' own, which gives ``answers`` first."""
        made = self._new_subscription()
        made.keys = ReceiverKeys.new()
        made.server_key = server_key
        made.answers.extend(answers)
        return made

    def of(self, subscription: PushSubscription | str) -> list[PushMessage]:
        """Every request made to one subscription (or its id), oldest first."""
        wanted = subscription if isinstance(subscription, str) else subscription.id
        return [message for message in self.messages if message.subscription == wanted]

    def accepted(self) -> list[PushMessage]:
        """The messages this service took."""
        return [message for message in self.messages if message.status == 201]

    def wait_for(self, count: int, timeout: float = 10.0) -> list[PushMessage]:
        """The accepted messages, as soon as there are ``count`` of them.

        Raises ``AssertionError`` naming what came instead after ``timeout`` seconds.
        """
        with self._news:
            came = self._news.wait_for(lambda: len(self.accepted()) >= count, timeout)
        refused = [(message.status, message.problem) for message in self.messages]
        assert came, f"{len(self.accepted())} of {count} messages came; answered: {refused}"
        return self.accepted()

    def forget(self) -> None:
        """Forget the messages so far; the subscriptions stay."""
        self.messages.clear()

    # The server.

    def _run(self, started: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve(started))
        self._loop.close()

    async def _serve(self, started: threading.Event) -> None:
        self._stop = asyncio.Event()
        app = web.Application(client_max_size=1024 * 1024)
        app.router.add_get("/", self._browser)
        app.router.add_post("/push/{id}", self._take)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=self._tls, backlog=1024)
        await site.start()
        self._port = runner.addresses[0][1]
        started.set()
        await self._stop.wait()
        for socket in list(self._sockets.values()):
            await socket.close()
        await runner.cleanup()

    def _new_subscription(self) -> PushSubscription:
        made = PushSubscription(id=uuid.uuid4().hex, endpoint="")
        made.endpoint = f"{self.origin}/push/{made.id}"
        self.subscriptions[made.id] = made
        return made

    async def _take(self, request: web.Request) -> web.StreamResponse:
        """RFC 8030, section 5: a message for one subscription."""
        self._in_flight += 1
        self.most_at_once = max(self.most_at_once, self._in_flight)
        try:
            body = await request.read()
            if self.delay:
                await asyncio.sleep(self.delay)
            return await self._answer(request, body)
        finally:
            self._in_flight -= 1

    async def _until_it_gives_up(self, request: web.Request) -> None:
        # Nobody says so, and a connection that was given up for good would still keep its file open.
        while request.transport is not None and not request.transport.is_closing() and not self._stop.is_set():
            await asyncio.sleep(0.2)

    async def _answer(self, request: web.Request, body: bytes) -> web.StreamResponse:
        name = request.match_info["id"]
        subscription = self.subscriptions.get(name)
        if subscription is None:
            status = 410 if name in self.gone else 404
            return self._keep(request, name, body, Answer(status), "no such subscription")
        asked = self.rule(subscription)
        if asked is None and subscription.answers:
            asked = subscription.answers.popleft()
        if asked is not None and asked.status != 201:
            answered = self._keep(request, subscription.id, body, asked, "as asked")
            if asked is RESET:
                assert request.transport is not None
                request.transport.abort()
            if asked is HANG:
                await self._until_it_gives_up(request)
            return answered

        plaintext: bytes | None = None
        try:
            check(request.headers.get("Authorization"), self.origin, subscription.server_key)
            check_request(request, body)
            if subscription.keys is not None:
                plaintext = decrypt(body, subscription.keys)
        except VapidError as error:
            return self._keep(request, subscription.id, body, Answer(error.status), str(error))
        except RefusedError as error:
            return self._keep(request, subscription.id, body, Answer(error.status), str(error))
        except DecryptionError as error:
            return self._keep(request, subscription.id, body, Answer(400), str(error))

        taken = Answer(201, {"Location": f"{self.origin}/message/{uuid.uuid4().hex}"})
        answered = self._keep(request, subscription.id, body, taken, "", plaintext)
        if subscription.browser is not None:
            await self._deliver(subscription, body)
        return answered

    def _keep(
        self,
        request: web.Request,
        subscription: str,
        body: bytes,
        answer: Answer,
        problem: str,
        plaintext: bytes | None = None,
    ) -> web.Response:
        with self._news:
            self.messages.append(
                PushMessage(
                    subscription=subscription,
                    status=answer.status,
                    headers={name.lower(): value for name, value in request.headers.items()},
                    body=body,
                    plaintext=plaintext,
                    problem=problem,
                    at=time.monotonic(),
                )
            )
            self._news.notify_all()
        if answer.status < 0:
            return web.Response(status=500)
        return web.Response(status=answer.status, headers=answer.headers)

    # The browser's end: Mozilla's autopush protocol.

    async def _browser(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(protocols=("push-notification",))
        await socket.prepare(request)
        browser = ""
        async for frame in socket:
            if frame.type != WSMsgType.TEXT:
                continue
            said = json.loads(frame.data)
            match said.get("messageType", "ping"):
                case "hello":
                    browser = said.get("uaid") or uuid.uuid4().hex
                    await self._hello(socket, browser)
                case "register":
                    await self._register(socket, browser, said)
                case "unregister":
                    await self._unregister(socket, said["channelID"])
                case "ping":
                    await socket.send_str("{}")
                case _:
                    pass  # ack, nack, broadcast_subscribe: nothing has to be answered
        if self._sockets.get(browser) is socket:
            del self._sockets[browser]
        return socket

    async def _hello(self, socket: web.WebSocketResponse, browser: str) -> None:
        self._sockets[browser] = socket
        welcome = {"messageType": "hello", "uaid": browser, "status": 200, "use_webpush": True, "broadcasts": {}}
        await socket.send_json(welcome)
        for waiting in self._unsent.pop(browser, []):
            await socket.send_json(waiting)

    async def _register(self, socket: web.WebSocketResponse, browser: str, said: dict[str, str]) -> None:
        made = self._new_subscription()
        made.browser, made.channel, made.server_key = browser, said["channelID"], said.get("key")
        facts = {"channelID": made.channel, "status": 200, "pushEndpoint": made.endpoint}
        await socket.send_json({"messageType": "register", **facts})

    async def _unregister(self, socket: web.WebSocketResponse, channel: str) -> None:
        for known in list(self.subscriptions.values()):
            if known.channel == channel:
                del self.subscriptions[known.id]
                self.gone.add(known.id)
        await socket.send_json({"messageType": "unregister", "channelID": channel, "status": 200})

    async def _deliver(self, subscription: PushSubscription, body: bytes) -> None:
        assert subscription.browser is not None
        message: dict[str, object] = {
            "messageType": "notification",
            "channelID": subscription.channel,
            "version": uuid.uuid4().hex,
            "data": base64url(body),
            "headers": {"encoding": "aes128gcm"},
        }
        socket = self._sockets.get(subscription.browser)
        if socket is None or socket.closed:
            self._unsent.setdefault(subscription.browser, []).append(message)
        else:
            await socket.send_json(message)
