"""Push in Chromium, which can't subscribe on a machine without Google's push service.

`subscribe()` and `getSubscription()` are replaced by an init script that hands out a subscription of
the tests' own push service; what that service decrypted is delivered to the real worker over CDP.

    phone = service.subscribe()
    context.add_init_script(subscription_script(phone))
    …
    push = ChromiumPush(page, origin)
    push.deliver(service.wait_for(1)[0].plaintext)
    assert push.wait_for_notifications(1)[0]["title"] == "…"
"""

import json
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Page

from tests.push_service import PushSubscription

_SCRIPT = """
(() => {
  const given = GIVEN;
  const kept = "tests-own-push-subscription";
  const base64 = (text) => text.replaceAll("-", "+").replaceAll("_", "/");
  const bytes = (text) => Uint8Array.from(atob(base64(text)), (letter) => letter.charCodeAt(0)).buffer;
  const subscription = (key) => ({
    endpoint: given.endpoint,
    expirationTime: null,
    options: { userVisibleOnly: true, applicationServerKey: bytes(key) },
    toJSON: () => given,
    unsubscribe: async () => (localStorage.removeItem(kept), true),
  });
  if (!window.PushManager) return;
  PushManager.prototype.subscribe = async (options) => {
    const allowed = options.userVisibleOnly && Notification.permission === "granted";
    if (!allowed) throw new DOMException("", "NotAllowedError");
    localStorage.setItem(kept, options.applicationServerKey);
    return subscription(options.applicationServerKey);
  };
  PushManager.prototype.getSubscription = async () => {
    const key = localStorage.getItem(kept);
    return key === null ? null : subscription(key);
  };
})();
"""


def subscription_script(phone: PushSubscription) -> str:
    """An init script after which this browser's push subscription is `phone`."""
    return _SCRIPT.replace("GIVEN", json.dumps(phone.to_json()))


class ChromiumPush:
    """The worker of one origin, as a push service reaches it. `page` has to be open there."""

    def __init__(self, page: Page, origin: str) -> None:
        self._page, self._origin = page, origin
        self._registrations: dict[str, str] = {}
        self._last = ""
        self._cdp = page.context.new_cdp_session(page)
        self._cdp.on("ServiceWorker.workerRegistrationUpdated", self._remember)
        page.evaluate("navigator.serviceWorker.ready.then(() => null)")
        self._cdp.send("ServiceWorker.enable")

    def deliver(self, payload: bytes | str) -> None:
        """Wake the worker's `push` event with a decrypted payload."""
        self._last = text = payload if isinstance(payload, str) else payload.decode()
        for _ in range(50):
            if self._registrations:
                break
            self._page.wait_for_timeout(50)
        # A wrong id would be ignored without a word.
        [registration] = self._registrations
        self._cdp.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": self._origin, "registrationId": registration, "data": text},
        )

    def notifications(self) -> list[dict[str, Any]]:
        """What is shown now: title, body, tag, whether it is heard again, and the address that a tap opens."""
        found: list[dict[str, Any]] = self._page.evaluate(
            """async () => (await (await navigator.serviceWorker.ready).getNotifications()).map(
                 ({title, body, tag, renotify, data}) => ({title, body, tag, renotify, navigate: data?.navigate}))"""
        )
        return found

    def wait_for(self, tag: str, seconds: float = 10) -> dict[str, Any]:
        """The notification with that tag, as soon as it is shown."""
        for _ in self._moments(seconds):
            for notification in self.notifications():
                if notification["tag"] == tag:
                    return notification
        raise AssertionError(f"No notification {tag} among {self.notifications()}")

    def wait_for_notifications(self, count: int, seconds: float = 10) -> list[dict[str, Any]]:
        """The notifications shown, as soon as there are `count`."""
        for _ in self._moments(seconds):
            if len(self.notifications()) >= count:
                break
        found = self.notifications()
        assert len(found) == count, found
        return found

    def _moments(self, seconds: float) -> Iterator[None]:
        """Moments to look at what is shown.

        CDP drops a delivery now and then, as a push service never would (Firefox's test has a real one), so
        the last one is delivered again each three seconds; a second copy has the same tag and replaces the first.
        """
        for number in range(int(seconds / 0.05)):
            yield
            self._page.wait_for_timeout(50)
            if number % 60 == 59:
                self.deliver(self._last)

    def _remember(self, event: dict[str, Any]) -> None:
        for registration in event["registrations"]:
            if registration["scopeURL"].startswith(self._origin):
                if registration["isDeleted"]:
                    self._registrations.pop(registration["registrationId"], None)
                else:
                    self._registrations[registration["registrationId"]] = registration["scopeURL"]
