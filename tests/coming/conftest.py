"""What somebody may want to come to."""

import pytest

from tests.factories import make_event


@pytest.fixture
def event(app):
    return make_event(title="Breakfast together")
