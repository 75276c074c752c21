"""Whom a rate limit counts."""

import pytest
from flask.testing import FlaskClient

from peer_app.core.ready_pages import MADE_ANEW
from peer_app.extensions import household
from tests.factories import make_event


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


@pytest.mark.parametrize("way", [{}, {MADE_ANEW: True}], ids=["kept ready", "made anew"])
def test_a_hall_of_people_behind_one_address_all_get_the_page(app, way):
    page = f"/en{make_event().path}"
    phone = FlaskClient(app, use_cookies=False)
    with app.app_context():
        answers = [phone.get(page, environ_overrides=way).status_code for _ in range(300 if not way else 100)]
    assert set(answers) == {200}
