"""QR codes (ISO/IEC 18004) of links of our own.

Callers make the link from our own origin and a code of theirs: nothing that a visitor sent is ever encoded.
"""

from functools import lru_cache
from itertools import groupby

from markupsafe import Markup

#: Light modules around the code: what the standard asks for.
QUIET_ZONE = 4


def inline_svg(link: str, name: str) -> Markup:
    """The code of `link` as SVG for a page; `name` tells screen readers what it is."""
    size, path = _drawn(link)
    return Markup(
        '<svg class="qr" role="img" aria-label="{name}" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        '<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{path}"/></svg>'
    ).format(name=name, size=size, path=path)


def svg_file(link: str) -> str:
    """The code of `link` as an SVG file, without a background."""
    size, path = _drawn(link)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"><path d="{path}"/></svg>'


def modules(link: str) -> int:
    """How many modules the code of `link` has on a side, quiet zone included."""
    return _drawn(link)[0]


@lru_cache(maxsize=256)
def _drawn(link: str) -> tuple[int, str]:
    """(modules on a side, quiet zone included; one SVG path with a box for each run of dark modules)"""
    from qrcode import QRCode  # only where a code is shown: it brings whatever draws pictures on this machine
    from qrcode.constants import ERROR_CORRECT_Q

    code = QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET_ZONE)
    # One mode for the whole link: cut into pieces it would grow.
    code.add_data(link, optimize=0)
    rows = code.get_matrix()
    boxes = (_boxes(y, row) for y, row in enumerate(rows))
    return len(rows), "".join(box for row in boxes for box in row)


def _boxes(y: int, row: list[bool]) -> list[str]:
    boxes, x = [], 0
    for dark, run in groupby(row):
        width = len(list(run))
        if dark:
            boxes.append(f"M{x} {y}h{width}v1h-{width}z")
        x += width
    return boxes
