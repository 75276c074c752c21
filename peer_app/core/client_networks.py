"""Which network a request comes from: what rate limits and concurrency limits count by.

One connection to the internet is one network: a single IPv4 address, or the /64 that an IPv6 connection has for itself
(RFC 6177). IPv6 addresses that stand for an IPv4 address count as that one, or all of IPv4 would be one network.
"""

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from flask import request

#: Where the proxy in front names no address (`unknown`, RFC 7239): all of these share what one network may have.
UNKNOWN = "unknown"

# IPv4 in the last 32 bits: the prefixes of translators (RFC 6052, section 2.1; RFC 8215).
_TRANSLATED = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))


def client_network() -> str:
    """The network of this request's client: `192.0.2.7`, `2001:db8:1:2::/64` or UNKNOWN."""
    return network_of(request.remote_addr or "")


@lru_cache(maxsize=4096)
def network_of(address: str) -> str:
    """The network of an address as servers and proxies write it: with a port, in brackets, with a zone, or not at all.

    Never raises: what is no address counts as UNKNOWN.
    """
    try:
        found = ip_address(_bare(address))
    except ValueError:
        return UNKNOWN
    if isinstance(found, IPv6Address):
        inner = _inside(found)
        return str(inner or ip_network((int(found), 64), strict=False))
    return str(found)


def _bare(address: str) -> str:
    """The address without brackets, port (`192.0.2.7:443`, `[2001:db8::1]:443`) and zone (RFC 4007)."""
    bare = address.strip().strip('"')
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    return bare.partition("%")[0]


def _inside(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for: mapped (RFC 4291), translated, 6to4 (RFC 3056), Teredo."""
    if any(address in prefix for prefix in _TRANSLATED):
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)
