"""The team sees which paper says what is not so any more, and where its link leads now."""

from datetime import timedelta

import pytest

from peer_app.core import clock
from peer_app.core.dates import day_and_time
from peer_app.extensions import db
from peer_app.groups import operations
from peer_app.leaflets.models import Leaflet
from tests.factories import make_event, make_group

WEEK = timedelta(weeks=1)
SAYS = "Leaflets already out say:"
LEADS = "Their link now leads to:"


@pytest.fixture
def event(app):
    return make_event(title="Open event", place_name="Old Hall")


def handed_out(key: str):
    batch = Leaflet.of(key).hand_out("Library")
    db.session.commit()
    return batch


def pages(peer, batch) -> list[str]:
    """The batch's page and the leaflet's."""
    return [
        " ".join(peer.get(f"/leaflets/{it}").text.split()) for it in (batch.code, f"of/{batch.leaflet.listing_key}")
    ]


def test_nothing_is_said_while_all_is_as_printed(peer, event):
    batch = handed_out(event.key)
    event.change(title="Open event!")
    db.session.commit()
    assert not any(SAYS in page for page in pages(peer, batch))
    assert "Not as printed any more" not in peer.get("/leaflets").text


def test_what_was_moved_says_what_paper_says_and_where_the_link_leads(peer, event):
    batch, before = handed_out(event.key), event.starts_at
    event.change(starts_at=before + WEEK, ends_at=before + WEEK + timedelta(hours=2), place_name="New Hall")
    db.session.commit()
    for page in pages(peer, batch):
        assert f"{SAYS} {day_and_time(before)}, Old Hall" in page
        assert f'{LEADS} <a href="/events/{event.slug}">Open event</a>, {day_and_time(before + WEEK)}, New Hall' in page
    assert "Not as printed any more" in peer.get("/leaflets").text


def test_only_leaflets_from_before_are_out_of_date(peer, event):
    first = handed_out(event.key)
    event.change(place_name="New Hall")
    db.session.commit()
    second = handed_out(event.key)
    assert SAYS in pages(peer, first)[0]
    assert SAYS not in pages(peer, second)[0]
    assert pages(peer, second)[1].count(SAYS) == 1


def test_what_was_cancelled_says_what_its_link_leads_to(peer, event):
    batch = handed_out(event.key)
    event.cancel()
    later = make_event(title="Open event", starts_at=clock.now() + 3 * WEEK, place_name="New Hall")
    for page in pages(peer, batch):
        assert f"{SAYS} {day_and_time(event.starts_at)}, Old Hall" in page
        assert "This is cancelled. Whoever scans the leaflet sees that at once." in page
        leads = f'<a href="/events/{later.slug}">Open event</a>, {day_and_time(later.starts_at)}, New Hall'
        assert f"{LEADS} {leads}" in page


@pytest.mark.parametrize("move", [True, False])
def test_a_group_whose_next_date_is_not_as_always(peer, move):
    group = make_group(title="Reading aloud", place_name="Library")
    batch = handed_out(group.key)
    assert not any(SAYS in page for page in pages(peer, batch))
    session = group.next_sessions(1)[0]
    if move:
        operations.move(group, session.recurrence_id, session.starts_at + timedelta(hours=1), 60)
    else:
        operations.cancel(group, session.recurrence_id)
    db.session.commit()
    for page in pages(peer, batch):
        assert f"{SAYS} {group.how_often}, " in page
        assert f"That does not hold for {day_and_time(session.recurrence_id)}." in page
        assert f'{LEADS} <a href="/groups/{group.slug}">Reading aloud</a>' in page


def test_a_group_that_meets_at_another_time_for_good(peer):
    group = make_group(title="Reading aloud", place_name="Library")
    batch = handed_out(group.key)
    operations.change(group, starts_at=group.starts_at + timedelta(days=14), title="Reading")
    db.session.commit()
    assert not any(SAYS in page for page in pages(peer, batch)), "still on Tuesdays at 14:00"
    operations.change(group, starts_at=group.starts_at + timedelta(days=2), rule="FREQ=WEEKLY;BYDAY=TH")
    db.session.commit()
    for page in pages(peer, batch):
        assert f"{SAYS} Tuesday, 14:00, Library" in page
        assert (
            f'{LEADS} <a href="/groups/{group.slug}">Reading</a>, {day_and_time(group.next_session().starts_at)}'
            in page
        )
    assert not any(SAYS in page for page in pages(peer, handed_out(group.key))[:1])


def test_nobody_is_bothered_where_no_paper_is_out_or_it_is_over(peer, event, monkeypatch):
    shown = Leaflet.of(event.key).screen_batch
    event.change(place_name="New Hall")
    db.session.commit()
    assert not any(SAYS in page for page in pages(peer, shown))
    out = handed_out(event.key)
    event.cancel()
    db.session.commit()
    assert SAYS in pages(peer, out)[0]
    later = event.ends_at + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert SAYS not in pages(peer, out)[0]
