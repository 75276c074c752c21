"""Whom a rate limit counts."""

import pytest

from peer_app.extensions import household


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
    ],
)
def test_one_connection_is_one_household(app, address, counted):
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert household() == counted
