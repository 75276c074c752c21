"""Data in pages: nothing in it can end its block, and plurals follow the language."""

from flask import g

from peer_app.core.messages import data_block, messages, plural


def test_no_text_ends_the_block():
    block = str(data_block("application/json", {"title": "</script><script>alert(1)</script>&'\""}, "x"))
    assert block.count("<") == 2


def test_plural_forms_by_category(app):
    with app.test_request_context("/en/"):
        g.lang = "en"
        forms = plural("{n} person", "{n} people")
        assert forms == {"one": "{n} person", "other": "{n} people"}
        assert '"waiting":' in messages(waiting=forms).replace(" ", "")
