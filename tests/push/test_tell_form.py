"""The form on /tell: texts in several languages, how much room there is, and when it goes out."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from peer_app.core import clock, languages
from peer_app.extensions import db
from peer_app.push import room
from peer_app.push.models import TOLD, Notification
from tests.auditing_client import Page
from tests.factories import make_event, make_group
from tests.push.conftest import row_of

TEXT = {"topic": "events", "title_en": "The open event is tomorrow", "body_en": "There is breakfast.", "page": ""}
PORTUGUESE = {"title_pt": "O evento é amanhã", "body_pt": "Há pequeno-almoço."}
NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def coordinator(client, sign_in):
    sign_in(client)
    return client


@pytest.fixture
def at_noon(monkeypatch):
    """Noon on 1 March 2027; asked for before `coordinator`, whose session begins then, too."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


def check(client, **values):
    return client.submit("/tell", action="/tell", step="check", **TEXT | values)


def tell(client, checked):
    [form] = [form for form in Page(checked.text).forms if form["action"] == "/tell"]
    return client.post("/tell", data=form["values"] | {"step": "tell"})


def told():
    db.session.expire_all()
    return db.session.query(Notification).filter_by(kind=TOLD).all()


def test_one_pair_of_texts_for_each_language(coordinator, follow):
    follow("events")
    page = coordinator.get("/tell").text
    assert '<legend lang="pt-PT">Português</legend>' in page
    checked = check(coordinator, **PORTUGUESE)
    assert "O evento é amanhã" in checked.text
    assert "Whoever reads none of these languages gets the first." in checked.text
    tell(coordinator, checked)
    [notification] = told()
    assert (notification.language, notification.title) == ("en", TEXT["title_en"])
    assert notification.translations == {"pt": {"title": "O evento é amanhã", "body": "Há pequeno-almoço."}}
    assert "Há pequeno-almoço." in coordinator.get(f"/tell/{notification.id}").text


def test_the_first_that_is_filled_in_is_what_all_others_get(coordinator, follow):
    follow("events")
    tell(coordinator, check(coordinator, title_en="", body_en="", **PORTUGUESE))
    [notification] = told()
    assert (notification.language, notification.title) == ("pt", "O evento é amanhã")
    assert notification.translations == {}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title_pt": ""}, "title_pt"),
        ({"body_pt": " "}, "body_pt"),
        ({"title_pt": "", "body_pt": "", "title_en": "", "body_en": ""}, "title_en"),
    ],
)
def test_half_a_pair_is_not_enough(coordinator, change, field):
    answer = check(coordinator, **PORTUGUESE | change)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text


def test_the_summary_lists_mistakes_in_the_order_on_screen(coordinator):
    page = check(coordinator, topic="", title_en="", body_en="", day="2020-01-01", at="10:00").text
    summary = page[page.index('id="mistakes"') : page.index("</ul>", page.index('id="mistakes"'))]
    assert re.findall(r'href="#(\w+)"', summary) == ["topic", "title_en", "body_en", "day"]


def test_with_one_language_nothing_is_said_of_languages(coordinator, monkeypatch):
    monkeypatch.setattr(languages, "LANGUAGES", {"en": languages.LANGUAGES["en"]})
    assert "<legend lang" not in coordinator.get("/tell").text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("", room.MOST_BYTES),
        ("a" * 500, 100),
        ("আ" * 100, 100),  # three bytes each
        ("🙂" * 150, 0),
        ("আ" * 210, -10),
    ],
)
def test_room_is_counted_in_bytes_and_said_in_letters(app, text, left):
    assert room.left_in(text) == left
    with app.test_request_context():
        words = f"Make it shorter, by about {-left} letters." if left < 0 else f"Room for about {left} more letters."
        assert room.sentence(text) == words


def test_what_just_fits_is_taken_and_one_letter_more_is_not(coordinator):
    assert check(coordinator, body_en="é" * 300).status_code == 200
    answer = check(coordinator, body_en="é" * 301)
    assert answer.status_code == 422
    assert "Make it shorter, by about 1 letter." in answer.text
    assert "Room for about 600 more letters." in coordinator.get("/tell").text


@pytest.mark.parametrize(
    ("day", "at", "goes_out"),
    [
        ("2027-03-02", "10:30", datetime(2027, 3, 2, 10, 30, tzinfo=UTC)),
        ("2027-06-02", "10:30", datetime(2027, 6, 2, 9, 30, tzinfo=UTC)),  # summer
        ("2027-10-31", "01:30", datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),  # there are two: the first
    ],
)
def test_it_goes_out_by_the_organisations_clock(at_noon, coordinator, follow, service, day, at, goes_out):
    follow("events")
    checked = check(coordinator, day=day, at=at)
    assert "It goes out on" in checked.text
    answer = tell(coordinator, checked)
    [notification] = told()
    assert notification.send_at == goes_out
    assert notification.expires_at > goes_out
    assert "Goes out on" in coordinator.get(answer.location).text
    assert "Goes out on" in coordinator.get("/tell").text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"day": "2027-03-02"}, "Enter the time as well"),
        ({"at": "10:00"}, "Enter the day as well"),
        ({"day": "2027-03-01", "at": "11:59"}, "That time has passed"),
        ({"day": "2027-03-01", "at": "12:00"}, "That time has passed"),
        ({"day": "0001-01-01", "at": "00:00"}, "That time has passed"),
        ({"day": "2027-03-28", "at": "01:30"}, "The clocks go forward then"),
        ({"day": "2028-03-02", "at": "10:00"}, "within a year"),
        ({"day": "9999-12-31", "at": "23:59"}, "within a year"),
        ({"day": "2027-02-30", "at": "10:00"}, "Enter a day that exists"),
        ({"day": "tomorrow", "at": "25:00"}, "Enter a time"),
    ],
)
def test_a_time_that_cannot_be_gets_a_sentence(at_noon, coordinator, change, sentence):
    answer = check(coordinator, **change)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert told() == []


def test_nothing_is_planned_for_when_it_has_begun(at_noon, coordinator, follow):
    event = make_event(starts_at=NOW + timedelta(days=1))
    group = make_group()  # meets on Tuesdays at two, from tomorrow on
    late = {"day": "2027-03-02", "at": "12:00"}
    assert "By then it will have begun" in check(coordinator, page=event.listing.key, **late).text
    follow("events")
    tell(coordinator, check(coordinator, page=f"group:{group.id}", day="2027-03-03", at="12:00"))
    [notification] = told()
    assert notification.happens_at == notification.expires_at == datetime(2027, 3, 9, 14, tzinfo=UTC)


def test_the_preview_is_what_it_will_say_then(at_noon, coordinator):
    event = make_event(starts_at=NOW + timedelta(days=3))
    checked = check(coordinator, page=event.listing.key, day="2027-03-03", at="10:00")
    assert "Something you follow is on tomorrow." in checked.text


def test_it_says_for_how_many_it_is_quiet_time(at_noon, coordinator, follow):
    client = coordinator
    client.application.config.update(QUIET_FROM="20:00", QUIET_UNTIL="09:00")
    follow("events")
    phone = follow("events")
    row_of(phone).time_zone = "Australia/Sydney"  # eleven hours ahead
    db.session.commit()
    checked = check(coordinator)
    assert "This reaches 2 people." in checked.text
    assert "1 now" in checked.text
    assert "1 on Tuesday 2 March 2027, 09:00, when quiet time is over" not in checked.text, "it is Sydney that sleeps"
    assert re.search("1 on .*, when quiet time is over", checked.text)
    checked = check(coordinator, day="2027-03-01", at="22:00")
    assert re.search(
        "1 on .*, 09:00, when quiet time is over", checked.text
    )  # now it is London that sleeps, and Sydney is up
