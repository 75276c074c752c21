"""The guard that every test of a page relies on."""

import pytest
from flask import render_template_string

from peer_app.accounts.models import Account
from tests.factories import make_account


def test_a_query_in_a_template_is_noticed(app):
    make_account()
    assert render_template_string("{{ names|join }}", names=[account.name for account in Account.everyone()]) == "Ama"
    with pytest.raises(AssertionError, match="runs a query: SELECT"):
        render_template_string("{{ everyone()|length }}", everyone=Account.everyone)
