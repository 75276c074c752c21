"""Which addresses of the network a message may be sent to, whatever DNS says of a name."""

import ipaddress

# All that is routed (RFC 4291, section 2.4), and what is not although it lies there (RFC 9637).
_UNICAST = ipaddress.ip_network("2000::/3")
_DOCUMENTATION = ipaddress.ip_network("3fff::/20")


def is_public(address: str) -> bool:
    """Whether an IP address is one that everybody can reach (and not a private IPv4 in an IPv6 disguise)."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed not in _UNICAST or parsed in _DOCUMENTATION or parsed.teredo:
            return False
        if parsed.sixtofour:
            return is_public(str(parsed.sixtofour))
    return parsed.is_global and not parsed.is_multicast
