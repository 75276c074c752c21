"""The worker's and the manifest's addresses."""

import base64
import hashlib
import json
import re

from peer_app.core.languages import LANGUAGES
from peer_app.extensions import db
from peer_app.organisation import models as organisation


def test_each_worker_imports_its_entry_by_revision(client):
    public = client.get("/sw.js")
    van = client.get("/sw.js?van")
    assert public.mimetype == van.mimetype == "text/javascript"
    assert "service_worker/public-worker.js" in public.text
    assert "service_worker/van-worker.js" in van.text
    for answer in (public, van):
        path = answer.text.split('"')[1]
        assert client.get(path).mimetype == "text/javascript"


def test_the_vans_worker_brings_a_page_that_needs_no_other_file(client):
    organisation.save(name="Peers <b>", phone="020 7946 0000")
    db.session.commit()
    answer = client.get("/sw.js?van")
    fallback = json.loads(answer.text.split("self.FALLBACK = ")[1].removesuffix(";\n"))
    assert set(fallback["pages"]) == set(LANGUAGES)
    for code, page in fallback["pages"].items():
        html = page["html"]
        assert html.startswith("<!doctype html>")
        assert f'lang="{LANGUAGES[code].html}" dir="{LANGUAGES[code].direction}"' in html
        assert "tel:999" in html
        assert "tel:02079460000" in html
        assert "Peers &lt;b&gt;" in html
        assert not re.search(r"<script|<link|<img|/assets/", html)
        assert html.count(fallback["place"]) == 1
        style = hashlib.sha256(html.split("<style>")[1].split("</style>")[0].encode()).digest()
        assert f"'sha256-{base64.b64encode(style).decode()}'" in fallback["headers"]["Content-Security-Policy"]
        assert not re.search("[<>&]", f"{page['none']}{page['unreadable']}{page['waiting']}")
    assert client.get("/sw.js?van", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_the_worker_that_switches_everything_off_needs_no_database(app, client):
    app.config["OFFLINE"] = False
    assert client.get("/sw.js?van").text.count("\n") == 1


def test_the_manifest_is_neutral_and_its_icons_exist(client):
    manifest = client.get("/manifest.webmanifest").json
    assert manifest["name"] == manifest["short_name"] == "What’s on"
    assert manifest["start_url"] == "/en/"
    assert client.get("/manifest.webmanifest?van").json["start_url"] == "/en/van"
    for icon in manifest["icons"]:
        assert client.get(icon["src"]).mimetype == "image/png"
