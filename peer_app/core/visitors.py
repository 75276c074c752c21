"""Forms for everyone: on pages that are the same bytes for all, so without a token.

What the browser says of the sender is checked instead (`core/origin.py`). Whoever posts is limited, gently:
a whole hall behind one Wi-Fi address may say yes. Reading is never limited.

    @visitor_page(bp, "/propose")
    def propose(): …

What a form adds is limited once more, by `core/inboxes.py`: that limit is shared by all processes, and the form comes
back with the words in it.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from flask import Blueprint, after_this_request
from werkzeug.wrappers import Response

from peer_app.core.access import access, public
from peer_app.core.client_networks import client_network
from peer_app.core.forms import Form
from peer_app.core.inboxes import Inbox
from peer_app.core.languages import page
from peer_app.extensions import csrf, limiter

#: From one address: more than a hall of three hundred people within ten minutes, so that the inbox's own limit, which
#: loses no words, comes first.
LIMIT = "600 per 10 minutes"
#: Seconds after which a form that took no more may be sent again.
TRY_AGAIN = 3600

View = Callable[..., Any]


class VisitorForm(Form):
    """A visitor's form: no token, so that its page is the same for everyone.

    A form that is valid has been counted in its inbox: `source_id` is for the row it makes.
    """

    #: Where its rows go.
    inbox: ClassVar[Inbox]
    #: Whether it was valid, and its inbox takes no more for now.
    is_full = False
    source_id: int | None = None

    class Meta:
        csrf = False

    def __init_subclass__(cls) -> None:
        if not isinstance(getattr(cls, "inbox", None), Inbox):
            raise TypeError(f"{cls.__name__} has to name the inbox that limits it.")

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether every field is valid and the inbox takes one more."""
        if not super().validate(extra_validators):
            return False
        self.source_id = self.inbox.take(client_network())
        self.is_full = self.source_id is None
        if self.is_full:
            after_this_request(_try_again_later)
        return not self.is_full

    @property
    def status(self) -> int:
        """The HTTP status of the page that shows the form again."""
        if self.is_full:
            return 429
        return 422 if self.errors else 200


def _try_again_later(response: Response) -> Response:
    response.headers["Retry-After"] = str(TRY_AGAIN)
    return response


def visitor_page(blueprint: Blueprint, rule: str) -> Callable[[View], View]:
    """Register a public page under its language, with a form that is posted to its own address."""

    def register(view: View) -> View:
        return page(blueprint, rule, methods=("GET", "POST"))(posted_by_visitors(access(public)(view)))

    return register


def posted_by_visitors(view: View) -> View:
    """Let a view take posts without a token, as many from one address as a hall sends."""
    limited: View = limiter.limit(LIMIT, methods=["POST"])(view)
    csrf.exempt(limited)
    return limited
