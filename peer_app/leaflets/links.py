"""A batch's link, as it is printed and as it is scanned."""


def printed_link(origin: str, code: str) -> str:
    """The link as people read and type it: `example.org/l/BCDF23`. Plain http has to be typed."""
    return f"{origin.removeprefix('https://')}/l/{code}"


def opened_link(origin: str, code: str) -> str:
    """The link as a tap opens it, and as it is sent."""
    return f"{origin}/l/{code}"


def scanned_link(origin: str, code: str) -> str:
    """The link as the QR code holds it: in upper case, which takes fewer modules (alphanumeric mode)."""
    return f"{origin}/l/{code}".upper()
