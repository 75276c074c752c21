"""The screens that are pictured, by name."""

from tests.browser.pictures.content import own_page
from tests.browser.pictures.visit import Visit
from tests.served import flask

#: Of whoever is signed in as a coordinator and a safeguarding lead, on a device that is set up for the van.
SIGNED_IN = {
    "desk": "/desk",
    "event-new": "/events/new",
    "leaflets": "/leaflets",
    "leaflet-choose": "/leaflets/new",
    "leaflet-new": "/leaflets/new?listing=event:1",
    "leaflet-places": "/leaflets/of/event:1",
    "people-none": "/people",
    "register-signed-in": "/register",
    "needs-a-look": "/needs-a-look",
    "tell": "/tell",
    "whats-on": "/whats-on",
    "place-new": "/places/new",
    "team": "/team",
    "settings": "/settings",
    "worried-signed-in": "/worried",
    "concerns": "/concerns",
    "concern": "/concerns/1",
    "concern-seen-to": "/concerns/2",
    "devices": "/devices",
    "you": "/you",
    "expected": "/expected/event:1",
    "interests": "/interested",
    "proposals": "/proposals",
    "proposal-put-on": "/proposals/1/event",
    "counting": "/counting",
    "van-counting": "/en/van/counting",
    "van": "/en/van",
    "van-set-up": "/en/van/set-up",
    "van-set-up-sheet": "/en/van/set-up-sheet",
    "van-shift": "/en/van/shift",
    "van-practice": "/en/register?practise",
    "van-leaflets-ready": "/en/van/leaflets",
}


def signed_in_screens(visit: Visit, code: str) -> dict[str, str]:
    """{name: path} of every screen for the team; `code` is that of a leaflet."""
    page = visit.page()
    page.goto(visit.origin + "/en/van/leaflets")
    shown = page.locator("main a[href*='/van/leaflets/']").first.get_attribute("href") or ""
    page.close()
    event, group = (visit.path_of(kind).removeprefix("/en") for kind in ("events", "groups"))
    return SIGNED_IN | {
        "leaflet": f"/leaflets/{code}",
        "leaflet-print": f"/leaflets/{code}/print?layout=a6&lang=en&also=ar",
        "group-hosts": f"{group}/hosts",
        "group-sessions": f"{group}/sessions",
        "group-edit": f"{group}/edit",
        "event-edit": f"{event}/edit",
        "event-cancellation": f"{event}/cancellation",
        "van-leaflet": shown,
    }


def public_screens(visit: Visit) -> dict[str, str]:
    """{name: path} of every screen for citizens."""
    invitation = flask(visit.data, "invite", "--role", "peer", "Joe").splitlines()[-1]
    return {
        "front": "/en/",
        "calendar": "/en/calendar",
        "front-from-an-old-leaflet": "/en/#leaflet-over",
        "event": visit.path_of("events"),
        "group": visit.path_of("groups"),
        "volunteering": visit.path_of("volunteering"),
        "place": "/en/places/brixton-library",
        "van-stops": "/en/van-stops",
        "van-stop": visit.path_of("van-stops"),
        "coming": "/en/coming/event:1",
        "coming-to-a-group": "/en/coming/group:1",
        "coming-said": "/yes/BCDFGHJKMN",
        "interested": "/en/interested/opportunity:1",
        "propose": "/en/propose",
        "about": "/en/about",
        "notifications": "/en/notifications",
        "van-not-ready": "/en/van",
        "van-register-not-ready": "/en/register",
        "van-worried": "/en/worried",
        "offline": "/en/offline",
        "not-found": "/en/events/nothing",
        "unknown-code": "/l/XXXXXX",
        "own-page-not-here": "/me/not-here",
        "own-page": own_page(visit),
        "sign-in": "/sign-in",
        "invitation": invitation.removeprefix(visit.origin),
    }
