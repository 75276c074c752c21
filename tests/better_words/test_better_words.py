"""Better words for a draft: from anybody, without a name, for a while."""

import re
from datetime import timedelta

import pytest

from peer_app.better_words import jobs
from peer_app.better_words.models import KEPT, Suggestion
from peer_app.core import clock
from peer_app.extensions import db
from tests.factories import make_event


def test_from_a_draft_to_the_coordinators(client, sign_in):
    event = make_event()
    page = client.get(f"/pt/events/{event.slug}").text
    link = re.search(r'href="(/pt/better-words\?page=[^"]*)"', page)
    answer = client.submit(link[1], words="Ligue-nos", better="Telefone-nos <já>")
    assert answer.status_code == 303
    assert client.get(answer.location).status_code == 200
    client.submit(link[1], words="Ligue-nos", better="Telefone-nos <já>")
    sign_in(client)
    listed = client.get("/suggested-words").text
    assert listed.count("Telefone-nos &lt;já&gt;") == 2, "once, and on its button; the same again changes nothing"
    assert f"/pt/events/{event.slug}" in listed
    client.submit("/suggested-words", action="/suggested-words/1/removal")
    assert Suggestion.newest().rows == []


def test_english_is_no_draft(client):
    assert "better-words" not in client.get("/en/").text


@pytest.mark.parametrize("page", ["https://evil.example/", "//evil", "/me/secret", "/pt/" + "x" * 300, "javascript:1"])
def test_the_page_somebody_came_from_is_one_of_ours(client, page):
    assert 'name="page" type="hidden" value=""' in client.get("/pt/better-words", query_string={"page": page}).text


def test_nothing_is_lost_where_something_is_missing(client):
    answer = client.submit("/ar/better-words", words="<أهلا>", better="  ")
    assert answer.status_code == 422
    assert "&lt;أهلا&gt;" in answer.text
    assert Suggestion.newest().rows == []


def test_a_page_for_one_person_is_not_named(client):
    page = client.get("/sign-in?in=pl").text
    assert 'href="/pl/better-words"' in page


def test_after_sixty_days_it_is_erased(app, monkeypatch):
    Suggestion.make("pt", {"page": "", "words": "", "better": "Olá"})
    db.session.commit()
    now = clock.now()
    for later, left in ((KEPT - timedelta(hours=1), 1), (KEPT + timedelta(hours=1), 0)):
        monkeypatch.setattr(clock, "now", lambda later=later: now + later)
        jobs.erase()
        assert len(Suggestion.newest().rows) == left
    assert jobs.ERASE in app.extensions["jobs"].tasks


def test_where_words_carry_consent_or_safety_the_english_stands_beside_the_draft(client):
    register = client.get("/pt/register").text
    wording = re.search(r"<span data-wording>(.*?)</label>", register, re.DOTALL)[1]
    assert "Podem guardar isto." in wording
    assert '<span class="english" lang="en-GB" dir="ltr">You may keep this. Our team can read it' in wording
    for path, english in {
        "/ar/": "If you need help now",
        "/pl/worried": "In danger now?",
        "/es/notifications": "You can stop at any time.",
    }.items():
        beside = re.findall(r'<span class="english" lang="en-GB" dir="ltr">([^<]*)', client.get(path).text)
        assert any(english in words for words in beside)
    assert 'class="english"' not in client.get("/en/register").text
