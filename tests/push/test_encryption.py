"""Message encryption: as RFC 8291 has it in its appendix, and one size for whatever is said."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from peer_app.push.encryption import BODY_BYTES, MOST_BYTES, encrypted, sealed
from tests.push_service.encryption import DecryptionError, ReceiverKeys, decrypt, from_base64url

KEYS = ReceiverKeys.new()


@pytest.mark.parametrize(
    "text", [b"", b"x", b"hello", "مرحبا".encode(), b"\0\0", b"\x02", b"\x02\0", b"x" * MOST_BYTES]
)
def test_whatever_is_said_arrives_whole_and_has_one_size(text):
    """Also where the text itself ends like padding."""
    body = encrypted(text, **KEYS.to_json())
    assert len(body) == BODY_BYTES
    assert decrypt(body, KEYS) == text


def test_what_is_too_long_is_not_cut_in_silence():
    with pytest.raises(ValueError, match="more than"):
        encrypted(b"x" * (MOST_BYTES + 1), **KEYS.to_json())


def test_it_is_for_nobody_else_and_never_the_same_twice():
    body = encrypted(b"hello", **KEYS.to_json())
    with pytest.raises(DecryptionError):
        decrypt(body, ReceiverKeys.new())
    assert body != encrypted(b"hello", **KEYS.to_json())


def test_it_fits_what_every_push_service_passes_on():
    assert BODY_BYTES <= 3_070  # Mozilla's to Firefox on Android, once it is base64


def test_the_example_of_rfc_8291():
    """Appendix A, up to the padding, which the example does without: counter mode says the same of the same bytes."""
    receiver = from_base64url("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4")
    auth = from_base64url("BTBZMqHH6r4Tts7J_aSIgg")
    salt = from_base64url("DGv6ra1nlYgDCS1FRnbzlw")
    private = ec.derive_private_key(
        int.from_bytes(from_base64url("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")), ec.SECP256R1()
    )
    expected = from_base64url(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
        "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    body = sealed(b"When I grow up, I want to be a watermelon", receiver, auth, private, salt)
    assert body[: len(expected) - 16] == expected[:-16]
