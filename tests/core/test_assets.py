"""Files carry a revision in their address and may be kept for good."""

import re

from peer_app.core import assets


def test_a_file_may_be_kept_for_good(app, client):
    with app.test_request_context():
        address = assets.asset("site.css")
    answer = client.get(address)
    assert answer.mimetype == "text/css"
    assert "immutable" in answer.headers["Cache-Control"]


def test_an_older_revision_gets_todays_file_but_may_not_keep_it(client):
    answer = client.get("/assets/000000000000/static/js/site.js")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


def test_no_path_leads_outside(client):
    for path in ("../wsgi.py", "%2e%2e/wsgi.py", "static/../../wsgi.py", "etc/passwd", "peer_app/config.py"):
        assert client.get(f"/assets/x/{path}").status_code == 404


def test_the_smallest_that_a_browser_takes(client):
    sizes = {}
    for wish, sent in (("", None), ("gzip", "gzip"), ("gzip, deflate, br, zstd", "br")):
        answer = client.get("/assets/x/site.css", headers={"Accept-Encoding": wish})
        assert answer.headers.get("Content-Encoding") == sent
        assert "Accept-Encoding" in answer.headers["Vary"]
        sizes[sent] = len(answer.get_data())
    assert sizes["br"] < sizes["gzip"] < sizes[None]


def test_scripts_lose_what_only_we_read_and_keep_what_is_owed(app, client):
    ours = client.get("/assets/x/service_worker/outbox.js").text
    assert "export async function settle(" in ours
    assert "//" not in ours
    assert "/**" not in ours
    assert client.get("/assets/x/static/vendor/idb.js").text.startswith("/*! idb")


def test_gzip_only_for_those_who_ask(client):
    plain = client.get("/assets/x/site.css")
    packed = client.get("/assets/x/site.css", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.get_data()) < len(plain.get_data())


def test_style_sheets_lose_what_only_we_read_and_nothing_else(client):
    ours = "".join(file.read_text(encoding="utf-8") for file in (assets.ROOT / "static/css").glob("*.css"))
    sent = client.get("/assets/x/site.css").text
    assert "/*" not in sent
    assert len(sent) < 0.95 * len(ours)
    without_comments = re.sub(r"/\*.*?\*/", "", ours, flags=re.DOTALL)
    assert sorted("".join(sent.split())) == sorted("".join(without_comments.split()))
