"""What a push service can read of a message beside its endpoint: a size and headers that tell no two kinds apart.

The push service also sees when a message is sent and to whom; nothing can hide that.
"""

import base64
import hashlib
import hmac
from datetime import timedelta

#: The most that a message says, in bytes. All are padded to it. A push service has to take a body of 4,096 bytes
#: (RFC 8030, section 7.2), but Mozilla's passes no more than 3,070 on to Firefox on Android.
MOST_BYTES = 2_800
#: What encryption adds: salt, record size, length of the key, the key, the delimiter and the tag.
OVERHEAD = 16 + 4 + 1 + 65 + 1 + 16
BODY_BYTES = MOST_BYTES + OVERHEAD
#: The same for all (RFC 8030, section 5.3): one for each kind would tell the kinds apart, and a lower one is held back
#: while a phone lies still, which is too late for "It is cancelled". Quiet time and the frequency cap are ours to keep.
URGENCY = "high"
#: Lifetimes at a push service (RFC 8030, section 5.2). The exact one would tell when an event begins.
_LIFETIMES = [timedelta(hours=2), timedelta(hours=12), *(timedelta(days=days) for days in (1, 3, 7, 28))]
# RFC 8030, section 5.4: at most 32 characters of base64url, which hold 24 bytes.
_TOPIC_BYTES = 24


def ttl(worth: timedelta) -> int:
    """Seconds that a push service may keep a message worth delivering for so long: rounded up to one of a few."""
    return int(next((it for it in _LIFETIMES if it >= worth), _LIFETIMES[-1]).total_seconds())


def topic(key: bytes, endpoint: str, tag: str) -> str:
    """The `Topic` header, by which a message replaces an earlier one with the same tag that was not fetched yet.

    A keyed hash over the endpoint as well: nobody without `key` can guess tags, or tell which phones follow the same.
    """
    digest = hmac.new(key, f"push topic\n{endpoint}\n{tag}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:_TOPIC_BYTES]).decode()
