"""The layouts side by side, as a picture for the README."""

import io
from pathlib import Path

from PIL import Image

from peer_app.leaflets.print import render_png
from tests.leaflets.sheets import ARABIC, PLAIN, sheet

#: What is shown: (layout, words, in black only).
SHOWN = (
    ("a4", (PLAIN,), False),
    ("a5", (PLAIN, ARABIC), False),
    ("a6", (ARABIC,), False),
    ("cards", (PLAIN,), True),
    ("large", (PLAIN,), True),
)
PPI, GAP, DESK = 64, 20, "#d9cfc0"


def draw(file: Path) -> None:
    """Write the picture as a PNG."""
    pages = [
        Image.open(io.BytesIO(render_png(sheet(*words), layout, saves_ink=ink, ppi=PPI)[0])).convert("RGB")
        for layout, words, ink in SHOWN
    ]
    width = sum(page.width + GAP for page in pages) + GAP
    height = max(page.height for page in pages) + 2 * GAP
    desk, x = Image.new("RGB", (width, height), DESK), GAP
    for page in pages:
        desk.paste(page, (x, (height - page.height) // 2))
        x += page.width + GAP
    desk.quantize(64).save(file, optimize=True)
