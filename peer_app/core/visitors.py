"""Forms for everyone: on pages that are the same bytes for all, so without a token.

What the browser says of the sender is checked instead (`core/origin.py`). Whoever posts is limited, gently:
a whole hall behind one Wi-Fi address may say yes. Reading is never limited.

    @visitor_page(bp, "/propose")
    def propose(): …
"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint

from peer_app.core.access import access, public
from peer_app.core.forms import Form
from peer_app.core.languages import page
from peer_app.extensions import csrf, limiter

#: From one address: a hall of three hundred people within ten minutes.
LIMIT = "300 per 10 minutes"

View = Callable[..., Any]


class VisitorForm(Form):
    """A visitor's form: no token, so that its page is the same for everyone."""

    class Meta:
        csrf = False


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
