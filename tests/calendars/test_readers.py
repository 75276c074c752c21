"""Every feed is read alike by four readers, at the moments that the app itself says."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from peer_app.core import clock, listings
from peer_app.core.said import plain
from peer_app.extensions import db
from peer_app.groups import operations
from tests.calendars.readers import READERS, Session
from tests.factories import make_event, make_group, make_van_stop

#: Both changes of the clocks lie between: 28 March and 31 October 2027.
NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
END = datetime(2027, 12, 1, tzinfo=UTC)
GROUP = "/en/groups/reading-aloud.ics"

each_reader = pytest.mark.parametrize("read", READERS.values(), ids=READERS)


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def group(app):
    """Meets every Tuesday at two, for ninety minutes."""
    return make_group()


def feed_at(client, address) -> str:
    db.session.commit()
    answer = client.get(address)
    assert answer.mimetype == "text/calendar"
    return answer.get_data(as_text=True)


def taking_place(start=NOW, end=END) -> list[Session]:
    """What the app says takes place."""
    return sorted(
        Session(it.starts_at, it.ends_at, it.title, f"{it.place_name}, {it.address}", plain(it, "summary"))
        for it in listings.upcoming(start, end)
        if it.starts_at and it.starts_at < end and not it.cancelled
    )


def sessions(group, first: date, count: int) -> Iterator[datetime]:
    """When its next sessions from a day on are, by its rule."""
    for _number, moment in zip(range(count), group.meetings(clock.midnight(first)), strict=False):
        yield moment


@each_reader
def test_a_group_through_both_changes_of_the_clocks(client, group, read):
    found = read(feed_at(client, GROUP), NOW, END)
    assert found == taking_place()
    assert len(found) == 40
    assert {f"{clock.local(it.starts_at):%A %H:%M}" for it in found} == {"Tuesday 14:00"}


@each_reader
@pytest.mark.parametrize("by", [timedelta(days=9), timedelta(days=-1), timedelta(hours=20), timedelta(0)])
def test_a_series_is_as_its_rule_says_although_its_first_session_is_not(client, group, read, by):
    """Moved to another day, time and place, for longer; the series must not end before it begins, or last for days."""
    [first] = sessions(group, date(2027, 3, 2), 1)
    operations.move(group, first, first + by, 200, place_name="The park", address="Norwood Road")
    found = read(feed_at(client, GROUP), NOW - timedelta(days=7), END)
    assert found == taking_place(NOW - timedelta(days=7))
    assert [it.place for it in found if it.place.startswith("The park")] == ["The park, Norwood Road"]


@each_reader
def test_moved_cancelled_and_restored_sessions(client, group, read):
    moved, cancelled, restored, moved_far = sessions(group, date(2027, 3, 22), 4)
    autumn, after = sessions(group, date(2027, 10, 26), 2)
    operations.move(group, moved, moved - timedelta(days=1, hours=3), 45)
    operations.cancel(group, cancelled)
    operations.cancel(group, restored)
    operations.restore(group, restored)
    operations.move(group, moved_far, moved_far + timedelta(days=60), 90, place_name="The park", address="SE27")
    operations.cancel(group, after)
    operations.move(group, autumn, autumn + timedelta(days=5), 120)  # into the night in which the clocks go back
    found = read(feed_at(client, GROUP), NOW, END)
    assert found == taking_place()
    assert len(found) == 38


@each_reader
def test_what_goes_past_midnight_when_the_clocks_change(client, app, read):
    """RFC 5545 lets it last as long as always; some readers let it end when the clock on the wall says so."""
    make_group(title="Night walk", starts_at=datetime(2027, 3, 6, 22, tzinfo=UTC), minutes=240, rule="FREQ=WEEKLY")
    found = read(feed_at(client, "/en/groups/night-walk.ics"), NOW, END)
    assert [it.starts_at for it in found] == [it.starts_at for it in taking_place()]
    assert sum(it.ends_at - it.starts_at != timedelta(hours=4) for it in found) <= 2


@each_reader
@pytest.mark.parametrize(
    "rule", ["FREQ=MONTHLY;BYDAY=-1SU", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,FR;UNTIL=20271105T000000Z"]
)
def test_other_rules(client, app, read, rule):
    make_group(title="Walk", starts_at=datetime(2027, 3, 2, 19, tzinfo=UTC), rule=rule)
    found = read(feed_at(client, "/en/groups/walk.ics"), NOW, END)
    assert found == taking_place()
    assert len(found) > 8


@each_reader
def test_the_feed_of_all_that_is_on(client, group, read):
    operations.cancel(group, next(sessions(group, date(2027, 3, 30), 1)))
    make_event(title="Open event", starts_at=datetime(2027, 3, 27, 23, 30, tzinfo=UTC))  # into the hour that is not
    event = make_event(title="Called off", starts_at=datetime(2027, 3, 20, 10, tzinfo=UTC))
    event.cancel()
    make_van_stop(starts_at=datetime(2027, 4, 2, 10, tzinfo=UTC))
    end = NOW + timedelta(weeks=12)
    found = read(feed_at(client, "/en/calendar.ics"), NOW, end)
    assert found == taking_place(end=end)
    assert "Called off" not in {it.title for it in found}


#: Two, three and four bytes a letter; a family and a flag, which several code points make.
LETTERS = "مرحبا بكم في المكتبة 🌻👩‍👩‍👧🇵🇸 zażółć 集会 "


@each_reader
def test_words_in_any_script_come_whole_wherever_a_line_is_folded(client, app, read):
    """A line is folded after 75 bytes: here at each byte of these letters."""
    width = len(LETTERS.encode())
    for offset in range(0, width, 1):
        make_event(title="x" * (offset % 110 + 1), expect="y" * offset + LETTERS * 3, starts_at=NOW + timedelta(days=1))
    found = read(feed_at(client, "/en/calendar.ics"), NOW, END)
    assert found == taking_place()
    assert len(found) == width


@each_reader
def test_signs_that_mean_something_in_calendars(client, app, read):
    odd = 'Tea; and, cake \\ "quoted"\nBEGIN:VEVENT\n:;=,\\n ^n'
    make_event(expect=odd, place_name="A, B; C\\D", address="1\n2", starts_at=NOW + timedelta(days=1))
    assert read(feed_at(client, "/en/calendar.ics"), NOW, END) == taking_place()


@pytest.mark.parametrize("language", ["en", "pt", "es", "pl", "ar"])
def test_what_is_cancelled_says_so_in_its_title_for_readers_that_know_no_status(client, group, language):
    event, stop = make_event(title="Open event"), make_van_stop()
    event.cancel(), stop.cancel()
    operations.cancel(group, next(sessions(group, date(2027, 3, 30), 1)))
    titles = titles_in(feed_at(client, f"/{language}/calendar.ics"))
    assert sum(1 for title in titles if title.endswith("Open event") and title != "Open event") == 1
    assert sum(1 for title in titles if title.endswith("Reading aloud")) == 2
    assert "Van at Windrush Square" not in titles
    event.resume()
    assert "Open event" in titles_in(feed_at(client, f"/{language}/calendar.ics"))


def titles_in(feed: str) -> list[str]:
    return [line.removeprefix("SUMMARY:") for line in feed.replace("\r\n ", "").split("\r\n") if "SUMMARY:" in line]
