"""Reads QR codes off pictures as phones' cameras do, and makes the pictures worse first."""

import io
from dataclasses import dataclass
from math import dist, sqrt

import zxingcpp
from PIL import Image, ImageDraw, ImageFilter
from pyzbar import pyzbar

#: Of the code, hidden by a blot.
BLOT = 0.1
#: Pixels of blur (sigma), degrees of rotation, and what is left of the contrast.
BLUR, TURNED, CONTRAST = 1.5, 10, 0.3


@dataclass(frozen=True)
class Seen:
    """What a QR code says, how long its side is in pixels, without the white around it, and where its middle is."""

    text: str
    side: float
    middle: tuple[float, float]


def look(picture: bytes | Image.Image) -> Seen:
    """The one QR code on a picture (a PNG, or drawn); fails when there is none or another one."""
    [found] = look_at_all(picture)
    return found


def look_at_all(picture: bytes | Image.Image) -> list[Seen]:
    """Every QR code on a picture."""
    return [_seen(found) for found in zxingcpp.read_barcodes(gray(picture), formats=zxingcpp.BarcodeFormat.QRCode)]


def zbar(picture: Image.Image) -> list[str]:
    """What zbar, another reader, finds on a picture."""
    return [found.data.decode() for found in pyzbar.decode(picture, symbols=[pyzbar.ZBarSymbol.QRCODE])]


def gray(picture: bytes | Image.Image) -> Image.Image:
    image = picture if isinstance(picture, Image.Image) else Image.open(io.BytesIO(picture))
    return image.convert("L")


def worse(picture: Image.Image, seen: Seen) -> dict[str, Image.Image]:
    """The picture as bad cameras, bad light and coffee make it, each alone; `seen`: the code on it."""
    return {
        "blurred": picture.filter(ImageFilter.GaussianBlur(BLUR)),
        "turned": picture.rotate(TURNED, Image.Resampling.BICUBIC, expand=True, fillcolor="white"),
        "faint": picture.point(lambda level: round(128 + (level - 128) * CONTRAST)),
        "blotted": _blotted(picture, seen),
    }


def _blotted(picture: Image.Image, seen: Seen) -> Image.Image:
    """A dark square in the middle of the code, away from its three corner squares."""
    blotted, half = picture.copy(), seen.side * sqrt(BLOT) / 2
    (x, y) = seen.middle
    ImageDraw.Draw(blotted).rectangle((x - half, y - half, x + half, y + half), fill=40)
    return blotted


def _seen(found: zxingcpp.Barcode) -> Seen:
    at = found.position
    corners = [(it.x, it.y) for it in (at.top_left, at.top_right, at.bottom_right, at.bottom_left)]
    middle = (sum(x for x, _y in corners) / 4, sum(y for _x, y in corners) / 4)
    return Seen(found.text, dist(corners[0], corners[1]), middle)
