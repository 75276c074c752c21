"""Van mode in Firefox and in WebKitGTK, which have no Background Sync: the same walks, against `bin/serve`."""

import base64
import itertools
import json
from collections import Counter
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.browser.firefox import FirefoxTablet
from tests.browser.line import Line, cut_before, hold_answer, lose_answer
from tests.browser.tablets import Tab, Tablet, until
from tests.browser.test_sealing import ID, INFO, SUITE, base64url
from tests.browser.van import make_code, people_named
from tests.browser.webkit import Screen, WebKitTablet
from tests.served import Served

NUMBERS = itertools.count(1)

COUNTS = "return (await part('service_worker/outbox')).counts();"
RECEIPTS = """const { database } = await part("service_worker/database");
              return (await (await database()).getAll("receipts"))
                .flatMap(({ receipts }) => receipts.map(({ status }) => status));"""
ONE_WAITS = """const locks = await navigator.locks.query();
               const [held, pending] = [locks.held, locks.pending].map(
                 (some) => some.filter(({ name }) => name === "peer-app-sending").length);
               return held === 1 && pending > 0;"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    running = Served(tmp_path_factory.mktemp("engines") / "data")
    yield running
    running.stop()


@pytest.fixture
def site(served: Served) -> Served:
    """The server, running, whatever the test before did to it."""
    if served.process is None:
        served.start()
    return served


@pytest.fixture
def line(site: Served) -> Iterator[Line]:
    line = Line()
    line.base = site.origin
    yield line
    line.close()


@pytest.fixture(scope="module")
def screen() -> Iterator[Screen]:
    with Screen() as screen:
        yield screen


@pytest.fixture(params=["firefox", "webkit"])
def tablet(request, line, tmp_path) -> Iterator[Tablet]:
    """A tablet with each engine, started. (It ends before the line does.)"""
    profile = tmp_path / "profile"
    if request.param == "firefox":
        tablet: Tablet = FirefoxTablet(request.getfixturevalue("playwright"), profile)
    else:
        tablet = WebKitTablet(request.getfixturevalue("screen"), profile)
    tablet.start()
    yield tablet
    tablet.close()


@pytest.fixture
def neighbour() -> str:
    """A name that no other test registers."""
    return f"Neighbour {next(NUMBERS)}"


def set_up(tablet: Tablet, site: Served, origin: str) -> Tab:
    """Make the tablet ready to go out; the van's page."""
    tab = open_tab(tablet, f"{origin}/van/set-up")
    tab.write("The code from a coordinator", make_code(site, f"Van {next(NUMBERS)}"))
    tab.press("Set up this tablet")
    tab.sees("Ready. ")
    tab.press("Open the van’s page")
    tab.sees("Nothing waits to be sent.")
    return tab


def open_tab(tablet: Tablet, address: str) -> Tab:
    tab = tablet.new_tab()
    tab.open(address)
    return tab


def open_form(tablet: Tablet, origin: str) -> Tab:
    """The registration form, ready to save."""
    form = open_tab(tablet, f"{origin}/en/register")
    until(lambda: form.evaluate("return !document.getElementById('save').disabled"), "the form can save")
    return form


def register(form: Tab, name: str) -> None:
    """Fill in the form that is open and save it."""
    before = form.run(COUNTS)
    form.write("What should we call you?", name)
    form.tick("You may keep this.")
    form.press("Save and start again")
    until(lambda: sum(form.run(COUNTS).values()) == sum(before.values()) + 1, f"{name} is saved")


def test_three_without_signal_arrive_once(tablet, site, neighbour):
    home = set_up(tablet, site, site.origin)
    assert home.evaluate("return 'SyncManager' in window") is False
    tablet.close()
    site.stop()

    tablet.start()
    home = open_tab(tablet, f"{site.origin}/van")
    home.sees("Keep in touch with someone")
    assert home.address == f"{site.origin}/en/van"
    open_tab(tablet, f"{site.origin}/").sees("Come along to what’s on")
    form = open_form(tablet, site.origin)
    names = [f"{neighbour}, {given}" for given in ("Ama", "Zainab والخبز", "José")]
    for name in names:
        register(form, name)
        form.sees("Saved on this tablet. Not sent yet.")
    home.sees("3 saved on this tablet, not sent yet.")
    tablet.close()

    tablet.start()
    home = open_tab(tablet, f"{site.origin}/en/van")
    home.sees("3 saved on this tablet, not sent yet.")
    site.start()
    home.open(f"{site.origin}/en/van")
    home.sees("Nothing waits to be sent. 3 safely at base today.")
    assert [people_named(site, name) for name in names] == [1, 1, 1]


def test_when_the_answer_is_lost_it_is_a_duplicate_and_there_once(tablet, site, line, neighbour):
    home = set_up(tablet, site, line.origin)
    form = open_form(tablet, line.origin)
    line.fail(lose_answer)
    register(form, neighbour)
    until(lambda: line.answered, "the server has committed")
    assert people_named(site, neighbour) == 1
    form.sees("Saved on this tablet. Not sent yet.")
    home.sees("1 saved on this tablet, not sent yet.")

    line.mend()
    home.open(f"{line.origin}/en/van")
    home.sees("Nothing waits to be sent. 1 safely at base today.")
    form.sees("Safely at base.")
    assert home.run(RECEIPTS) == ["duplicate"]
    assert people_named(site, neighbour) == 1


def test_of_two_tabs_one_sends(tablet, site, line, neighbour):
    home = set_up(tablet, site, line.origin)
    form = open_form(tablet, line.origin)
    line.fail(cut_before)
    names = [f"{neighbour}, {number}" for number in range(3)]
    for name in names:
        register(form, name)

    line.fail(hold_answer)
    for tab in (form, home):
        tab.run("window.sending = (await part('service_worker/sender')).send();")
    until(lambda: line.delivered, "one tab sends")
    until(lambda: home.evaluate(ONE_WAITS), "the other waits")
    assert len(line.delivered) == 1
    sent = line.delivered
    line.mend()
    for tab in (form, home):
        assert tab.evaluate("return (await window.sending).state") == "empty"
    assert Counter(itertools.chain(*sent, *line.delivered)).most_common(1)[0][1] == 1
    assert [people_named(site, name) for name in names] == [1, 1, 1]


def test_it_can_seal_and_python_opens_it(tablet, site):
    tab = open_tab(tablet, f"{site.origin}/en/van")
    key = ec.generate_private_key(ec.SECP256R1())
    public = base64url(key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
    can = "return (await part('service_worker/seal')).canSeal({ id: 'k', public_key: argument });"
    assert tab.run(can, public) is True

    content = {"name": "Zainab 🌻 والخبز", "would_help": "x" * 5000}
    sealed = tab.run(
        "return (await part('service_worker/seal')).seal({ ...argument, kind: 'person' });",
        {"id": ID, "content": content, "key": {"id": "k", "public_key": public}},
    )
    opened = SUITE.decrypt(base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4)), key, info=INFO)
    assert json.loads(opened) == content
