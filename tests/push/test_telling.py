"""/tell, from the form to the last phone."""

import re

import pytest

from peer_app.extensions import db
from peer_app.push import engine
from peer_app.push.models import TOLD, Delivery, Notification
from tests.auditing_client import Page
from tests.factories import make_event

TEXT = {"topic": "events", "title_en": "The open event is tomorrow", "body_en": "There is breakfast.", "page": ""}


@pytest.fixture
def coordinator(client, sign_in):
    sign_in(client, role="coordinator")
    return client


def told() -> list[Notification]:
    db.session.expire_all()
    return list(db.session.query(Notification).filter_by(kind=TOLD))


def check(client, **values):
    return client.submit("/tell", action="/tell", step="check", **TEXT | values)


def tell(client, checked, step="tell"):
    [form] = [form for form in Page(checked.text).forms if form["action"] == "/tell"]
    return client.post("/tell", data=form["values"] | {"step": step})


def test_the_whole_way(coordinator, follow, service):
    follow("events"), follow("events"), follow("van-stops")
    event = make_event()
    checked = check(coordinator, page=f"event:{event.id}")
    assert checked.status_code == 200
    assert "This reaches 2 people." in checked.text
    assert "Tell 2 people" in checked.text
    assert "The open event is tomorrow" in checked.text
    assert told() == []
    answer = tell(coordinator, checked)
    assert answer.status_code == 303
    [notification] = told()
    assert answer.location == f"/tell/{notification.id}"
    assert notification.path == f"/events/{event.slug}"
    assert notification.happens_at == notification.expires_at == event.starts_at
    page = coordinator.get(answer.location)
    assert 'data-told="moving"' in page.text
    assert "0 people reached" in page.text
    engine.run()
    page = coordinator.get(answer.location)
    assert 'data-told="done"' in page.text
    assert "2 people reached" in page.text
    assert "2 people reached" in coordinator.get("/tell").text


def test_one_person_is_a_person(coordinator, follow):
    follow("events")
    checked = check(coordinator)
    assert "This reaches 1 person." in checked.text
    assert "Tell 1 person" in checked.text


def test_nobody_follows_it_yet(coordinator):
    checked = check(coordinator)
    assert "This reaches nobody yet." in checked.text
    assert 'value="tell"' not in checked.text


def test_the_progress_is_there_for_a_script_too(coordinator, follow):
    follow("events")
    tell(coordinator, check(coordinator))
    [notification] = told()
    answer = coordinator.get(f"/tell/{notification.id}", headers={"Accept": "application/json"})
    assert answer.json == {
        "total": 1,
        "settled": 0,
        "accepted": 0,
        "waiting": 1,
        "gone": 0,
        "not_delivered": 0,
        "stopped": 0,
        "key_refused": False,
    }
    assert "Accept" in answer.headers["Vary"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_double_tap_tells_once(coordinator, follow):
    follow("events")
    checked = check(coordinator)
    first, second = tell(coordinator, checked), tell(coordinator, checked)
    assert first.location == second.location
    assert len(told()) == 1
    tell(coordinator, check(coordinator))
    assert len(told()) == 2


def test_going_back_to_change_it_keeps_what_was_typed(coordinator):
    changed = tell(coordinator, check(coordinator, title_en="Kürbis & <b>"), step="change")
    [form] = [form for form in Page(changed.text).forms if form["action"] == "/tell"]
    assert form["values"]["title_en"] == "Kürbis & <b>"
    assert form["values"]["body_en"] == TEXT["body_en"]
    assert told() == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title_en": " "}, "Enter a few words"),
        ({"body_en": ""}, "Enter one sentence"),
        ({"topic": ""}, "Choose who it is for"),
        ({"title_en": "x" * 81}, "Make it shorter: at most 80"),
        ({"body_en": "x" * 610}, "Make it shorter, by about 10 letters"),
        ({"topic": "event:999"}, "Not a valid choice"),
        ({"page": "https://evil.example/"}, "Not a valid choice"),
        ({"token": ""}, "Reload the page"),
    ],
)
def test_a_mistake_comes_back_filled_in_with_a_sentence(coordinator, change, sentence):
    answer = coordinator.submit("/tell", action="/tell", step="tell", **TEXT | change)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "There is breakfast." in answer.text or "body_en" in change
    assert told() == []


def test_html_is_shown_as_text(coordinator, follow):
    follow("events")
    title = "<script>alert(1)</script>"
    checked = check(coordinator, title_en=title)
    assert title not in checked.text
    tell(coordinator, checked)
    for address in ("/tell", f"/tell/{told()[0].id}"):
        assert title not in coordinator.get(address).text


def test_a_refused_key_is_said_to_the_coordinator(coordinator, follow, service):
    follow("events")
    tell(coordinator, check(coordinator))
    [notification] = told()
    refused = re.compile(r"<p[^>]* data-refused[^>]*>")
    assert "hidden" in refused.search(coordinator.get(f"/tell/{notification.id}").text)[0]
    db.session.query(Delivery).filter_by(notification_id=notification.id).update({"last_status": 403})
    db.session.commit()
    assert "hidden" not in refused.search(coordinator.get(f"/tell/{notification.id}").text)[0]


def test_old_numbers_are_not_there_rather_than_wrong(coordinator, follow):
    follow("events")
    tell(coordinator, check(coordinator))
    [notification] = told()
    assert "reached" in coordinator.get(f"/tell/{notification.id}").text
    db.session.query(Delivery).delete()
    db.session.commit()
    for address in ("/tell", f"/tell/{notification.id}"):
        page = coordinator.get(address).text
        assert "kept for 30 days" in page
        assert "people reached</" not in page


def test_a_reminder_or_a_confirmation_has_no_page_here(coordinator, follow):
    follow("events")
    [confirmation] = db.session.query(Notification)
    assert coordinator.get(f"/tell/{confirmation.id}").status_code == 404
    assert coordinator.get("/tell/999").status_code == 404
