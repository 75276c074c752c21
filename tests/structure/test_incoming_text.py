"""No text that comes in, by form, query, JSON or sealed record, brings a control character along."""

import ast
import json
from datetime import UTC, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import request, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import String, select

from peer_app.accounts.models import SignIn
from peer_app.core import clock
from peer_app.core.forms import Form
from peer_app.extensions import Model, db
from peer_app.sync.kinds import kinds
from tests.calendars.readers import READERS
from tests.factories import enrol, make_account, make_event, open_own_page
from tests.records import make_record, registration, tap, worry
from tests.structure.test_url_map import calls_of

ROOT = Path(__file__).parents[2] / "peer_app"

#: C0 but tab and line feed, DEL, C1: what no text may hold.
CONTROLS = "".join(map(chr, [*range(9), *range(0x0B, 0x20), *range(0x7F, 0xA0)]))
#: Those among them that end a line.
LINE_ENDS = "\r\v\f\x1c\x1d\x1e\x85"
#: Each of them alone: no two of them make a letter.
SURROGATES = "\udc00\udfff\ud800\udbff"
#: Invisible, too, but part of words: joiners, directions, a soft hyphen, a flag's letters, a no-break space.
KEPT = "\t\n\u00a0\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2066\u2069\ufeff\ufe0f🇵🇸👩‍👩‍👧e\u0301"
A_PNG = b"\x89PNG\r\n\x1a\n\x00\x7f"


def spoilt(text: str, *, lone: bool = False) -> str:
    """A text with every control character in it that ends no line; with `lone`, surrogates, too: only JSON has them."""
    signs = "".join(sign for sign in CONTROLS if sign not in LINE_ENDS) + (SURROGATES if lone else "")
    return f"{signs}{text[:1]}{signs}{text[1:]}"


def texts_in(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for pair in value.items() for one in pair for text in texts_in(one)]
    if isinstance(value, list | tuple | set | frozenset):
        return [text for one in value for text in texts_in(one)]
    if hasattr(value, "__dataclass_fields__"):
        return texts_in(vars(value))
    return []


def spoilt_in(value: Any) -> list[str]:
    """The texts in a value that hold what none may."""
    return [text for text in texts_in(value) if set(text) & set(CONTROLS + SURROGATES)]


def spoilt_in_database() -> list[str]:
    """Columns that hold what none may."""
    found = []
    for table in Model.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, String) and spoilt_in(list(db.session.scalars(select(column)))):
                found.append(str(column))
    return found


@pytest.fixture
def everybody(app, client):
    """A browser that is all at once: a device, somebody's own page, and a coordinator; the headers of its posts."""
    with app.test_request_context():
        token, kept = generate_csrf(), session["csrf_token"]
    enrol(client, shared=False)
    account = make_account(name="Bea")
    account.is_safeguarding_lead = True
    db.session.commit()
    open_own_page(client)
    with client.session_transaction() as cookie:
        cookie.update(_user_id=str(account.id), sign_in=SignIn.start(account), csrf_token=kept)
        db.session.commit()
    return {"X-CSRFToken": token}


def all_forms(form: type[Form] = Form) -> list[type[Form]]:
    return [form, *(below for it in form.__subclasses__() for below in all_forms(it))]


def test_there_are_many_forms(app):
    assert len(set(all_forms())) > 20


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_no_field_of_any_form_brings_one_along(app, content_type):
    """Whatever kind of field it is: text, passphrase, hidden, a choice."""
    reached = 0
    for form in set(all_forms()):
        with app.test_request_context("/"):
            names = [field.name for field in form()]
        sent = {name: spoilt("Ama") for name in names}
        with app.test_request_context("/", method="POST", data=sent, content_type=content_type):
            fields = list(form())
            assert [field.name for field in fields if spoilt_in([field.data, field.raw_data])] == []
            reached += sum("Ama" in texts_in([field.data]) for field in fields)
    assert reached > 30


@pytest.mark.parametrize("how", ["query_string", "data"])
def test_what_is_no_control_character_stays(app, how):
    with app.test_request_context("/", method="POST", **{how: {"words": KEPT}}):
        assert request.values["words"] == KEPT
    with app.test_request_context("/", method="POST", json={"words": [KEPT]}):
        assert request.get_json() == {"words": [KEPT]}


def test_every_end_of_a_line_is_one_line_feed(app):
    ends = ["\r\n", "\r", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029", "\n"]
    with app.test_request_context("/", method="POST", data={"words": "|".join(ends)}):
        assert request.form["words"] == "|".join("\n" for _end in ends)


def test_files_and_queries(app):
    sent = {"file": (BytesIO(A_PNG), "a.png"), "words": spoilt("Ama")}
    query = {spoilt("name"): spoilt("Ama")}
    with app.test_request_context("/", method="POST", data=sent, query_string=query):
        assert request.files["file"].read() == A_PNG
        assert (request.form["words"], request.args["name"]) == ("Ama", "Ama")


CONTENTS = {
    "person": lambda: registration(contact="x", enjoys="x", would_help="x"),
    "concern": lambda: worry(about="x"),
    "count": tap,
    "scrap": lambda: {"v": 1, "record": "0190a000-0000-7000-8000-000000000000"},
}


def spoilt_throughout(value: Any, *, escaped: bool) -> Any:
    """A JSON value with every text in it spoilt, but moments and days, which are none to msgspec."""
    if isinstance(value, dict):
        return {
            name: said if name in {"at", "day"} else spoilt_throughout(said, escaped=escaped)
            for name, said in value.items()
        }
    if isinstance(value, list):
        return [spoilt_throughout(one, escaped=escaped) for one in value]
    return spoilt(value, lone=escaped) if isinstance(value, str) else value


def test_every_kind_of_record_has_an_example(app):
    assert kinds().keys() == CONTENTS.keys()


@pytest.mark.parametrize("escaped", [True, False])
@pytest.mark.parametrize("kind", CONTENTS)
def test_no_text_in_any_sealed_record_brings_one_along(app, kind, escaped):
    """Escaped, as JSON has to write most of them, or as they are, where that is allowed."""
    content = CONTENTS[kind]()
    plain = json.dumps(spoilt_throughout(content, escaped=escaped), ensure_ascii=escaped).encode()
    read = kinds()[kind].read(plain)
    assert spoilt_in(read) == []
    assert read == kinds()[kind].read(json.dumps(content).encode())


def test_a_registration_with_half_a_letter_is_stored(app, client):
    """A device seals whatever stood in the field; nobody could mend it any more."""
    enrol(client)
    content = registration(name=spoilt("Zainab", lone=True), would_help="Tea\u000band\ud83dcake")
    answer = client.post("/sync/records", json={"records": [make_record(content)]})
    assert [it["status"] for it in answer.json["receipts"]] == ["stored"]
    assert spoilt_in_database() == []


BODIES = [
    {"places": [spoilt("Brixton library", lone=True)]},
    {"remove": ["\ud800"], "topics": [spoilt("events", lone=True)], "endpoint": "\ud800", "code": "\ud800"},
    {spoilt("words", lone=True): spoilt("words", lone=True)},
    {name: spoilt("1", lone=True) for name in ("words", "title", "name", "page", "about", "email", "secret", "change")},
    ["\ud800"],
    "\ud800",
    [[["\ud800"]]],
    7,
    None,
]


@pytest.mark.parametrize("body", BODIES, ids=[str(number) for number in range(len(BODIES))])
def test_no_address_breaks_on_json_with_half_a_letter(app, client, everybody, body):
    make_event()
    broken = []
    for rule, address, method in calls_of(app):
        if method == "GET" or rule.endpoint in {"accounts.sign_out"}:
            continue
        answer = client.open(address, method=method, json=body, headers=everybody)
        if answer.status_code >= 500:
            broken.append(f"{method} {rule}: {answer.status_code}")
    assert broken == []
    assert spoilt_in_database() == []


def test_a_place_sent_as_json_with_half_a_letter_is_kept_without_it(client, everybody):
    address = f"/leaflets/of/event:{make_event().id}/batches"
    answer = client.post(address, json={"places": [spoilt("Brixton library", lone=True)]}, headers=everybody)
    assert answer.status_code == 200
    assert spoilt_in_database() == []


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_a_feed_is_readable_whatever_was_pasted_into_the_form(client, sign_in, read):
    sign_in(client)
    day = clock.today() + timedelta(days=9)
    words = {name: spoilt("Tea and cake") for name in ("title", "expect", "welcome", "place_name", "address", "cost")}
    answer = client.submit("/events/new", day=day.isoformat(), starts="10:00", ends="11:00", **words)
    assert answer.status_code == 302
    feed = client.get("/en/calendar.ics").get_data(as_text=True)
    assert spoilt_in(feed.replace("\r\n", "\n")) == []
    [found] = read(feed, clock.now(), clock.now() + timedelta(days=30))
    assert (found.title, found.place, found.about) == ("Tea and cake", "Tea and cake, Tea and cake", "Tea and cake")
    assert found.starts_at.tzinfo == UTC


def test_a_feed_is_readable_although_rows_of_earlier_versions_are_not(app, client):
    make_event(title=spoilt("Tea", lone=False).replace("\0", ""), expect="a\x1bb", place_name="c\x7f\x85d")
    feed = client.get("/en/calendar.ics").get_data(as_text=True)
    assert spoilt_in(feed.replace("\r\n", "\n")) == []


PAST_THE_DOOR = {"data", "get_data", "stream", "input_stream", "get_json", "json"}


def test_nothing_reads_a_request_past_the_door():
    found = set()
    for file in ROOT.rglob("*.py"):
        name = str(file.relative_to(ROOT))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in PAST_THE_DOOR and ast.unparse(node.value) == "request":
                found.add((name, node.attr))
    # The digest of sealed records is of what was sent.
    assert found == {("sync/routes.py", "stream"), ("core/requests.py", "get_json")}


def test_the_app_reads_requests_through_it(app):
    assert app.request_class.__module__ == "peer_app.core.requests"
