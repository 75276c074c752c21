"""What the screen says of what waits: never more than the receipts do; and a way out for a tablet that can't send."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.van import answer_records, get_ready, goto, open_form, people_named, register, run, sign_in
from tests.served import Served


@pytest.fixture
def van(tablet, site) -> Page:
    """The van's page on a tablet that is ready, and on which only pages send."""
    tablet.context.add_init_script("delete globalThis.ServiceWorkerRegistration?.prototype.sync;")
    return get_ready(tablet.context, site)


def save(van: Page, site: Served, *names: str) -> None:
    form = open_form(van.context, site)
    for name in names:
        register(form, name=name)
    form.close()


def test_send_now_tells_the_truth(van, site):
    answer_records(van.context, lambda route: route.abort())
    save(van, site, "Truth 1", "Truth 2")
    expect(van.get_by_text("2 saved on this tablet, not sent yet. Last tried this minute.")).to_be_visible()
    van.get_by_role("button", name="Send now").click()
    expect(van.get_by_text("Base did not answer. What waits stays on this tablet.")).to_be_visible()

    first = run(van, "async (part) => (await (await part('service_worker/outbox')).waiting(1))[0].id")
    body = json.dumps({"receipts": [{"id": first, "status": "stored"}]})
    answer_records(van.context, lambda route: route.fulfill(status=200, content_type="application/json", body=body))
    van.get_by_role("button", name="Send now").click()
    expect(van.get_by_text("1 sent. Base did not answer. What waits stays")).to_be_visible()
    expect(van.get_by_text("1 saved on this tablet, not sent yet. 1 safely at base today.")).to_be_visible()

    answer_records(van.context, None)
    van.get_by_role("button", name="Send now").click()
    expect(van.get_by_text("All sent.")).to_be_visible()
    expect(van.get_by_text("Nothing waits to be sent. 2 safely at base today.")).to_be_visible()
    expect(van.get_by_role("button", name="Send now")).to_be_hidden()


def test_the_app_s_icon_shows_how_many_wait(van, site):
    van.context.add_init_script("navigator.setAppBadge = async (count) => sessionStorage.setItem('badge', count);")
    answer_records(van.context, lambda route: route.abort())
    form = open_form(van.context, site)
    for number in (1, 2):
        register(form, name=f"Badge {number}")
        form.wait_for_timeout(100)
        assert form.evaluate("sessionStorage.getItem('badge')") == str(number)
    answer_records(van.context, None)
    page = goto(van.context, site, "/en/van")
    expect(page.get_by_text("Nothing waits to be sent.")).to_be_visible()
    page.wait_for_timeout(100)
    assert page.evaluate("sessionStorage.getItem('badge')") == "0"


def test_a_tablet_that_will_never_send_hands_in_a_file(van, site, new_context, tmp_path):
    answer_records(van.context, lambda route: route.abort())
    save(van, site, "Handed in 1", "Handed in 2")
    van.reload()
    van.get_by_text("Can’t this tablet send any more?").click()
    with van.expect_download() as download:
        van.get_by_role("button", name="Save as a file").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert "Handed in" not in file.read_text()
    expect(van.get_by_text("2 saved on this tablet, not sent yet.")).to_be_visible()

    office = new_context()
    sign_in(office, site, "Bea", role="coordinator")
    for says in ("2 records are new.", "2 were here already."):
        hand_in(goto(office, site, "/devices"), file, says)
    assert [people_named(site, f"Handed in {number}") for number in (1, 2)] == [1, 1]
    answer_records(van.context, None)
    van.get_by_role("button", name="Send now").click()
    expect(van.get_by_text("2 safely at base today.")).to_be_visible()
    assert [people_named(site, f"Handed in {number}") for number in (1, 2)] == [1, 1]


def hand_in(devices: Page, file: Path, says: str) -> None:
    devices.get_by_text("A tablet that can’t send any more").click()
    devices.get_by_label("The file from the tablet").set_input_files(file)
    devices.get_by_role("button", name="Hand it in").click()
    expect(devices.get_by_text(says)).to_be_visible()


def test_an_ipad_is_set_up_only_from_its_home_screen(new_context, site):
    context = new_context(
        user_agent="Mozilla/5.0 (iPad; CPU OS 18_4 like Mac OS X) AppleWebKit/605.1.15 Version/18.4 Safari/604.1"
    )
    page = goto(context, site, "/en/van/set-up")
    expect(page.get_by_role("heading", name="First put it on the Home Screen")).to_be_visible()
    expect(page.get_by_label("The code from a coordinator")).to_be_hidden()
    context.add_init_script("Object.defineProperty(navigator, 'standalone', { value: true });")
    page = goto(context, site, "/en/van/set-up#BCDF2345")
    expect(page.get_by_label("The code from a coordinator")).to_have_value("BCDF2345")
    assert page.url == site.origin + "/en/van/set-up", "the code has left the address bar"


def test_only_what_receipts_name_is_let_go(van):
    """Even what lies between two others, and what an earlier version of the app noted counts."""
    outcome = run(
        van,
        """async (part) => {
             const [{ database }, { counts, isSafe, settle, waiting }] =
               await Promise.all([part("service_worker/database"), part("service_worker/outbox")]);
             const db = await database();
             for (const id of ["a", "b", "c", "d"]) await db.put("records", { id, sealed: "" });
             const receipt = (id) => ({ id, status: "stored" });
             const gone = [];
             for (const ids of ["cac", "ad"]) gone.push(await settle([...ids].map(receipt)));
             const today = new Date().toLocaleDateString("sv");
             await db.put("receipts", { ...receipt("earlier"), day: today });
             const ids = ["a", "b", "c", "d", "earlier"];
             const safe = await Promise.all(ids.map(isSafe));
             const still = (await waiting(10)).map(({ id }) => id);
             return { gone, still, safe: ids.filter((_id, at) => safe[at]), today: (await counts()).today };
           }""",
    )
    assert outcome == {"gone": [2, 1], "still": ["b"], "safe": ["a", "c", "d", "earlier"], "today": 4}
