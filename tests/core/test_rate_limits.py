"""Whom a rate limit counts."""

import pytest
from flask.testing import FlaskClient

from peer_app.core.ready_pages import MADE_ANEW
from tests.factories import make_event


@pytest.mark.parametrize("way", [{}, {MADE_ANEW: True}], ids=["kept ready", "made anew"])
def test_a_hall_of_people_behind_one_address_all_get_the_page(app, way):
    page = f"/en{make_event().path}"
    phone = FlaskClient(app, use_cookies=False)
    with app.app_context():
        answers = [phone.get(page, environ_overrides=way).status_code for _ in range(300 if not way else 100)]
    assert set(answers) == {200}
