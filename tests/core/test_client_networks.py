"""Whom a limit counts: one connection to the internet, however a server or a proxy writes its address."""

import random
from ipaddress import IPv4Address, ip_address, ip_network

import pytest
from werkzeug.middleware.proxy_fix import ProxyFix

from peer_app.core.client_networks import UNKNOWN, network_of

V4 = "192.0.2.7"


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        (V4, V4),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        # IPv6 addresses that stand for an IPv4 address
        ("::ffff:192.0.2.7", V4),
        ("::ffff:c000:207", V4),
        ("0:0:0:0:0:ffff:192.0.2.7", V4),
        ("64:ff9b::192.0.2.7", V4),
        ("64:ff9b:1::192.0.2.7", V4),
        ("2002:c000:207:1::9", V4),
        ("2001:0:4136:e378:8000:63bf:3fff:fdf8", "192.0.2.7"),
        # as proxies write them
        ("192.0.2.7:5678", V4),
        (" 192.0.2.7 ", V4),
        ("[2001:db8:1:2::9]:443", "2001:db8:1:2::/64"),
        ('"[2001:db8:1:2::9]:443"', "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::9]", "2001:db8:1:2::/64"),
        ("[::ffff:192.0.2.7]:443", V4),
        ("[fe80::1%25eth0]:443", "fe80::/64"),
        # no address
        ("unknown", UNKNOWN),
        ("_hidden", UNKNOWN),
        ("", UNKNOWN),
        ("192.0.2.7, 198.51.100.1", UNKNOWN),
        ("192.0.2.007", UNKNOWN),
        ("999.1.1.1", UNKNOWN),
        ("[", UNKNOWN),
        ("%", UNKNOWN),
        ("::ffff:999.1.1.1", UNKNOWN),
        ("\x00", UNKNOWN),
        ("1" * 5000, UNKNOWN),
    ],
)
def test_one_connection_is_one_network(address, counted):
    assert network_of(address) == counted


def test_whatever_stands_there_counts_as_some_network():
    """Pieces of addresses in any order: never an error, and never more than an IPv4 address or a /64 together."""
    pieces = [
        "192.0.2.7",
        "::",
        "ffff",
        ":",
        ".",
        "[",
        "]",
        "%eth0",
        ":443",
        "64:ff9b::",
        "2002:",
        "unknown",
        " ",
        "\n",
    ]
    for seed in range(5000):
        dice = random.Random(seed)
        address = "".join(dice.choices(pieces, k=dice.randint(0, 6)))
        counted = network_of(address)
        assert counted == UNKNOWN or ip_network(counted).num_addresses in {1, 2**64}, (seed, address)


def test_two_people_with_ipv4_never_share_a_network():
    """Whatever form the server sees their addresses in."""
    forms = ["{v4}", "::ffff:{v4}", "64:ff9b::{v4}", "[::ffff:{v4}]:443", "{v4}:80"]
    dice = random.Random(7)
    for _ in range(500):
        one, other = (str(IPv4Address(dice.getrandbits(32))) for _ in range(2))
        mine, theirs = (network_of(dice.choice(forms).format(v4=it)) for it in (one, other))
        assert (mine == theirs) is (ip_address(one) == ip_address(other)), (one, other)


@pytest.mark.parametrize(
    "forwarded",
    ["1.2.3.4:5678", "[2001:db8::1]:443", "unknown", "", ",", "::ffff:1.2.3.4", "fe80::1%eth0", "[", "é", "1" * 300],
)
@pytest.mark.parametrize("path", ["/en/propose", "/sign-in", "/push/subscriptions"])
def test_whatever_a_proxy_forwards_is_answered(app, monkeypatch, forwarded, path):
    monkeypatch.setattr(app, "wsgi_app", ProxyFix(app.wsgi_app, 1))
    answer = app.test_client().post(path, data="x", headers={"X-Forwarded-For": forwarded})
    assert answer.status_code in {400, 415, 422}
