"""Message encryption for web push (RFC 8291) by `pywebpush`, so that every message has one size on the wire.

`pywebpush` offers no padding of the record (RFC 8188, section 2). What is sent is JSON, which may end in white space
(RFC 8259, section 2), so the text is filled up with spaces before it is encrypted: nobody on the way can tell.
"""

from pywebpush import WebPusher

from peer_app.push.visible import MOST_BYTES


def encrypted(text: bytes, p256dh: str, auth: str) -> bytes:
    """The body that carries `text`, JSON of at most `MOST_BYTES`, to one subscription; always `BODY_BYTES` long.

    `p256dh` and `auth` are the subscription's, base64url (RFC 8291, section 2.1), as `endpoints` accepted them. Raises
    `ValueError` for a text that is too long.
    """
    if len(text) > MOST_BYTES:
        raise ValueError(f"{len(text)} bytes are more than {MOST_BYTES}")
    # The endpoint only matters to `send`, which is not used.
    pusher = WebPusher({"endpoint": "", "keys": {"p256dh": p256dh, "auth": auth}})
    return bytes(pusher.encode(text.ljust(MOST_BYTES))["body"])
