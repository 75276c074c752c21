"""For each inbox: the page whose form fills it, what to type, and the page where coordinators read what came."""

from collections.abc import Callable
from dataclasses import dataclass

from peer_app.extensions import db
from peer_app.opportunities.models import Opportunity
from tests.factories import make_event


@dataclass(frozen=True)
class InboxForm:
    """address: makes what the form is about and gives its page; words: what to type, with a mark in it."""

    address: Callable[[], str]
    words: Callable[[str], dict[str, str]]
    read_at: str


def _role() -> str:
    names = ("title", "what_you_do", "when", "what_you_get", "support", "how_to_start", "place_name", "address")
    role = Opportunity.create(**dict.fromkeys(names, "Ride along"))
    db.session.commit()
    return f"/en/interested/{role.listing.key}"


#: By the name of the inbox: a new one needs a line here.
FORMS = {
    "coming": InboxForm(
        lambda: f"/en/coming/event:{make_event().id}",
        lambda mark: {"name": mark, "how_many": "1", "would_help": ""},
        "/expected/event:1",
    ),
    "interests": InboxForm(_role, lambda mark: {"contact": mark, "name": "", "words": ""}, "/interested"),
    "proposals": InboxForm(
        lambda: "/en/propose",
        lambda mark: {"title": mark, "about": "We meet.", "place_name": "The park"},
        "/proposals",
    ),
    "better-words": InboxForm(
        lambda: "/pt/better-words", lambda mark: {"page": "", "words": "", "better": mark}, "/suggested-words"
    ),
}
