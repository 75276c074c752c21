"""Whether readers of QR codes read every layout in every language, well printed and badly.

zbar and zxing-cpp. OpenCV's own reader was tried: it reads all but those with a blot, which every phone reads.
"""

from collections import Counter
from collections.abc import Iterator

from benchmarks.table import Row
from peer_app.leaflets.print import render_png
from peer_app.leaflets.print.layouts import LAYOUTS
from tests import camera
from tests.leaflets.sheets import ARABIC, LANGUAGES, LINK, PLAIN, sheet

PPI = 150
PIECES = {"a6": 4, "cards": 10}


def rows() -> Iterator[Row]:
    """Each way of being hard to read by itself, as a share of all that were tried."""
    tried, read = Counter[str](), Counter[str]()
    samples = [*((words,) for words in LANGUAGES.values()), (PLAIN, ARABIC)]
    for layout in LAYOUTS:
        for words in samples:
            for saves_ink in (False, True):
                picture = camera.gray(render_png(sheet(*words), layout, saves_ink=saves_ink, ppi=PPI)[0])
                seen = camera.look_at_all(picture)
                tried["as printed"] += PIECES.get(layout, 1)
                read["as printed"] += min(len(seen), camera.zbar(picture).count(LINK))
                piece, close = _piece(picture, seen[0])
                for how, worse in camera.worse(piece, close).items():
                    tried[how] += 1
                    texts = [*camera.zbar(worse), *(it.text for it in camera.look_at_all(worse))]
                    read[how] += texts == [LINK, LINK]
    for how, count in tried.items():
        yield Row(f"{count} codes at {PPI} dots an inch, {how}: read by both", 100 * read[how] / count, "%", 100, True)


def _piece(picture: camera.Image.Image, seen: camera.Seen) -> tuple[camera.Image.Image, camera.Seen]:
    around = 1.3 * seen.side
    piece = picture.crop([round(at + side * around) for side in (-0.5, 0.5) for at in seen.middle])
    return piece, camera.look(piece)
