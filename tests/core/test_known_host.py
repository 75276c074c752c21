"""What stands in `Host` is compared, and gets nowhere."""

import pytest
from werkzeug.middleware.proxy_fix import ProxyFix

from peer_app.core.known_host import KnownHost
from tests.factories import make_event
from tests.structure.test_url_map import calls_of

FOREIGN = ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "127.0.0.1:8000@evil.example", "10.0.0.7", ""]
OURS = ["127.0.0.1:8000", "localhost", "LOCALHOST:8000", "127.0.0.1", "[::1]:8000"]
#: What a browser says of a post from a page under the foreign name (DNS rebinding), and of one from ours.
SENDERS = [
    {"Sec-Fetch-Site": "same-origin"},
    {"Origin": "http://evil.example"},
    {"Origin": "http://127.0.0.1:8000"},
    {},
]


@pytest.mark.pages
@pytest.mark.parametrize("host", FOREIGN[:2])
def test_no_answer_names_a_foreign_host(app, host):
    make_event()
    client = app.test_client()
    for _rule, address, method in calls_of(app):
        for path in (address, address.rstrip("/") or "/"):
            answer = client.open(path, method=method, headers={"Host": host, "X-Forwarded-Host": host})
            assert "evil.example" not in answer.text + str(answer.headers), path


@pytest.mark.parametrize("host", FOREIGN)
@pytest.mark.parametrize("sender", SENDERS, ids=repr)
def test_nothing_is_posted_to_a_foreign_host(client, host, sender):
    answer = client.post("/en/propose", data={"title": "x"}, headers=sender | {"Host": host})
    assert answer.status_code == 421
    assert "http://127.0.0.1:8000" in answer.text


@pytest.mark.parametrize("host", OURS)
def test_our_own_names_are_taken(client, host):
    answer = client.post("/en/propose", data={"title": "x"}, headers={"Host": host, "Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 422


@pytest.mark.parametrize("host", FOREIGN)
def test_pages_and_health_checks_are_answered(client, host):
    assert client.get("/healthz", headers={"Host": host}).status_code == 200
    assert client.get("/en/", headers={"Host": host}).status_code == 200


def test_a_proxy_that_forwards_a_foreign_host_opens_nothing(app, monkeypatch):
    monkeypatch.setattr(app, "wsgi_app", ProxyFix(app.wsgi_app, 1, 1, 1))
    headers = {"Host": "127.0.0.1:8000", "X-Forwarded-Host": "evil.example", "Sec-Fetch-Site": "same-origin"}
    assert app.test_client().post("/en/propose", data={"title": "x"}, headers=headers).status_code == 421


@pytest.mark.parametrize("origin", ["https://example.org", "https://example.org:443", "https://EXAMPLE.org"])
@pytest.mark.parametrize("host", ["example.org", "example.org:443", "Example.org"])
def test_the_default_port_may_be_named_or_left_out(origin, host):
    passed_on = []
    environ = {"HTTP_HOST": host}
    KnownHost(lambda environ, _start: passed_on.append(dict(environ)) or [], origin)(environ, None)
    assert passed_on == [{"HTTP_HOST": host}]
