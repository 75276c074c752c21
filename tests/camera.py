"""Reads QR codes off pictures, as a phone's camera does."""

import io
from dataclasses import dataclass
from math import dist

import zxingcpp
from PIL import Image


@dataclass(frozen=True)
class Seen:
    """What a QR code says, and how long its side is in pixels, without the white around it."""

    text: str
    side: float


def look(picture: bytes | Image.Image) -> Seen:
    """The one QR code on a picture (a PNG, or drawn); fails when there is none or another one."""
    image = picture if isinstance(picture, Image.Image) else Image.open(io.BytesIO(picture))
    [found] = zxingcpp.read_barcodes(image.convert("L"), formats=zxingcpp.BarcodeFormat.QRCode)
    left, right = found.position.top_left, found.position.top_right
    return Seen(found.text, dist((left.x, left.y), (right.x, right.y)))
