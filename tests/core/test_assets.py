"""Files carry a revision in their address and may be kept for good."""

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


def test_gzip_only_for_those_who_ask(client):
    plain = client.get("/assets/x/site.css")
    packed = client.get("/assets/x/site.css", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.get_data()) < len(plain.get_data())
