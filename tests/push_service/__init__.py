"""The tests' own push service: small, real, loopback only.

It speaks both sides of web push, so nothing has to be stubbed:

- to Firefox, as Mozilla's autopush does, over a websocket (``hello``, ``register``, ``unregister``,
  ``notification``, ``ack``);
- to the app, as RFC 8030 says, over HTTP: VAPID (RFC 8292) is checked with its real signature and
  ``aud``, TTL is required, and any answer a push service may give can be asked for.

A subscription with keys of the tests' own (:meth:`PushService.subscribe`) is decrypted here, as
RFC 8291 says, for browsers whose own ``subscribe()`` can't work on the test machine.
"""

from tests.push_service.encryption import DecryptionError, ReceiverKeys, decrypt
from tests.push_service.messages import HANG, RESET, Answer, PushMessage, PushSubscription
from tests.push_service.service import PushService

__all__ = [
    "HANG",
    "RESET",
    "Answer",
    "DecryptionError",
    "PushMessage",
    "PushService",
    "PushSubscription",
    "ReceiverKeys",
    "decrypt",
]
