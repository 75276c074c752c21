"""The page that van mode's worker shows when nothing is kept and no answer comes, in each language.

It travels inside the worker's own script, which the browser stores apart from Cache storage and IndexedDB. So they
carry their style and need no other file.
"""

import base64
import hashlib
from typing import Any

from flask import render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from peer_app.core import languages
from peer_app.core.headers import FIXED
from peer_app.core.messages import plural

STYLE = (
    "body{font:1.25rem/1.5 system-ui,sans-serif;max-width:34rem;margin:auto;padding:1.5rem;overflow-wrap:anywhere}"
    "p [lang]{display:block}a{display:inline-block;padding:.5rem 0;color:inherit}"
    ".main{padding:.75rem 1.5rem;border:2px solid;border-radius:.75rem;text-decoration:none;font-weight:600}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = FIXED | {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; "
        "script-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
}
#: Where the worker puts the sentence about waiting records.
PLACE = "<!-- records -->"


def fallback_pages() -> dict[str, Any]:
    """`{"headers", "place", "pages": {language: {"html", "none", "waiting", "unreadable"}}}`.

    One of the sentences is put in place of `place`. They are plain text without markup; `waiting` is by CLDR plural
    category with `{n}` for the number.
    """
    return {"headers": HEADERS, "place": PLACE, "pages": {code: _page(code) for code in languages.LANGUAGES}}


def _page(code: str) -> dict[str, Any]:
    languages.speak(code)
    with force_locale(languages.LANGUAGES[code].locale):
        return {"html": render_template("offline/fallback.html", style=STYLE, place=PLACE), **_sentences()}


def _sentences() -> dict[str, Any]:
    return {
        "none": _("Nothing waits to be sent."),
        "waiting": plural(
            "{n} record waits on this tablet. It is safe, and will be sent when there is signal.",
            "{n} records wait on this tablet. They are safe, and will be sent when there is signal.",
        ),
        "unreadable": _("This tablet can’t read what it saved. Keep it as it is, and tell a coordinator."),
    }
