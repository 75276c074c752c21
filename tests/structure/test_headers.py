"""Every answer carries the policy, whatever it is: a page, a file, a door, a mistake, a crash."""

import pytest

from peer_app.core.access import Audience, audiences_of
from tests.structure.test_url_map import calls_of

pytestmark = pytest.mark.pages

NEEDED = {"default-src": "'none'", "script-src": "'self'", "base-uri": "'none'", "frame-ancestors": "'none'"}


def complaints(answer):
    policy = dict(part.split(" ", 1) for part in answer.headers.get("Content-Security-Policy", "").split("; ") if part)
    found = [f"{name} is {policy.get(name)}" for name, value in NEEDED.items() if policy.get(name) != value]
    found += [f"{name} {value}" for name, value in policy.items() if "unsafe" in value or "*" in value]
    if answer.headers.get("Peer-App") != "1":
        found.append("a worker would take it for a captive portal's")
    if answer.headers.get("X-Content-Type-Options") != "nosniff":
        found.append("no nosniff")
    if answer.headers.get("Referrer-Policy") not in {"same-origin", "no-referrer"}:
        found.append("no Referrer-Policy")
    if not answer.headers.get("Cache-Control"):
        found.append("no Cache-Control")
    for cookie in answer.headers.getlist("Set-Cookie"):
        if "HttpOnly" not in cookie or "SameSite=Lax" not in cookie:
            found.append(f"cookie {cookie}")
    return [f"{answer.request.method} {answer.request.path} ({answer.status_code}): {what}" for what in found]


@pytest.mark.parametrize("role", [None, "coordinator"])
def test_every_route_answers_with_the_policy(app, client, sign_in, role):
    if role:
        sign_in(client, role)
    assert [
        complaint
        for rule, address, method in calls_of(app)
        for complaint in complaints(client.open(address, method=method))
    ] == []


def test_what_is_there_carries_it_too(app, client):
    for path in ("/en/", "/sw.js", "/sw.js?van", "/manifest.webmanifest", "/healthz"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert complaints(answer) == []


def test_files_carry_it(client):
    from peer_app.core.assets import current

    assert current().files
    for path in current().files:
        answer = client.get(current().url(path))
        assert answer.status_code == 200
        assert complaints(answer) == []


@pytest.mark.parametrize(
    ("path", "options", "status"),
    [
        ("/nowhere", {}, 404),
        ("/sync/nowhere", {}, 404),
        ("/en/", {"method": "POST"}, 405),
        ("/sign-in", {"method": "POST"}, 400),
        ("/push/subscriptions", {"method": "POST", "json": {}, "headers": {"Sec-Fetch-Site": "cross-site"}}, 403),
        ("/sync/pack", {}, 401),
        ("/sync/records", {"method": "POST", "data": b"x" * 3_000_000}, None),
    ],
)
def test_a_mistake_carries_it(client, path, options, status):
    answer = client.open(path, **options)
    assert status is None or answer.status_code == status
    assert answer.status_code >= 400
    assert complaints(answer) == []


def test_a_crash_carries_it(app, client, monkeypatch):
    def crash():
        raise RuntimeError("on purpose")

    crash.audiences = frozenset({Audience.PUBLIC})
    monkeypatch.setitem(app.view_functions, "health.show", crash)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = client.get("/healthz")
    assert answer.status_code == 500
    assert "on purpose" not in answer.text
    assert complaints(answer) == []


def test_doors_depend_on_the_language(app, client):
    doors = [address for rule, address, _ in calls_of(app) if rule.endpoint.endswith("_door")]
    assert doors
    for address in doors:
        answer = client.get(address)
        assert answer.status_code == 302, address
        assert answer.location.startswith("/en/"), address
        assert "Accept-Language" in answer.headers["Vary"], address


def test_only_strangers_pages_may_be_kept(app, client, sign_in):
    sign_in(client)
    for rule, address, method in calls_of(app):
        if Audience.PUBLIC not in audiences_of(rule.endpoint):
            assert client.open(address, method=method).headers["Cache-Control"] == "no-store", str(rule)
