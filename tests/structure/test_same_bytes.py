"""A public page is the same for everyone: that is what makes it safe to keep, and to compare by its hash."""

import re
from collections import Counter
from html import unescape
from urllib.parse import urlsplit

from peer_app.core.ready_pages import MADE_ANEW
from peer_app.demo.content import load
from tests.factories import make_account, make_event

LINK = re.compile(r'(?:href|src)="(/[^"#]*)"')

#: So many questions of one page are enough: filters go together in thousands of ways.
ASKED = 12
#: Nothing leads there but a form that was sent.
THANKS = [
    "/en/interested/opportunity:1/thanks",
    "/en/propose/thanks",
    "/en/better-words",
    "/en/better-words/thanks",
]


def public_endpoints(app):
    return {rule.endpoint for rule in app.url_map.iter_rules() if "lang" in rule.arguments}


def crawl(app, client, more, language="en", each=None):
    """Every public page that the front page leads to, as {address: (endpoint, bytes)}; at most `each` of a kind."""
    front = f"/{language}/"
    waiting, found = [front, *more], {}
    matcher, asked = app.url_map.bind("127.0.0.1"), Counter[str]()
    while waiting:
        address = waiting.pop()
        path = urlsplit(address).path
        endpoint = matcher.match(path)[0] if path.startswith(front) else ""
        if each and asked[endpoint] >= each:
            continue
        if address in found or not address.startswith(front) or asked[path] >= ASKED:
            continue
        asked.update([path, endpoint])
        answer = client.get(address)
        found[address] = (endpoint, answer)
        if answer.mimetype == "text/html":
            waiting += map(unescape, LINK.findall(answer.text))
    return found


def test_every_public_page_is_the_same_for_everyone(app, client, sign_in):
    load()
    make_event(title="Told apart by nothing")
    pages = crawl(app, client, ["/en/offline", "/en/calendar.ics", "/en/van", "/en/register", "/en/worried", *THANKS])
    assert public_endpoints(app) - {endpoint for endpoint, _ in pages.values()} == set(), "not looked at"

    somebody = app.test_client()
    sign_in(somebody, "coordinator", "Somebody Verydistinct")
    make_account("peer", "Another")
    for address, (_, before) in pages.items():
        headers = {"Accept-Language": "pt, ar;q=0.5", "Cookie2": "x=y", "User-Agent": "Another", "DNT": "1"}
        after = somebody.get(address, headers=headers, environ_overrides={MADE_ANEW: True})
        assert after.get_data() == before.get_data(), f"{address} differs by who asks"
        assert after.headers["ETag"] == before.headers["ETag"], address
        for answer in (before, after):
            assert "Set-Cookie" not in answer.headers, address
            assert "Cookie" not in answer.headers.get("Vary", ""), address
            assert "csrf" not in answer.text, address
            assert "nonce" not in answer.text, address
