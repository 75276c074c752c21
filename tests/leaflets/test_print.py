"""Leaflets on paper, whatever people type into them."""

import io
import sys
import time
import unicodedata
from dataclasses import replace
from statistics import median

import pytest
from fontTools.ttLib import TTFont
from PIL import Image
from pypdf import PdfReader
from typst import TypstError

from peer_app.leaflets.print import letters, render_pdf, render_png
from peer_app.leaflets.print.layouts import LAYOUTS
from peer_app.leaflets.print.letters import NO_GLYPH, printable
from peer_app.leaflets.print.text import first_sentences, no_word_alone
from tests.leaflets.pdf import fonts_of, pages_of, places_of, runs_of, words_of
from tests.leaflets.sheets import (
    ARABIC,
    CODE,
    FIVE_LINES,
    LONG,
    MARKUP,
    MIXED,
    NINETY,
    ODD,
    ORIGIN,
    PLAIN,
    POLISH,
    PORTUGUESE,
    SPANISH,
    sheet,
)

MM = 72 / 25.4  # points


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", ODD)
def test_it_is_one_page_of_pdf_ua_in_the_size_of_its_paper(layout, name):
    reader = PdfReader(io.BytesIO(render_pdf(sheet(ODD[name]), layout)))
    assert len(reader.pages) == 1
    paper = LAYOUTS[layout]
    assert [round(float(side) / MM) for side in reader.pages[0].mediabox[2:]] == [paper.width, paper.height]
    assert "<pdfuaid:part>1</pdfuaid:part>" in reader.xmp_metadata.stream.get_data().decode()
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"


def test_the_compiler_holds_the_standard():
    """Rather nothing than a file that breaks PDF/UA-1, which asks for a title."""
    with pytest.raises(TypstError, match="PDF/UA-1"):
        render_pdf(sheet(replace(PLAIN, title="")), "a5")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_everything_a_neighbour_needs_stands_on_it(layout):
    words = words_of(render_pdf(sheet(PLAIN), layout))
    needed = ["Come and see", "No referral needed", "12 March" if layout in {"cards", "large"} else "March",
              "10:00 to 12:30", "Coffee Lovers Cafe", "SW8 2JR", "ring us:", "020 7946 0123",
              f"living-well.example.org/l/{CODE}"]  # fmt: skip
    assert [text for text in needed if text not in words] == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_long_title_and_five_lines_of_address_are_all_there(layout):
    """Nothing is cut off, and nothing runs over the edge of the paper or into the code's link."""
    pdf = render_pdf(sheet(LONG, ARABIC), layout)
    printed = runs_of(pdf)
    for text in (NINETY, *FIVE_LINES.splitlines()):
        assert text.replace(" ", "") in printed
    paper = LAYOUTS[layout]
    for x, y, text in places_of(pdf):
        assert 0 <= x <= paper.width * MM, text
        assert 2 * MM <= y <= paper.height * MM, text


def test_it_reads_from_top_to_bottom():
    marks = ["Open event", "Coffee,", "Everyone is", "10:00", "The Old Hall", "London SW9", "Scan with", "living-well"]
    places = places_of(render_pdf(sheet(LONG), "a5"))
    heights = [next(y for _x, y, text in places if text.startswith(mark)) for mark in marks]
    assert heights == sorted(heights, reverse=True)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_link_stands_right_below_the_code(layout):
    pictures = render_png(sheet(PLAIN), layout, ppi=72)
    assert Image.open(io.BytesIO(pictures[0])).width == round(LAYOUTS[layout].width * MM)
    links = [y for _x, y, text in places_of(render_pdf(sheet(PLAIN), layout)) if text.startswith("living-well")]
    assert len(links) == {"a6": 4, "cards": 10}.get(layout, 1)


def test_a_tap_on_the_link_of_a_pdf_that_was_sent_opens_it():
    for layout in LAYOUTS:
        pdf = render_pdf(sheet(PLAIN), layout)
        [link] = [it.get_object() for it in pages_of(pdf)[0]["/Annots"]]
        assert link["/A"]["/URI"] == f"{ORIGIN}/l/{CODE}"
        assert "\u200b" not in "".join(text for _x, _y, text in places_of(pdf) if text.startswith("living"))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_people_type_is_never_markup(layout):
    printed = runs_of(render_pdf(sheet(MARKUP, organisation="#panic()", phone="#1"), layout))
    for text in ('#read("/etc/passwd")', "*bold* _x_ @ref $x$ <label>", '#image("x")', "= heading", "- item // no"):
        assert text.replace(" ", "") in printed
    assert "root:" not in printed


def test_scripts_and_emoji_print_and_the_rest_is_a_box():
    words = words_of(render_pdf(sheet(MIXED), "a5"))
    for text in ("для всех", "☕", "Việt Nam,", "বাংলা"):
        assert text in words
    assert NO_GLYPH in words  # Thai has no font here


def test_arabic_is_joined_and_runs_from_right_to_left():
    places = places_of(render_pdf(sheet(ARABIC), "a5"))
    titles = [x for x, y, text in places if y > 180 * MM and any("\u0600" <= letter <= "\u06ff" for letter in text)]
    assert titles, "the title is there"
    assert min(titles) > 148 / 2 * MM, "it stands on the right half"
    fonts = fonts_of(render_pdf(sheet(ARABIC), "a5"))
    assert any("arabic" in name for name in fonts)
    # Joined letters are other shapes than single ones: "ﺳ" at the beginning is no "س" alone.
    joined, single = (render_png(sheet(PLAIN, organisation=text), "a5", ppi=300)[0] for text in ("سس", "س\u200cس"))
    assert joined != single


@pytest.mark.parametrize("words", [(ARABIC, PLAIN), (PLAIN, ARABIC), (ARABIC, POLISH), (POLISH, SPANISH)])
def test_two_languages_are_one_block_with_one_edge(words):
    """Each line of the titles and of the welcome begins where the first language's lines do."""
    picture = Image.open(io.BytesIO(render_png(sheet(*words), "a5", saves_ink=True, ppi=144)[0])).convert("L")
    top = picture.crop((0, round(picture.height * 0.09), picture.width, round(picture.height * 0.29)))
    edges = [line[2] if words[0] is ARABIC else line[0] for line in lines_in(top)]
    assert len(edges) >= 4
    assert max(edges) - min(edges) < 2 / 25.4 * 144, "millimetres"


def lines_in(picture: Image.Image) -> list[tuple[int, int, int, int]]:
    """The box around the ink of each line of text."""
    dark = picture.point(lambda level: 255 * (level < 128))
    inked = [dark.crop((0, y, dark.width, y + 1)).getbbox() is not None for y in range(dark.height)]
    starts = [y for y in range(1, dark.height) if inked[y] and not inked[y - 1]]
    ends = [inked.index(False, y) if False in inked[y:] else dark.height for y in starts]
    boxes = [dark.crop((0, y, dark.width, end)).getbbox() for y, end in zip(starts, ends, strict=True)]
    return [box for box in boxes if box[3] > 8]  # no dots above a letter


def test_a_card_says_all_in_one_language_and_then_in_the_other():
    places = places_of(render_pdf(sheet(POLISH, SPANISH), "cards"))
    marks = ["Przyjd", "czwartek", "Zapraszamy", "Ven a", "jueves", "Todo el", "Coffee Lovers", "Albo"]
    heights = [next(y for _x, y, text in places if text.startswith(mark)) for mark in marks]
    assert heights == sorted(heights, reverse=True)


def test_a_long_title_stays_above_the_roof_of_the_van():
    title = min(y for _x, y, text in places_of(render_pdf(sheet(LONG), "a5")) if text.startswith("good place"))
    picture = Image.open(io.BytesIO(render_png(sheet(LONG), "a5", ppi=72)[0])).convert("RGB")
    upper = picture.crop((0, 0, picture.width, picture.height // 2))
    green = [y for y in range(upper.height) for x in range(upper.width) if upper.getpixel((x, y)) == (11, 90, 80)]
    assert picture.height - min(green) < title - 3 * MM, "below the tails of letters, too"


@pytest.mark.parametrize(
    ("sentence", "printed"),
    [
        ("Scan it, or type", "Scan it, or\u00a0type"),
        ("or type", "or type"),
        ("Welcome", "Welcome"),
        ("", ""),
        ("It is for neighbourhoods everywhere", "It is for neighbourhoods everywhere"),
    ],
)
def test_no_short_word_stands_alone_on_a_last_line(sentence, printed):
    assert no_word_alone(sentence) == printed


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_word_with_a_hyphen_stands_on_one_line(layout):
    """Portuguese would repeat the hyphen on the next line."""
    printed = words_of(render_pdf(sheet(PORTUGUESE), layout))
    assert "conhecer-nos" in printed
    assert "bem-vindas" in printed
    assert "- " not in printed


def test_a_postcode_is_not_broken():
    """Not even where the line is too narrow for what stands before it."""
    near = replace(PLAIN, place="", address="1 Effra Road, Brixton, London SW2 1BZ")
    places = places_of(render_pdf(sheet(near), "cards"))
    assert any("SW2\u00a01BZ" in text for _x, _y, text in places)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_two_languages_share_one_code(layout):
    pdf = render_pdf(sheet(PLAIN, ARABIC), layout)
    pages = pages_of(pdf)
    assert len(pages) == (2 if layout == "large" else 1)  # large letters need a side each
    text = " ".join(page.extract_text() for page in pages)
    assert "Come and see" in " ".join(text.split())
    assert set(ARABIC.title) <= set(text)  # in the order of the page, which is not that of reading
    for number in range(len(pages)):
        seen = sum(1 for image in pages[number].extract_text().split() if image.startswith("living-well"))
        assert seen == {"a6": 4, "cards": 10}.get(layout, 1)


def test_every_font_is_embedded():
    fonts = fonts_of(render_pdf(sheet(MIXED, ARABIC), "a5"))
    assert all(fonts.values())
    assert any(name.startswith("atkinson-hyperlegible") for name in fonts)
    assert any(name.startswith("noto-sans-cyrillic") for name in fonts)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_black_and_white_saves_ink(layout):
    """No colour, and far less black than the colours would take."""
    colour, black = (
        Image.open(io.BytesIO(render_png(sheet(PLAIN), layout, saves_ink=ink, ppi=40)[0])).convert("RGB")
        for ink in (False, True)
    )
    assert max(max(pixel) - min(pixel) for pixel in black.get_flattened_data()) == 0
    ink = [sum(255 - level for level in picture.convert("L").get_flattened_data()) for picture in (black, colour)]
    assert ink[0] / (255 * black.width * black.height) < 0.2
    assert ink[0] < ink[1] or layout == "large"  # which is black already


def test_one_of_many_on_a_sheet_is_read_out_once():
    """To a screen reader the other nine cards are a pattern on the paper."""
    tagged = render_pdf(sheet(PLAIN), "cards")
    tree = PdfReader(io.BytesIO(tagged)).trailer["/Root"]["/StructTreeRoot"].get_object()
    assert repr(_kinds(tree)).count("'/H1'") == 1
    assert repr(_kinds(tree)).count("'/Figure'") == 1


def test_no_character_stops_the_printer():
    every = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) not in {"Cs", "Cn"}]
    covered = [character for character in every if printable(character).strip() not in {"", NO_GLYPH}]
    assert len(covered) > 5000
    for some in (covered, every[::97]):
        place = "".join(some)
        assert render_pdf(sheet(PLAIN, organisation=place, opening_hours=place[::50]), "a5")


def test_what_the_fonts_cover_is_written_down_rightly():
    for family, _, runs in (line.partition(":") for line in letters.coverage_lines()):
        covered = {
            code
            for first, _, last in (run.partition("-") for run in runs.split())
            for code in range(int(first, 16), int(last or first, 16) + 1)
        }
        files = sorted(letters.FONTS.glob(f"{family.replace(' ', '-')}-[47]00.ttf"))
        assert files
        for file in files:
            assert set(TTFont(file).getBestCmap()) == covered


def test_a_warm_leaflet_takes_no_time():
    render_pdf(sheet(PLAIN), "a5")
    seconds = []
    for number in range(8):
        start = time.process_time()
        render_pdf(sheet(PLAIN, organisation=f"Number {number}"), "a5")
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


@pytest.mark.parametrize(
    ("text", "direction"), [("Tea", "ltr"), ("  123 شاي", "rtl"), ("☕ Tea", "ltr"), ("123", "rtl"), ("", "rtl")]
)
def test_what_is_typed_keeps_its_own_direction(text, direction):
    assert letters.direction_of(text, "rtl") == direction


def _kinds(node):
    """The kinds of a PDF's structure elements, as nested lists."""
    node = node.get_object()
    if isinstance(node, list):
        return [_kinds(child) for child in node]
    if not hasattr(node, "get"):
        return []
    return [node.get("/S"), _kinds(node["/K"]) if "/K" in node else []]
