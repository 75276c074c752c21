"""Leaflets in real hands: a hundred places at once, sent on, held up and printed without signal."""

import io
import re

from PIL import Image
from playwright.sync_api import expect
from pypdf import PdfReader

from tests import camera
from tests.browser.conftest import PHONE, until
from tests.browser.van import get_ready, goto, sign_in

#: Browsers take 96 pixels for an inch.
MM = 96 / 25.4
A4 = {"width": round(210 * MM), "height": round(297 * MM)}
SHARING = """
  window.sent = [];
  Object.assign(Navigator.prototype, {
    canShare: (what) => !what.files || window.takesFiles !== false,
    share: async (what) => { sent.push(what); },
  });
"""


def test_many_places_at_once_and_a_bar_that_says_how_far_it_is(new_context, site):
    context = new_context()
    sign_in(context, site, "Ama")
    page = goto(context, site, "/leaflets/new?listing=event:1")
    seen = []
    page.expose_function("note", lambda words, value, most: seen.append((words, value, most)))
    page.evaluate("""() => {
      const [bar, says] = [document.getElementById("made"), document.getElementById("making-says")];
      new MutationObserver(() => note(says.textContent, bar.value, bar.max)).observe(bar, { attributes: true });
    }""")
    page.get_by_label("Where will you hand it out?").fill("\n".join(f"Place {number}" for number in range(25)))
    page.get_by_role("button", name="Make the leaflet").click()
    expect(page.get_by_role("button", name="Open the PDF with 25 leaflets")).to_be_visible()
    assert ("Making leaflets: 10 of 25", 10, 25) in seen
    assert ("Making leaflets: 25 of 25", 25, 25) in seen
    fields = page.locator("input[name=batch]").evaluate_all("fields => fields.map((it) => it.value)")
    query = "&".join(f"batch={code}" for code in fields)
    pdf = page.request.get(f"{site.origin}/leaflets/of/event:1/leaflets.pdf?{query}").body()
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 25


def test_a_file_of_many_says_that_it_is_being_made_and_how_much_of_it_is_here(new_context, site):
    context = new_context()
    sign_in(context, site, "Dee")
    page = goto(context, site, "/leaflets/new?listing=event:1")
    page.get_by_label("Where will you hand it out?").fill("\n".join(f"Place {number}" for number in range(40)))
    page.get_by_role("button", name="Make the leaflet").click()
    seen = []
    page.expose_function("note", lambda *facts: seen.append(facts))
    button = page.get_by_role("button", name="Open the PDF with 40 leaflets")
    expect(button).to_be_visible()
    page.evaluate("""() => {
      const bar = document.getElementById("fetched");
      const look = () => note(bar.labels[0].textContent, bar.position, bar.max);
      new MutationObserver(look).observe(bar, { attributes: true });
    }""")
    with page.expect_download() as download:
        button.click()
    expect(page.get_by_text("The file is ready. Look among your downloads.")).to_be_visible()
    assert download.value.suggested_filename == "living-well-open-event-40-places.pdf"
    pdf = download.value.path().read_bytes()
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 40
    positions = [position for _says, position, _most in seen]
    assert positions[-1] == 1
    assert positions == sorted(positions)
    assert seen[-1][2] == len(pdf)


def test_without_a_script_the_file_of_many_is_simply_opened(new_context, site):
    context = new_context()
    sign_in(context, site, "Eli")
    context.route("**/many-printed.js", lambda route: route.abort())
    page = goto(context, site, "/leaflets/new?listing=event:1")
    page.get_by_label("Where will you hand it out?").fill("Library\nBarber")
    page.get_by_role("button", name="Make the leaflet").click()
    button = page.get_by_role("button", name="Open the PDF with 2 leaflets")
    with page.expect_request("**/leaflets.pdf?*") as asked:
        button.click()
    assert asked.value.is_navigation_request()
    expect(page.locator("#making")).to_be_hidden()


def test_on_a_phone_no_word_of_what_came_of_it_is_broken(new_context, site):
    context = new_context(viewport=PHONE)
    sign_in(context, site, "Fay")
    page = goto(context, site, "/leaflets/new?listing=event:1")
    page.get_by_label("Where will you hand it out?").fill("Loughborough Junction neighbourhood centre noticeboard")
    page.get_by_role("button", name="Make the leaflet").click()
    page.get_by_label("How many did you hand out?").fill("1200")
    page.get_by_role("button", name="Add it").click()
    page.get_by_role("link", name="All places, and what came of it").click()
    table = page.get_by_role("table", name="Which places work best")
    expect(table).to_contain_text("noticeboard")
    broken = table.evaluate("""(table) => {
      const nodes = document.createTreeWalker(table, NodeFilter.SHOW_TEXT), broken = [];
      while (nodes.nextNode()) {
        for (const { index, 0: word } of nodes.currentNode.data.matchAll(/\\S+/g)) {
          const range = document.createRange();
          range.setStart(nodes.currentNode, index);
          range.setEnd(nodes.currentNode, index + word.length);
          if (range.getClientRects().length > 1) broken.push(word);
        }
      }
      return broken;
    }""")
    assert broken == []
    for name in ("Which places work best", "Day by day"):
        beyond = "(table) => table.parentElement.scrollWidth - table.parentElement.clientWidth"
        assert page.get_by_role("table", name=name).evaluate(beyond) <= 0, "nothing is out of sight"


def test_what_was_not_made_stays_in_the_field(new_context, site):
    context = new_context()
    sign_in(context, site, "Ben")
    page = goto(context, site, "/leaflets/new?listing=event:1")
    asked = []

    def once_only(route):
        asked.append(route)
        route.continue_() if len(asked) == 1 else route.abort()

    page.route("**/batches", once_only)
    field = page.get_by_label("Where will you hand it out?")
    field.fill("\n".join(f"Place {number}" for number in range(12)))
    page.get_by_role("button", name="Make the leaflet").click()
    expect(page.get_by_text("10 leaflets are made. The others are still in the field. Try again.")).to_be_visible()
    expect(field).to_have_value("Place 10\nPlace 11")


def test_it_is_sent_as_a_file_or_as_its_link(new_context, site):
    context = new_context()
    context.add_init_script(SHARING)
    sign_in(context, site, "Cem")
    page = goto(context, site, "/leaflets/new?listing=event:1")
    page.get_by_label("Where will you hand it out?").fill("Library")
    page.get_by_role("button", name="Make the leaflet").click()
    page.wait_for_url(re.compile(r"/leaflets/\w{6}$"))
    code = page.url.rpartition("/")[2]
    page.get_by_role("button", name="Send it").click()
    until(page, "sent.length === 1")
    name, kind, size = page.evaluate("(({ name, type, size }) => [name, type, size])(sent[0].files[0])")
    assert (name, kind) == (f"living-well-open-event-{code}.pdf", "application/pdf")
    assert size > 10_000
    page.reload()
    page.evaluate("window.takesFiles = false")
    page.get_by_role("button", name="Send it").click()
    until(page, "sent.length === 1")
    assert page.evaluate("sent[0].url") == f"{site.origin}/l/{code}"


def test_one_tap_shows_it_and_it_prints_without_signal(new_context, site):
    context = new_context(color_scheme="dark")
    context.add_init_script(SHARING)
    page = get_ready(context, site)
    context.set_offline(True)
    page.get_by_role("link", name=re.compile("^Van at ")).first.click()
    code = page.get_by_role("img", name=re.compile("QR code"))
    expect(code).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    link = camera.look(code.screenshot()).text
    assert link.startswith(f"{site.origin}/l/".upper())
    page.get_by_role("button", name="Send it").click()
    until(page, "sent.length === 1")
    assert page.evaluate("sent[0].url").upper() == link

    page.set_viewport_size(A4)
    page.emulate_media(media="print", color_scheme="light")
    paper = Image.open(io.BytesIO(page.screenshot()))
    seen = camera.look(paper)
    assert seen.text == link
    assert seen.side / MM >= 25
    title = page.locator("h1").inner_text()
    printed = " ".join(PdfReader(io.BytesIO(page.pdf())).pages[0].extract_text().split())
    for words in (title, "Everyone is welcome. No referral needed.", "London", "020 7946 0123", "Scan with your phone"):
        assert words in printed
    for words in ("Send it", "Samaritans", "Back"):
        assert words not in printed


def test_only_whoever_comes_by_such_a_link_reads_that_a_leaflet_is_over(new_context, site):
    page = goto(new_context(java_script_enabled=False), site, "/en/")
    sentence = page.get_by_text("What is on your leaflet is over. Here is what comes next.")
    expect(sentence).to_be_hidden()
    page.goto(f"{site.origin}/en/#leaflet-over")
    expect(sentence).to_be_visible()
    expect(page.get_by_text("What is on your leaflet is cancelled.")).to_be_hidden()
