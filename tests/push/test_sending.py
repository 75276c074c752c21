"""What an endpoint may not make us do."""

from datetime import timedelta

import pytest

from peer_app.core import clock
from peer_app.push.addresses import is_public
from peer_app.push.sending import read_retry_after
from peer_app.push.vapid import Signer
from tests.push_service import vapid


@pytest.mark.parametrize("address", ["1.1.1.1", "142.250.1.1", "2606:4700::1111", "2a00:1450::1", "2002:101:101::1"])
def test_public_addresses(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::7f00:1",
        "::127.0.0.1",
        "::ffff:0:127.0.0.1",
        "fec0::1",
        "5f00::1",
        "3fff::1",
        "2001:db8::1",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
        "not an address",
    ],
)
def test_addresses_of_private_networks(address):
    assert not is_public(address)


def test_retry_after_is_read_in_both_forms_and_kept_within_a_day():
    now = clock.now()
    assert read_retry_after("120") - now == pytest.approx(timedelta(seconds=120), abs=timedelta(seconds=2))
    assert read_retry_after("Fri, 31 Dec 2100 23:59:59 GMT") - now <= timedelta(days=1, seconds=2)
    assert read_retry_after("Fri, 31 Dec 1999 23:59:59 GMT") >= now
    for many in ("9" * 300, "9" * 5000):
        assert read_retry_after(many) - now <= timedelta(days=1, seconds=2)
    strange = (None, "", "soon", "-5", "1.5", "²", "٣", "Fri, 31 Dec 1999 99:99:99 GMT")
    assert [read_retry_after(header) for header in strange] == [None] * len(strange)


def test_a_signature_is_for_one_push_service_and_used_again():
    signer = Signer("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw", "mailto:team@example.org")
    first = signer.authorization("https://fcm.googleapis.com")
    assert signer.authorization("https://fcm.googleapis.com") is first
    other = signer.authorization("https://web.push.apple.com")
    assert vapid.check(first, "https://fcm.googleapis.com", signer.public_key)["sub"] == "mailto:team@example.org"
    assert vapid.check(other, "https://web.push.apple.com", signer.public_key)
    with pytest.raises(vapid.VapidError, match="aud"):
        vapid.check(other, "https://fcm.googleapis.com")
