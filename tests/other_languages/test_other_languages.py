"""What is on, said in several languages: who reads one of them sees it, everyone else the English, marked as such."""

import re
from datetime import timedelta

import pytest
from icalendar import Calendar

from peer_app.core import clock, listings
from peer_app.core.published import WithPage, of_address
from peer_app.demo.content import load
from peer_app.extensions import db
from peer_app.push import wording
from peer_app.push.models import REMINDER, Notification
from tests.factories import make_event, make_group

TITLE, EXPECT = "Evento aberto <já>", "Alguém diz olá."


@pytest.fixture
def event(client, sign_in):
    sign_in(client)
    made = make_event()
    answer = client.submit(
        f"/other-languages/events/{made.slug}", title_pt=TITLE, expect_pt=EXPECT, title_ar="لقاء", expect_ar=""
    )
    assert answer.status_code == 302
    return made


def test_who_reads_it_sees_it(client, event):
    page = client.get(f"/pt/events/{event.slug}").text
    assert "<h1>Evento aberto &lt;já&gt;</h1>" in page
    assert f'<p class="lines">{EXPECT}</p>' in page
    assert "<title>Evento aberto &lt;já&gt;</title>" in page
    assert "<strong>Evento aberto &lt;já&gt;</strong>" in client.get("/pt/").text
    facts = page[page.index('id="facts"') :]
    assert "Evento aberto" in facts[: facts.index("</script>")]
    [entry] = Calendar.from_ical(client.get(f"/pt/events/{event.slug}.ics").text).events
    assert (entry["summary"], entry["description"]) == (TITLE, EXPECT)


def test_who_does_not_sees_the_english_marked_as_such(client, event):
    page = client.get(f"/ar/events/{event.slug}").text
    assert "<h1>لقاء</h1>" in page
    assert '<span lang="en-GB" dir="ltr">Someone will say hello.</span>' in page
    polish = client.get(f"/pl/events/{event.slug}").text
    assert '<h1><span lang="en-GB" dir="ltr">Open event</span></h1>' in polish
    assert "<title>Open event</title>" in polish
    english = client.get(f"/en/events/{event.slug}").text
    assert "<h1>Open event</h1>" in english
    assert '<span lang="en-GB"' not in english[english.index("<main") : english.index("</main>")]


def test_a_lock_screen_says_it_in_its_language(client, event):
    reminder = Notification(kind=REMINDER, listing_key=event.listing.key, happens_at=event.starts_at)
    with client.application.test_request_context("/"):
        assert wording.shown(reminder, False, "pt").title == TITLE
        assert wording.shown(reminder, False, "pl").title == "Open event"


def test_the_form_shows_what_there_is_and_takes_it_back(client, event):
    address = f"/other-languages/events/{event.slug}"
    page = client.get(address).text
    assert re.findall(r"<details[^>]*open>\s*<summary lang=\"([^\"]+)\"", page) == ["pt-PT", "ar"]
    client.submit(address, title_pt="", expect_pt="", title_ar=" ")
    assert db.session.get(type(event), event.id).translations == {}
    assert "<h1>Open event</h1>" in re.sub(r"</?span[^>]*>", "", client.get(f"/pt/events/{event.slug}").text)


def test_what_is_too_long_gets_a_sentence_and_nothing_is_lost(client, event):
    answer = client.submit(f"/other-languages/events/{event.slug}", title_pl="ż" * 121)
    assert answer.status_code == 422
    assert "at most 120 characters" in answer.text
    assert "ż" * 121 in answer.text


def test_every_kind_of_page_can_be_said_in_other_languages(client, sign_in):
    load()
    sign_in(client)
    index = client.get("/other-languages").text
    seen = set()
    for address in re.findall(r'href="(/other-languages/[^"]+)"', index):
        folder, slug = address.split("/")[2:]
        if folder in seen:
            continue
        seen.add(folder)
        thing = of_address(folder, slug)
        assert isinstance(thing, WithPage)
        assert all(hasattr(thing, name) for name in thing.texts)
        client.submit(address, **{f"{name}_es": f"ES {name}" for name in thing.texts if getattr(thing, name)})
        page = client.get(f"/es{thing.path}").text
        assert "<h1>ES title</h1>" in page
    assert seen == {"events", "groups", "van-stops", "volunteering", "places"}
    assert "Español" in client.get("/other-languages").text


def test_what_is_far_ahead_is_listed_and_what_is_over_is_not(client, sign_in):
    sign_in(client)
    make_event(title="Next summer", starts_at=clock.now() + timedelta(days=200))
    make_event(title="Long over", starts_at=clock.now() - timedelta(days=2))
    page = client.get("/other-languages").text
    assert "Next summer" in page
    assert "Long over" not in page


@pytest.mark.parametrize("address", ["nothing/here", "events/gone", "assets/x", "places/none"])
def test_what_is_not_there_is_not_found(client, sign_in, address):
    sign_in(client)
    assert client.get(f"/other-languages/{address}").status_code == 404


def test_a_group_at_each_of_its_meetings(client, sign_in):
    group = make_group()
    group.say_in({"pl": {"title": "Czytamy", "about": "Czytamy na głos."}})
    db.session.commit()
    said = listings.find(f"group:{group.id}").translations
    assert said == {"pl": {"title": "Czytamy", "summary": "Czytamy na głos."}}
