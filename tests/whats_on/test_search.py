"""Search: in titles, descriptions and places, forgiving one letter, true the moment something changes."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.opportunities.models import Opportunity
from peer_app.places.models import Place
from peer_app.whats_on import finding, index
from tests.factories import make_event, make_group, make_van_stop


@pytest.fixture
def reading(app: Flask) -> Any:
    """One of each kind has to do with reading; one has not."""
    make_event(title="Reading aloud")
    make_event(title="Book club", expect="We are reading a story.")
    make_van_stop(title="The van", place_name="Reading room")
    make_group(title="Words", about="For reading people.", starts_at=clock.now(), rule="FREQ=DAILY")
    make_event(title="Breakfast", expect="Eggs.")
    Opportunity.create(
        title="Read to children", what_you_do="Reading.", when="Mondays", what_you_get="Lunch", how_to_start="Ring us",
        place_name="Library", address="Brixton",
    )  # fmt: skip
    db.session.commit()


def found_by(client: Any, words: str) -> set[str]:
    page = client.get("/en/", query_string={"q": words}).text
    titles = ("Reading aloud", "Book club", "The van", "Words", "Breakfast", "Read to children")
    return {title for title in titles if f"<strong>{title}</strong>" in page}


ALL = {"Reading aloud", "Book club", "The van", "Words", "Read to children"}


@pytest.mark.parametrize(
    "words", ["reading", "READING", "  reading ", "reeding", "redding", "readng", "raeding", "readiing", "Réading"]
)
def test_one_letter_may_be_wrong(client: Any, reading: Any, words: str) -> None:
    assert found_by(client, words) == ALL


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("reading aloud", {"Reading aloud"}),
        ("reading story", {"Book club"}),
        ("raeding storry", {"Book club"}),
        ("break", {"Breakfast"}),
        ("children", {"Read to children"}),
        ("reading eggs", set()),
        ("zzz", set()),
        ("%", {*ALL, "Breakfast"}),
        ("\0", {*ALL, "Breakfast"}),
        ("a" * 5000, set()),
    ],
)
def test_every_word_has_to_be_there(client: Any, reading: Any, words: str, titles: set[str]) -> None:
    assert found_by(client, words) == titles


@pytest.mark.parametrize(
    ("role", "typed"),
    [("volunteer", "volunteer"), ("volunteer", "voluntariado"), ("paid", "job"), ("paid", "praca"), ("paid", "عمل"),
     ("training", "curso")],
)  # fmt: skip
def test_a_role_is_found_by_what_it_is(client: Any, reading: Any, role: str, typed: str) -> None:
    for_whom = db.session.query(Opportunity).one()
    for_whom.change(role=role)
    db.session.commit()
    assert found_by(client, typed) == {"Read to children"}


@pytest.mark.parametrize(
    ("title", "typed"),
    [
        ("Leitura à mesa", "leitura a mesa"),
        ("Café Łódź", "cafe lodz"),
        ("القراءة معًا", "القراءة معا"),
        ("読書会", "読書"),
    ],
)
def test_any_script_is_found_without_its_accents(client: Any, title: str, typed: str) -> None:
    make_event(title=title)
    make_event(title="Something else")
    page = client.get("/en/", query_string={"q": typed}).text
    assert title in page
    assert "Something else" not in page


def test_a_change_is_found_at_once_and_what_was_there_is_not(client: Any) -> None:
    event = make_event(title="Painting")
    db.session.commit()
    event.change(title="Singing")
    db.session.commit()
    assert "Singing" in client.get("/en/?q=singing").text
    assert "<strong>" not in client.get("/en/?q=painting").text
    event.change(title="Dancing")
    db.session.flush()
    db.session.rollback()
    assert "<strong>" not in client.get("/en/?q=dancing").text
    db.session.delete(event)
    db.session.commit()
    assert "<strong>" not in client.get("/en/?q=singing").text


def test_words_in_other_languages_are_found(client: Any) -> None:
    make_event(title="Reading aloud", translations={"pt": {"title": "Leitura em voz alta"}})
    assert "Reading aloud" in client.get("/en/?q=leitura").text


def test_it_says_what_was_looked_for_and_how_to_widen_it(client: Any) -> None:
    make_event(title="Reading aloud")
    page = client.get("/en/?q=reding").text
    assert "This is close to it: reading" in page
    page = client.get("/en/?q=reading&kind=group&free=1").text
    assert "We found nothing for “reading”" in page
    for wider in ("free=1&amp;q=reading", "kind=group&amp;free=1", "kind=group&amp;q=reading"):
        assert page.count(f'href="/en/?{wider}"') >= 2, wider
    assert "<script>" not in client.get("/en/", query_string={"q": "<script>"}).text


def test_the_index_is_made_for_what_was_there_before_it(client: Any) -> None:
    make_event(title="Reading aloud")
    index.mend()
    before = db.session.query(index.FoundWord).count()
    db.session.execute(db.delete(index.FoundWord))
    db.session.execute(db.delete(index.WordVariant))
    db.session.commit()
    assert "<strong>" not in client.get("/en/?q=reading").text
    index.mend()
    index.mend()
    assert "<strong>Reading" in client.get("/en/?q=reding", environ_overrides={"peer_app.made_anew": True}).text
    assert db.session.query(index.FoundWord).count() == before


def test_an_index_by_older_rules_is_made_anew_once(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    make_event(title="Reading aloud")
    index.mend()
    db.session.execute(db.delete(index.FoundWord).where(index.FoundWord.word == "reading"))
    db.session.commit()
    index.mend()
    assert "<strong>Reading" not in client.get("/en/?q=reading").text
    monkeypatch.setattr(index, "RULES", index.RULES + 1)
    index.mend()
    assert "<strong>Reading" in client.get("/en/?q=reading", environ_overrides={"peer_app.made_anew": True}).text


def test_places_are_found_by_what_is_there(client: Any) -> None:
    for title, about, step_free in (("Mosaic", "A kitchen and a garden.", True), ("The café", "Cake.", None)):
        Place.create(title=title, address="1 Road", about=about, area="Brixton", step_free=step_free)
    make_event(title="Reading aloud")
    for query in ("q=garden", "q=gardn", "q=kitchen+garden", "q=garden&area=Brixton&step-free=1"):
        page = client.get(f"/en/?{query}").text
        assert 'href="/en/places/mosaic"' in page, query
        assert "The café" not in page, query
    for query in (
        "",
        "q=reading",
        "q=garden&kind=event",
        "q=garden&area=Streatham",
        "q=cake&step-free=1",
        "q=cake&spoken=pt",
    ):
        assert "/en/places/" not in client.get(f"/en/?{query}").text, query


def test_the_command_writes_it_anew(app: Flask) -> None:
    make_event(title="Reading aloud")
    result = app.test_cli_runner().invoke(args=["finding", "rebuild"])
    assert result.output == "1 pages can be found by their words.\n"


def test_the_soonest_of_many_come_first(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "A_PAGE", 5)
    for number in range(8):
        make_event(title=f"Reading {number}", starts_at=clock.now() + timedelta(hours=9 - number))
    page = client.get("/en/?q=raeding").text
    assert page.index("Reading 7") < page.index("Reading 6") < page.index("Reading 3")
    assert "Reading 2" not in page
