"""Nothing is left in English: every word is translated into every language, and every page speaks it."""

import re

import pytest
from babel.messages.catalog import Message

from peer_app import translating
from peer_app.core import catalogues
from peer_app.core.languages import LANGUAGES
from peer_app.demo.content import load
from tests.structure.test_same_bytes import crawl

pytestmark = pytest.mark.pages


def test_nothing_is_missing_guessed_left_over_or_still_english():
    assert translating.all_mistakes() == [], "bin/translations missing, then fill: docs/languages.md says how"


@pytest.mark.parametrize(
    ("english", "translated", "complaint"),
    [
        ("Save", "Guardar", None),
        ("Save", "", "no translation"),
        ("Save", "Save", "still English"),
        ("Tablets", "Tablets", None),
        ("%(a)s: %(b)s", "%(a)s: %(b)s", None),
        ("Hello, %(name)s", "Olá", "other gaps"),
        ("Hello, %(name)s", "Olá, %(nome)s", "other gaps"),
        ("At most {limit}", "No máximo {limite}", "other gaps"),
        ("Save", "<b>Guardar</b>", "no HTML"),
        (("%(num)d person", "%(num)d people"), ("uma pessoa", "%(num)d pessoas"), None),
        (("%(num)d person", "%(num)d people"), ("%(num)d pessoa", ""), "no translation"),
        (("%(num)d person", "%(num)d people"), ("%(num)d pessoa",), "no translation"),
        (("%(num)d person", "%(num)d people"), ("uma pessoa", "pessoas"), "lost its number"),
    ],
)
def test_the_guard_can_tell(english, translated, complaint):
    found = translating.mistakes_in(Message(english, translated), "pt", 2)
    assert (complaint is None and found == []) or complaint in found[0]


def test_a_guess_counts_as_missing():
    guess = Message("Save", "Guardar", flags=["fuzzy"])
    assert translating.mistakes_in(guess, "pt", 2) == ["'Save' has no translation"]


def test_two_plurals_of_the_same_words_are_refused():
    found = translating.Catalog()
    translating._add(found, ("One thing", "%(num)d things"), "a.html")
    with pytest.raises(ValueError, match="two different plurals"):
        translating._add(found, ("One thing", "{n} things"), "b.html")


def test_new_words_come_in_and_nothing_is_lost(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)
    marked = translating.Catalog()
    marked.add("Save")
    marked.add(("%(num)d person", "%(num)d people"))
    translating.update("ar", marked)
    refused = translating.fill("ar", {"Save": "حفظ", "Gone": "ذهب"})
    assert refused == ["ar: no such words: 'Gone'"]
    marked.add("Savings")  # like another: a guess would be wrong
    translating.update("ar", marked)
    known = translating.catalogue("ar")
    assert (known.get("Save").string, known.get("Savings").string) == ("حفظ", "")
    assert known.get("%(num)d person").string == ("",) * 6
    assert not known.get("Savings").fuzzy


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_every_public_page_speaks_it(app, client, code):
    """The client looks at each; no browser is needed to see that a sentence with a gap can be filled."""
    load()
    more = ["offline", "van", "register", "worried", "notifications", "van/set-up", "van/shift", "better-words"]
    pages = crawl(app, client, [f"/{code}/{path}" for path in more], code, each=2)
    assert len(pages) > 20
    html = {address: answer.text for address, (_endpoint, answer) in pages.items() if answer.mimetype == "text/html"}
    spoken = LANGUAGES[code]
    assert all(f'<html lang="{spoken.html}" dir="{spoken.direction}">' in page for page in html.values())
    for address, page in html.items():
        assert "tel:999" in page or "/van/leaflets/" in address, f"{address} offers no help now"
        is_out_on_the_van = re.search(r"/\w\w/(van(?!-stops)|register|worried)", address)
        assert 'id="leave"' in page or is_out_on_the_van, f"{address} has no way out"
    silent = {address for address, page in html.items() if "/better-words?page=" not in page}
    # A leaflet fills the screen, and the form for better words need not lead to itself.
    assert {it for it in silent if "/better-words" not in it and "/van/leaflets/" not in it} == set()
