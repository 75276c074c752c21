"""/notifications, and the question on the pages of what can be followed."""

from peer_app.core import clock
from peer_app.core.dates import time_of_day
from peer_app.push.vapid import application_server_key
from tests.factories import make_event, make_group, make_van_stop


def test_everything_that_can_be_followed_is_offered(client):
    event, group = make_event(title="Breakfast"), make_group(starts_at=clock.now())
    page = client.get("/en/notifications").text
    for topic in ("events", "van-stops", "volunteering", f"event:{event.id}", f"group:{group.id}"):
        assert f'value="{topic}"' in page
    assert application_server_key() in page


def test_without_javascript_it_says_what_works_instead(client):
    page = client.get("/en/notifications").text
    assert "Choosing here needs JavaScript" in page
    assert 'href="/en/calendar"' in page


def test_it_is_the_same_for_everyone(client, sign_in):
    before = client.get("/en/notifications", headers={"Cookie": "a=1"})
    sign_in(client)
    after = client.get("/en/notifications")
    assert before.data == after.data
    assert "Set-Cookie" not in after.headers


def test_the_door_leads_to_the_language(client):
    answer = client.get("/notifications")
    assert answer.status_code == 302
    assert answer.location == "/en/notifications"
    assert "Accept-Language" in answer.headers["Vary"]


def test_an_event_page_asks_with_the_preview_of_what_will_arrive(client):
    event = make_event(title="Breakfast")
    page = client.get(f"/en/events/{event.slug}").text
    assert f'data-topic="event:{event.id}"' in page
    assert "Something you follow is on tomorrow." in page
    assert "Coffee Lovers Cafe." in page
    assert 'href="/en/notifications" data-open' in page


def test_a_van_stop_asks_for_its_area_with_the_preview_of_that_morning(client):
    stop = make_van_stop(area="Brixton")
    page = client.get(f"/en/van-stops/{stop.slug}").text
    assert 'data-topic="van-stops:brixton"' in page
    assert "Shall we tell you when the van is in Brixton?" in page
    assert "Something you follow is on today." in page
    assert f"Today at {time_of_day(stop.starts_at)}" in page
    elsewhere = make_van_stop(area="")
    assert 'data-topic="van-stops"' in client.get(f"/en/van-stops/{elsewhere.slug}").text


def test_the_week_of_the_van_asks_for_all_of_it(client):
    assert 'data-topic="van-stops"' in client.get("/en/van-stops").text
