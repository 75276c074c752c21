"""Message encryption: one size for whatever is said, and readable for one browser only."""

import json

import pytest

from peer_app.push.encryption import encrypted
from peer_app.push.visible import BODY_BYTES, MOST_BYTES
from tests.push_service.encryption import DecryptionError, ReceiverKeys, decrypt

KEYS = ReceiverKeys.new()


@pytest.mark.parametrize("said", ["", "hello", "مرحبا", "ends in spaces   ", "x" * (MOST_BYTES - 2)])
def test_whatever_is_said_arrives_whole_and_has_one_size(said):
    body = encrypted(json.dumps(said, ensure_ascii=False).encode(), **KEYS.to_json())
    assert len(body) == BODY_BYTES
    assert json.loads(decrypt(body, KEYS)) == said


def test_what_is_too_long_is_not_cut_in_silence():
    with pytest.raises(ValueError, match="more than"):
        encrypted(b"x" * (MOST_BYTES + 1), **KEYS.to_json())


def test_it_is_for_nobody_else_and_never_the_same_twice():
    body = encrypted(b"{}", **KEYS.to_json())
    with pytest.raises(DecryptionError):
        decrypt(body, ReceiverKeys.new())
    assert body != encrypted(b"{}", **KEYS.to_json())


def test_it_fits_what_every_push_service_passes_on():
    assert BODY_BYTES <= 3_070  # Mozilla's to Firefox on Android, once it is base64
