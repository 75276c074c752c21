"""What stands on a printed page, for whoever reads it with eyes or with a screen reader."""

import io

from pypdf import PageObject, PdfReader


def pages_of(pdf: bytes) -> list[PageObject]:
    """The pages of a file."""
    return list(PdfReader(io.BytesIO(pdf)).pages)


def words_of(pdf: bytes, page: int = 0) -> str:
    """What a screen reader or a search finds; spaces made one, places to break left out."""
    return " ".join(pages_of(pdf)[page].extract_text().replace("\u200b", "").split())


def runs_of(pdf: bytes) -> str:
    """The same without any space, wherever lines were broken."""
    return words_of(pdf).replace(" ", "")


def places_of(pdf: bytes) -> list[tuple[float, float, str]]:
    """(points from the left, points above the bottom, text) of each piece in the order of the page."""
    pieces: list[tuple[float, float, str]] = []

    def visit(text, matrix, position, *_font):
        if text.strip():
            x, y = position[4], position[5]
            pieces.append((x * matrix[0] + matrix[4], y * matrix[3] + matrix[5], text.strip()))

    pages_of(pdf)[0].extract_text(visitor_text=visit)
    return pieces


def fonts_of(pdf: bytes) -> dict[str, bool]:
    """The name of each font of the first page, and whether it is embedded."""
    found = {}
    for font in pages_of(pdf)[0]["/Resources"]["/Font"].values():
        described = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        embedded = any(name in described for name in ("/FontFile", "/FontFile2", "/FontFile3"))
        found[described["/FontName"].partition("+")[2]] = embedded
    return found
