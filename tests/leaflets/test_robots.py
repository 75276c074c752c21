"""Robots, link previews and prefetches are no scans; every phone is one."""

import pytest

from peer_app.extensions import db
from peer_app.leaflets import robots
from peer_app.leaflets.models import Leaflet, Scan
from peer_app.leaflets.robots import is_robot
from tests.factories import make_event

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
#: As they call themselves: search engines, and what messengers send to look at a link somebody typed.
ROBOTS = {
    "Google": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Google's preview": f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} Chrome/99 Google-PageRenderer Google",
    "Bing": f"Mozilla/5.0 {WEBKIT} (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/116",
    "Apple": "Mozilla/5.0 (Macintosh) AppleWebKit/600.2.5 Safari/600.2.5 (Applebot/0.1)",
    "WhatsApp": "WhatsApp/2.23.20.0",
    "Viber": "Viber/20.1",
    "Signal": "Signal-Android/6.0",
    "Facebook": "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "iMessage": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) "
    "Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",
    "Twitter": "Twitterbot/1.0",
    "Telegram": "TelegramBot (like TwitterBot)",
    "Slack": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Discord": "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "LinkedIn": "LinkedInBot/1.0 (compatible; Mozilla/5.0)",
    "Skype and Teams": "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5",
    "Bluesky": "Mozilla/5.0 (compatible; Bluesky Cardyb/1.1)",
    "unheard of": "SomethingNew-Crawler/0.1",
}
PHONES = {
    "iPhone": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.0 Mobile/15E148 Safari/604.1",
    "Android": f"Mozilla/5.0 (Linux; Android 14; Pixel 7) {WEBKIT} Chrome/120.0.0.0 Mobile Safari/537.36",
    "a phone called Cubot": f"Mozilla/5.0 (Linux; Android 10; CUBOT X30) {WEBKIT} Chrome/120 Mobile Safari/537.36",
    "inside Facebook": "Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/20A "
    "[FBAN/FBIOS;FBAV/400.0]",
    "inside Instagram": f"Mozilla/5.0 (Linux; Android 13; SM-A536B; wv) {WEBKIT} Chrome/119 Mobile Safari/537.36 "
    "Instagram 309.0",
    "inside WhatsApp": f"Mozilla/5.0 (Linux; Android 13; SM-A536B; wv) {WEBKIT} Chrome/119 Mobile Safari/537.36 "
    "WhatsApp/2.23.20",
    "inside Snapchat": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 "
    "Snapchat/12.60.0.44 (like Safari/8616)",
    "an old one": "Opera/9.80 (J2ME/MIDP; Opera Mini/7.1/28.3590; U; en) Presto/2.8.119 Version/11.10",
    "one that hides": "",
}


@pytest.mark.parametrize("name", ROBOTS)
def test_it_is_known(name):
    assert is_robot(ROBOTS[name])


@pytest.mark.parametrize("name", PHONES)
def test_it_is_somebody(name):
    assert not is_robot(PHONES[name])


def test_whatever_the_library_knows_is_known_wherever_it_stands():
    names = [name for names in robots._known()[0].values() for name in names]
    assert len(names) > 1000
    assert [name for name in names if not all(is_robot(text) for text in (name, f"Mozilla {name}/1.0 x"))] == []


def test_only_visits_are_counted(client):
    event = make_event()
    code = Leaflet.of(event.listing.key).hand_out("Library").code
    ahead = [
        ("Sec-Purpose", "prefetch"),
        ("Sec-Purpose", "prefetch;prerender"),
        ("Purpose", "prefetch"),
        ("X-Purpose", "preview"),
        ("X-Moz", "prefetch"),
    ]
    phone = {"User-Agent": PHONES["iPhone"]}
    for headers in [{"User-Agent": ROBOTS["WhatsApp"]}, *(phone | {name: value} for name, value in ahead)]:
        assert client.get(f"/l/{code}", headers=headers).location == f"/en/events/{event.slug}", "they are led, too"
    assert client.head(f"/l/{code}", headers=phone).status_code == 303
    assert db.session.query(Scan).count() == 0
    client.get(f"/l/{code}", headers=phone)
    assert db.session.query(Scan).one().count == 1
