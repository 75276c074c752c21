"""QR codes that cameras read, small enough for a slow phone."""

import gzip
import time
from statistics import median

import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageOps

from peer_app.core.qr import QUIET_ZONE, inline_svg, svg_file
from peer_app.leaflets.links import printed_link, scanned_link
from tests import camera

ORIGIN = "https://living-well.example.org"


def drawn(svg: str, pixels: int = 8) -> Image.Image:
    """The picture of a code whose path is made of boxes, `pixels` to a module."""
    size = int(svg.partition('viewBox="0 0 ')[2].partition(" ")[0])
    picture = Image.new("L", (size * pixels, size * pixels), "white")
    pen = ImageDraw.Draw(picture)
    for box in svg.rpartition(' d="')[2].partition('"')[0].split("z")[:-1]:
        start, _, rest = box.removeprefix("M").partition("h")
        x, y = map(int, start.split())
        width = int(rest.partition("v")[0])
        pen.rectangle((x * pixels, y * pixels, (x + width) * pixels - 1, (y + 1) * pixels - 1), "black")
    return picture


@pytest.mark.parametrize("origin", [ORIGIN, "http://127.0.0.1:8000", "https://a.uk"])
def test_a_camera_reads_the_link_in_upper_case(origin):
    link = scanned_link(origin, "BCDF23")
    assert link == f"{origin}/l/BCDF23".upper()
    assert camera.look(drawn(svg_file(link))).text == link


@pytest.mark.parametrize("origin", [ORIGIN, "https://a.uk", "https://a-longer-name.of-some-borough.example.org"])
def test_a_quarter_of_it_may_be_lost_and_it_carries_no_parameter(origin):
    [found] = zxingcpp.read_barcodes(drawn(svg_file(scanned_link(origin, "BCDF23"))))
    assert found.ec_level == "Q"
    assert not set("?#&=") & set(found.text)


def test_the_printed_link_is_short_to_type():
    assert printed_link(ORIGIN, "BCDF23") == "living-well.example.org/l/BCDF23"
    assert printed_link("http://10.0.0.2:8000", "BCDF23") == "http://10.0.0.2:8000/l/BCDF23"


def test_upper_case_saves_modules():
    link = scanned_link(ORIGIN, "BCDF23")
    assert drawn(svg_file(link), pixels=1).width == 29 + 2 * QUIET_ZONE  # version 3
    assert drawn(svg_file(link.lower()), pixels=1).width == 33 + 2 * QUIET_ZONE


def test_the_quiet_zone_is_left_white():
    picture = drawn(svg_file(scanned_link(ORIGIN, "BCDF23")), pixels=1)
    last = picture.width - QUIET_ZONE
    assert ImageOps.invert(picture).getbbox() == (QUIET_ZONE, QUIET_ZONE, last, last)


def test_it_is_small_and_quickly_made():
    sizes, seconds = [], []
    for number in range(20):
        link = scanned_link(ORIGIN, f"BCD{number:03}")
        start = time.process_time()
        svg = inline_svg(link, "QR code")
        seconds.append(time.process_time() - start)
        sizes.append(len(gzip.compress(svg.encode())))
    assert max(sizes) <= 4096
    assert median(seconds) <= 0.010


def test_screen_readers_hear_what_it_is():
    svg = inline_svg(scanned_link(ORIGIN, "BCDF23"), 'The "code" <b>')
    assert 'role="img"' in svg
    assert 'aria-label="The &#34;code&#34; &lt;b&gt;"' in svg
