"""Cameras read the code of every layout, also on a bad day."""

from functools import cache

import pytest

from peer_app.leaflets.print import render_png
from peer_app.leaflets.print.layouts import LAYOUTS
from tests import camera
from tests.leaflets.sheets import ARABIC, LANGUAGES, LINK, LONG, PLAIN, sheet

PPI = 150
#: On a sheet that is cut.
PIECES = {"a6": 4, "cards": 10}
SAMPLES = {**{code: (words,) for code, words in LANGUAGES.items()}, "two": (PLAIN, ARABIC), "long": (LONG,)}


@cache
def printed(layout, name, saves_ink=False):
    return camera.gray(render_png(sheet(*SAMPLES[name]), layout, saves_ink=saves_ink, ppi=PPI)[0])


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", SAMPLES)
def test_every_piece_has_one_code_of_25_mm_at_least(layout, name):
    picture = printed(layout, name)
    seen = camera.look_at_all(picture)
    assert [code.text for code in seen] == [LINK] * PIECES.get(layout, 1)
    assert min(code.side for code in seen) / PPI * 25.4 >= 25
    assert camera.zbar(picture) == [LINK] * PIECES.get(layout, 1)


@pytest.mark.parametrize("saves_ink", [False, True])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_two_readers_read_it_blurred_turned_faint_and_blotted(layout, saves_ink):
    picture = printed(layout, "ar", saves_ink)
    for seen in camera.look_at_all(picture)[:1]:
        around = 1.3 * seen.side
        piece = picture.crop([round(at + side * around) for side in (-0.5, 0.5) for at in seen.middle])
        [close] = camera.look_at_all(piece)
        for how, worse in camera.worse(piece, close).items():
            assert camera.zbar(worse) == [LINK], how
            assert camera.look(worse).text == LINK, how
