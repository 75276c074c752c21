"""What people said, as a form of van mode seals it."""

import secrets
from typing import Any

KEEP = "You may keep this. Our team can read it, nobody else. You can ask us to take it away at any time."
CONTACT = "You may get in touch with me. A peer supporter may ring, text or write to me. It is fine to leave this off."
AT = "2027-03-02T10:00:00.000Z"


def written(number: int, people: list[int]) -> dict[str, Any]:
    """A registration with a sentence in each field; `people`: ids of who is on the shift."""
    return {
        "v": 2,
        "name": f"Neighbour {number}",
        "contact": f"07700 90{number % 10_000:04}",
        "enjoys": "Gardening, reading aloud, and cooking for many people.",
        "would_help": "Somebody to walk along with on Tuesdays.",
        "language": "en",
        "permissions": [{"to": "keep", "at": AT, "wording": KEEP}, {"to": "contact", "at": AT, "wording": CONTACT}],
        "page": secrets.token_urlsafe(16),
        "shift": {"people": people, "stop": "van-stop:1"},
    }
