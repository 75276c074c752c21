"""What is there to be seen besides the demo content: a leaflet that was scanned, concerns, somebody's own page."""

import re

from playwright.sync_api import expect

from tests.browser.pages import app_of
from tests.browser.pictures.visit import Visit
from tests.factories import make_own_page

CONCERNS = (
    ("She said she is afraid to go home tonight. She had a bruise on her arm.", "Mary, about 40, by the library"),
    ("He has not eaten for days, and talked about not being here any more.", "Zed, Effra Road"),
)


def hand_out_a_leaflet(visit: Visit) -> str:
    """Two batches of one leaflet, the first scanned three times; its code."""
    page = visit.page()
    codes = []
    for place in ("Brixton library", "Barber on Coldharbour Lane"):
        page.goto(visit.origin + "/leaflets/new?listing=event:1")
        page.get_by_label("Where will you hand it out?").fill(place)
        page.get_by_role("button", name="Make the leaflet").click()
        page.wait_for_url(re.compile(r"/leaflets/\w{6}$"))
        codes.append(page.url.rpartition("/")[2])
    for _ in range(3):
        page.request.get(f"{visit.origin}/l/{codes[0]}")
    page.close()
    return codes[0]


def write_concerns_down(visit: Visit) -> None:
    """Ama becomes a safeguarding lead, writes two concerns down and sees to the second."""
    page = visit.page()
    page.goto(visit.origin + "/team")
    page.get_by_text("Change Ama").click()
    page.get_by_role("button", name="Make safeguarding lead Ama").click()
    for words, about in CONCERNS:
        page.goto(visit.origin + "/worried")
        page.get_by_label("What worries you?").fill(words)
        page.get_by_label("Who is it about, and where?").fill(about)
        page.get_by_role("button", name="Save for the safeguarding leads").click()
        expect(page.get_by_text("Saved, for safeguarding leads only.")).to_be_visible()
    page.goto(visit.origin + "/concerns/2")
    page.get_by_label("What was done?").fill("Rang his sister. She is with him tonight.")
    page.get_by_role("button", name="I have seen to this").click()
    expect(page.get_by_text("Seen to by Ama")).to_be_visible()
    page.close()


def own_page(visit: Visit) -> str:
    """What the QR code after a registration leads to."""
    with app_of(visit.data).app_context():
        stop = {"people": [], "stop": "van-stop:1"}
        texts = {"name": "Kwame", "contact": "020 7946 0777", "enjoys": "Dominoes, fixing bicycles"}
        return f"/me/{make_own_page(**texts, shift=stop)}"
