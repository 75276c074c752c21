"""The worker's and the manifest's addresses."""


def test_each_worker_imports_its_entry_by_revision(client):
    public = client.get("/sw.js")
    van = client.get("/sw.js?van")
    assert public.mimetype == van.mimetype == "text/javascript"
    assert "service_worker/public-worker.js" in public.text
    assert "service_worker/van-worker.js" in van.text
    for answer in (public, van):
        path = answer.text.split('"')[1]
        assert client.get(path).mimetype == "text/javascript"


def test_the_manifest_is_neutral_and_its_icons_exist(client):
    manifest = client.get("/manifest.webmanifest").json
    assert manifest["name"] == manifest["short_name"] == "What’s on"
    assert manifest["start_url"] == "/en/"
    assert client.get("/manifest.webmanifest?van").json["start_url"] == "/en/van"
    for icon in manifest["icons"]:
        assert client.get(icon["src"]).mimetype == "image/png"
