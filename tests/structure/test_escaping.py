"""Whatever people type, wherever it is shown: it is text, never markup."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from werkzeug.exceptions import HTTPException

from peer_app.coming.models import Coming
from peer_app.concerns.models import Concern
from peer_app.core import clock
from peer_app.extensions import db
from peer_app.groups import operations as groups
from peer_app.interests.models import Interest
from peer_app.leaflets.models import Leaflet
from peer_app.opportunities.models import Opportunity
from peer_app.organisation import models as organisation
from peer_app.places.models import Place
from peer_app.proposals.models import Proposal
from peer_app.push.operations import tell
from peer_app.van_stops.models import VanStop
from tests.factories import PASSPHRASE, make_account, make_event, make_group
from tests.structure.test_same_bytes import LINK

pytestmark = pytest.mark.pages

TYPED = "</p></textarea></title></script><img src=x onerror=alert(1)>'\" {{ 7*190.5 }}"
FORBIDDEN = ("<img src=x", "</title></script>", "1333.5")
SECRET = "BCDFGHJKMN"
#: Kinds of pages that show something typed: the crawl must have been there.
SHOWS = {
    "accounts.team",
    "coming.ask",
    "coming.show",
    "coming.who",
    "concerns.index",
    "concerns.show",
    "desk.index",
    "desk.whats_on",
    "events.edit",
    "events.show",
    "group_sessions.edit",
    "group_sessions.index",
    "groups.edit",
    "groups.show",
    "interests.index",
    "leaflets.index",
    "leaflets.show",
    "opportunities.show",
    "organisation.about",
    "organisation.settings",
    "people.show",
    "places.edit",
    "places.show",
    "proposals.accept",
    "proposals.index",
    "telling.show",
    "van.show_leaflets",
    "van_stops.show",
    "whats_on.index",
}


def fill():
    """The same text in every field that takes any."""
    ama = make_account(name=f"Ama {TYPED}")
    ama.is_safeguarding_lead = True
    for _ in range(2):
        concern = Concern.write(TYPED, TYPED, by=ama)
    concern.see_to(by_id=ama.id, outcome=TYPED)
    place = Place.create(**dict.fromkeys(["title", "address", "about", "opening_hours"], TYPED), area=TYPED[-30:])
    db.session.flush()
    words = ["title", "expect", "welcome", "place_name", "address", "cost", "access_notes"]
    event = make_event(**dict.fromkeys(words, TYPED), place_id=place.id, is_free=False)
    start = clock.now() + timedelta(days=1)
    group = dict.fromkeys(["title", "about", "welcome", "meets", "place_name", "address"], TYPED)
    reading = make_group(**group, starts_at=start, rule="FREQ=WEEKLY")
    groups.move(reading, reading.starts_at, start, 60, place_name=TYPED, address=TYPED)
    stop = dict.fromkeys(["title", "about", "place_name", "address"], TYPED)
    VanStop.create(**stop, starts_at=start, ends_at=start + timedelta(hours=2))
    fields = ["title", "what_you_do", "when", "what_you_get", "how_to_start", "place_name", "address"]
    Opportunity.create(**dict.fromkeys(fields, TYPED))
    facts = ["name", "address", "opening_hours", "safeguarding_lead", "getting_there"]
    organisation.save(**dict.fromkeys(facts, TYPED))
    batch = Leaflet.of(f"event:{event.id}").hand_out(TYPED)
    told = tell(ama, token="once", title="Tomorrow", body=TYPED[:60], topic="events", page="")
    Coming.say(event.listing, secret=SECRET, language="en", name=TYPED, how_many=1, would_help=TYPED)
    Interest.say("opportunity:1", language="en", contact=TYPED, name=TYPED, words=TYPED)
    proposed = dict.fromkeys(["title", "about", "place_name", "address", "words", "contact"], TYPED)
    Proposal.make(**proposed, language="en")
    db.session.commit()
    return [f"/yes/{SECRET}", f"/events/{event.slug}/edit", f"/leaflets/{batch.code}", f"/tell/{told.id}"]


def test_it_is_text_on_every_page(app, client):
    waiting = ["/en/", "/desk", "/people", "/team", "/settings", "/leaflets", "/en/van/leaflets", *fill()]
    client.submit("/sign-in", name=f"Ama {TYPED}", passphrase=PASSPHRASE)
    client.submit("/register", name=TYPED, contact=TYPED, enjoys=TYPED, would_help=TYPED, keep="y")
    matcher, seen, shown = app.url_map.bind("127.0.0.1"), set(), set()
    while waiting:
        path = urlsplit(waiting.pop()).path
        if path in seen:
            continue
        seen.add(path)
        answer = client.get(path)
        if answer.mimetype != "text/html" or answer.status_code != 200:
            continue
        assert [what for what in FORBIDDEN if what in answer.text] == [], path
        try:
            shown.add(matcher.match(path, "GET")[0])
        except HTTPException:
            continue
        waiting += LINK.findall(answer.text)
    assert SHOWS - shown == set(), "not looked at"
