"""Leaflets on paper, whatever people type into them."""

import io
import sys
import time
import unicodedata
from dataclasses import replace
from statistics import median

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from peer_app.core.qr import svg_file
from peer_app.leaflets import print as paper
from peer_app.leaflets.links import printed_link, scanned_link
from peer_app.leaflets.print import LeafletText, first_sentences, printable, render_pdf, render_png
from tests import camera

ORIGIN = "https://living-well.example.org"
CODE = "BCDF23"

PLAIN = LeafletText(
    lang="en-GB",
    kind="Open event",
    title="Come and see",
    welcome="Everyone is welcome. No referral needed.",
    day=("Thursday", "12", "March"),
    hours="10:00 to 12:30",
    place="Coffee Lovers Cafe",
    address="268 Wandsworth Rd\nLondon SW8 2JR",
    expect_heading="When you walk in",
    expect="Someone will say hello and make you a cup of tea.",
    scan="Scan with your phone’s camera, or type",
    link=printed_link(ORIGIN, CODE),
    ring="Or ring us",
    phone="020 7946 0123",
    opening_hours="Monday to Friday, 9 to 5",
    organisation="Living Well Network",
    qr=svg_file(scanned_link(ORIGIN, CODE)),
    qr_alt="QR code",
)
LONG = replace(
    PLAIN,
    title="Coffee, cake and a conversation about what would make our street a good place to live, yes",
    address="The Old Hall, First Floor\nBehind the Market\n123 Coldharbour Lane\nBrixton, Lambeth\nLondon SW9 8XX",
    expect="We talk and we eat. " * 40,
)
MIXED = replace(PLAIN, title="Breakfast ☕ مقهى صباحي для всех 👩‍👩‍👧 ❤️", place="Łódź, Việt Nam, বাংলা")
MARKUP = replace(
    PLAIN,
    title='#read("/etc/passwd")',
    place="*bold* _x_ @ref $x$ <label>",
    address='#image("x")\n= heading\n- item // no',
    expect='"]}\\u{41} #sys.inputs',
)
WIDE = replace(PLAIN, title="W" * 120, place="w" * 200, address="a" * 500, phone="0" * 200, organisation="o " * 100)
BARE = replace(PLAIN, day=None, hours="", place="", address="", expect="", phone="", opening_hours="", organisation="")
ALL = {"plain": PLAIN, "long": LONG, "mixed": MIXED, "markup": MARKUP, "wide": WIDE, "bare": BARE}


def words_of(pdf: bytes) -> str:
    """What a screen reader or a search finds; spaces made one, places to break left out."""
    return " ".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().replace("\u200b", "").split())


def runs_of(pdf: bytes) -> str:
    """The same without any space, wherever lines were broken."""
    return words_of(pdf).replace(" ", "")


def heights_of(pdf: bytes) -> list[tuple[float, str]]:
    """(points above the bottom, text) of each piece in the order of the page."""
    pieces: list[tuple[float, str]] = []

    def visit(text, matrix, position, *_font):
        if text.strip():
            pieces.append((position[5] * matrix[3] + matrix[5], text.strip()))

    PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=visit)
    return pieces


@pytest.mark.parametrize("name", ALL)
def test_it_is_one_a5_page_of_pdf_ua(name):
    reader = PdfReader(io.BytesIO(render_pdf(ALL[name])))
    assert len(reader.pages) == 1
    assert [round(float(side) / 72 * 25.4) for side in reader.pages[0].mediabox[2:]] == [148, 210]
    assert "<pdfuaid:part>1</pdfuaid:part>" in reader.xmp_metadata.stream.get_data().decode()
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"


@pytest.mark.parametrize("name", ALL)
def test_a_camera_reads_its_code(name):
    """At the picture's 142 dots an inch, which is less than any printer's."""
    code = camera.look(render_png(ALL[name]))
    assert code.text == scanned_link(ORIGIN, CODE)
    assert code.side / paper.PICTURE_PPI * 25.4 >= 25  # mm


def test_everything_a_neighbour_needs_stands_on_it():
    words = words_of(render_pdf(PLAIN))
    for text in ("Open event", "Come and see", "No referral needed", "Thursday", "12", "March", "10:00 to 12:30",
                 "Coffee Lovers Cafe", "SW8 2JR", "When you walk in", "cup of tea", "020 7946 0123",
                 "Monday to Friday", "Living Well Network", f"living-well.example.org/l/{CODE}"):  # fmt: skip
        assert text in words


def test_a_long_title_and_address_are_all_there_in_order():
    pdf = render_pdf(LONG)
    words = words_of(pdf)
    assert LONG.title in words
    assert all(line in words for line in LONG.address.splitlines())
    marks = ["Coffee,", "Everyone is", "10:00", "The Old Hall", "London SW9", "When you", "We talk", "Scan with"]
    heights = [next(height for height, text in heights_of(pdf) if text.startswith(mark)) for mark in marks]
    assert heights == sorted(heights, reverse=True)
    # What comes last in the middle stays clear of the foot, which is 58 mm high.
    lowest = min(height for height, text in heights_of(pdf) if text.startswith("We talk"))
    assert lowest > 58 / 25.4 * 72


def test_what_people_type_is_never_markup():
    printed = runs_of(render_pdf(MARKUP))
    for text in ('#read("/etc/passwd")', "*bold* _x_ @ref $x$ <label>", '#image("x")', "= heading", "- item // no",
                 '"]}\\u{41} #sys.inputs'):  # fmt: skip
        assert text.replace(" ", "") in printed
    assert "root:" not in printed


def test_scripts_and_emoji_print_and_the_rest_is_a_box():
    words = words_of(render_pdf(MIXED))
    assert "для всех" in words
    assert "☕" in words
    assert "Việt Nam," in words
    assert paper.NO_GLYPH in words  # Bengali has no font here


def test_no_character_stops_the_printer():
    every = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) not in {"Cs", "Cn"}]
    covered = [character for character in every if printable(character).strip() not in {"", paper.NO_GLYPH}]
    assert len(covered) > 4000
    for some in (covered, every[::97]):
        assert render_pdf(replace(PLAIN, address="".join(some), title="".join(some[::50])))


def test_what_the_fonts_cover_is_written_down_rightly():
    families = [line.partition(":") for line in paper._coverage_lines()]
    for family, _, runs in families:
        covered = {
            code
            for first, _, last in (run.partition("-") for run in runs.split())
            for code in range(int(first, 16), int(last or first, 16) + 1)
        }
        files = sorted(paper.FONTS.glob(f"{family.replace(' ', '-')}-[47]00.ttf"))
        assert files
        for file in files:
            assert set(TTFont(file).getBestCmap()) == covered


def test_a_warm_leaflet_takes_no_time():
    render_pdf(PLAIN)
    seconds = []
    for number in range(10):
        start = time.process_time()
        render_pdf(replace(PLAIN, title=f"Come and see {number}"))
        seconds.append(time.process_time() - start)
    assert median(seconds) <= 0.050


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("One. Two.", "One. Two."),
        ("One\ntwo.  Three", "One two. Three"),
        ("First one here. " + "x" * 250, "First one here."),
        ("word " * 100, ("word " * 44).strip() + " …"),
    ],
)
def test_the_first_sentences_are_enough(text, shown):
    assert first_sentences(text) == shown
