"""Finding something on a phone: near me, without signal, and without any script."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

HERE = {"latitude": 51.4613, "longitude": -0.1156}  # a few steps from Windrush Square


def open_front(context: BrowserContext, origin: str, query: str = "") -> Page:
    page = context.new_page()
    page.goto(f"{origin}/en/{query}")
    return page


def test_the_nearest_comes_first_and_nobody_is_told(new_context, site):
    context = new_context(geolocation=HERE, permissions=["geolocation"])
    page = open_front(context, site.origin)
    ask = page.get_by_role("button", name="What is near me?")
    expect(ask).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")  # the worker has fetched what it keeps
    page.wait_for_load_state("networkidle")
    sent = []
    context.on("request", lambda request: sent.append(request.url))
    soonest = page.locator("#whats-on li.card strong").all_inner_texts()
    ask.click()
    expect(page.get_by_text("The nearest comes first.")).to_be_visible()
    far = page.locator("#whats-on li.card .far").all_inner_texts()
    assert far[0] == "about 50 m"
    assert far[-1].startswith("about ")
    assert far[-1].endswith(" km")
    metres = [float(it.split()[1]) * (1000 if it.endswith("km") else 1) for it in far]
    assert metres == sorted(metres)
    assert sent == []
    page.get_by_role("button", name="Soonest first again").click()
    assert page.locator("#whats-on li.card strong").all_inner_texts() == soonest
    expect(page.locator(".far")).to_have_count(0)
    expect(ask).to_be_focused()


def test_who_says_no_is_told_that_it_is_fine(new_context, site):
    page = open_front(new_context(permissions=[]), site.origin)
    page.get_by_role("button", name="What is near me?").click()
    expect(page.get_by_text("Your phone did not say where it is. That is fine: choose an area above.")).to_be_visible()
    page.get_by_text("Choose what to see").click()
    expect(page.get_by_label("Where?")).to_be_visible()


def test_a_phone_that_cannot_tell_says_so(new_context, site):
    context = new_context()
    context.add_init_script(
        "navigator.geolocation.getCurrentPosition = (_yes, no) => no({ code: 2, PERMISSION_DENIED: 1 });"
    )
    page = open_front(context, site.origin)
    page.get_by_role("button", name="What is near me?").click()
    expect(page.get_by_text("can’t tell where it is just now")).to_be_visible()


def test_without_scripts_everything_but_nearness_is_there(new_context, site):
    page = open_front(new_context(java_script_enabled=False), site.origin)
    expect(page.get_by_role("button", name="What is near me?")).to_be_hidden()
    page.get_by_label("Look for").fill("raeding")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_text("This is close to it: reading")).to_be_visible()
    expect(page.locator("#whats-on li.card strong").first).to_have_text("Reading aloud together")
    page.get_by_text("Choose what to see").click()
    page.get_by_label("Only what is free").check()
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="“raeding”").click()
    assert "free=1" in page.url
    expect(page.get_by_role("link", name="Living Well open event").first).to_be_visible()


def test_with_scripts_the_address_is_short(new_context, site):
    page = open_front(new_context(), site.origin)
    expect(page.get_by_role("button", name="What is near me?")).to_be_visible()
    page.get_by_label("Look for").fill("reading")
    page.get_by_role("button", name="Find").click()
    expect(page).to_have_url(f"{site.origin}/en/?q=reading")


@pytest.mark.parametrize(
    ("query", "seen", "unseen"),
    [
        ("kind=van-stop", "Van at", "Walk and talk"),
        ("q=Reáding+ALOUD", "Reading aloud", "Walk and talk"),
        ("area=Streatham", "Van at Streatham Common", "Van at Windrush"),
        ("kind=opportunity", "Ride along", "Van at"),
        ("q=zebra", "Nothing like that is on", "Van at"),
    ],
)
def test_without_signal_the_kept_page_answers_as_well_as_it_can(new_context, site, query, seen, unseen):
    context = new_context()
    page = open_front(context, site.origin)
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.reload()
    context.set_offline(True)
    page.goto(f"{site.origin}/en/?{query}")
    expect(page.get_by_role("main").get_by_text(seen).locator("visible=true").first).to_be_visible()
    expect(page.get_by_role("main").get_by_text(unseen).locator("visible=true")).to_have_count(0)


@pytest.mark.parametrize("query", ["kind=concert", "day=2020-01-01", "free=0"])
def test_what_the_server_left_out_hides_nothing(new_context, site, query):
    page = open_front(new_context(), site.origin, f"?{query}")
    expect(page.get_by_role("button", name="What is near me?")).to_be_visible()  # the script has had its turn
    expect(page.get_by_role("link", name="Living Well open event").first).to_be_visible()
    expect(page.get_by_text("There is no signal.")).to_be_hidden()


def test_what_was_looked_for_is_not_kept_for_all_of_it(new_context, site):
    context = new_context()
    page = open_front(context, site.origin)
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.goto(f"{site.origin}/en/?q=reading&free=1")
    context.set_offline(True)
    page.goto(f"{site.origin}/en/")
    expect(page.get_by_role("link", name="Living Well open event").first).to_be_visible()


@pytest.mark.parametrize("has_share", [True, False])
def test_every_page_can_be_sent_on(new_context, site, has_share):
    context = new_context(permissions=["clipboard-read", "clipboard-write"])
    share = "navigator.share = async (what) => { globalThis.shared = what.url; };"
    context.add_init_script(share if has_share else "delete Navigator.prototype.share;")
    page = open_front(context, site.origin)
    paths = {}
    links = page.locator("li.card a").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    for path in links:
        paths.setdefault(path.split("/")[2], path)
    assert set(paths) == {"events", "groups", "van-stops", "volunteering"}
    page.goto(site.origin + paths["groups"])
    paths["places"] = page.locator("a[href^='/en/places/']").first.get_attribute("href")
    for path in paths.values():
        page.goto(f"{site.origin}{path}?from=leaflet")
        page.get_by_role("button", name="Show it to someone").click()
        page.get_by_role("button", name="Send the link").click()
        if has_share:
            assert page.evaluate("globalThis.shared") == site.origin + path
        else:
            expect(page.get_by_text("The link is copied")).to_be_visible()
            assert page.evaluate("navigator.clipboard.readText()") == site.origin + path
