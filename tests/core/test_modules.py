"""What a script brings along is asked for at once, and what it may load later is not."""

import re

from flask import Flask

from peer_app.core import assets
from peer_app.core.assets import Asset
from peer_app.core.modules import imported, imports_of
from tests.auditing_client import AuditingClient


def scripts(**sources: str) -> dict[str, Asset]:
    return {
        f"js/{name}.js": Asset(source.encode(), "text/javascript", shrinks=True) for name, source in sources.items()
    }


def test_nearest_first_and_each_once() -> None:
    files = scripts(
        page='import { b } from "./b.js";import"./c.js";',
        b='import { d } from "./d.js"; const later = () => import("./e.js");',
        c='import{d}from"./d.js";export*from"../js/b.js";',
        d='import "./b.js"; // in a circle',
        e="",
    )
    assert imported(files, "js/page.js") == ["js/b.js", "js/c.js", "js/d.js"]
    assert imported(files, "js/page.js", later=True) == ["js/b.js", "js/c.js", "js/d.js", "js/e.js"]


def test_every_import_of_ours_leads_to_a_file(app: Flask) -> None:
    files = assets.current().files
    for path in files:
        if path.endswith(".js"):
            assert set(imported(files, path, later=True)) <= files.keys(), path


def test_van_mode_asks_for_all_at_once_and_for_what_seals_only_where_there_is_a_form(client: AuditingClient) -> None:
    def preloaded(page: str) -> set[str]:
        return set(re.findall(r'<link rel="modulepreload" href="/assets/[^/]+/([^"]+)">', client.get(page).text))

    home, form = preloaded("/en/van"), preloaded("/en/register")
    assert {"service_worker/outbox.js", "static/vendor/idb.js", "static/js/dates.js"} <= home
    assert {"service_worker/seal.js", "static/vendor/hpke.js"} <= form - home
    assert home >= set(imports_of("static/js/van.js"))
    assert preloaded("/en/") == set()  # on a slow line, the page comes first
