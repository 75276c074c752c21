"""Who makes leaflets."""

import pytest

from tests.auditing_client import AuditingClient


@pytest.fixture
def peer(client: AuditingClient, sign_in) -> AuditingClient:
    """A peer supporter's browser, signed in."""
    sign_in(client, role="peer")
    return client
