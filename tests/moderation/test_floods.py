"""Floods of every inbox: capped, not believed, said once, cleared in one go; and honest words on the first page."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, func, insert, select

from peer_app.core import clock, codes
from peer_app.core.inboxes import Source, all_inboxes
from peer_app.core.rate_limits import RateCount
from peer_app.core.visitors import VisitorForm
from peer_app.extensions import db, limiter
from peer_app.moderation import jobs
from peer_app.organisation.models import Organisation
from tests.at_once import all_at_once
from tests.auditing_client import Page
from tests.moderation.inbox_forms import FORMS

PHONE = "020 7946 0100"
HONEST, MADE_UP = "Zainab is honest", "Made up"
FLOOD = 4601


@pytest.fixture(params=sorted(FORMS))
def form(request):
    return FORMS[request.param]


@pytest.fixture
def inbox(app, request, form):
    return all_inboxes()[request.node.callspec.params["form"]]


@pytest.fixture
def address(app, inbox, form):
    return form.address()


@pytest.fixture
def send(app, address, form, monkeypatch):
    """`send(mark, network)` posts the form as a browser of its own; the answer. Only the inbox's limits hold."""
    monkeypatch.setattr(limiter, "enabled", False)
    phone = FlaskClient(app, use_cookies=False)

    def send(mark, network="192.0.2.1"):
        db.session.commit()
        environ = {"REMOTE_ADDR": network, "HTTP_SEC_FETCH_SITE": "same-origin"}
        with app.app_context():
            return phone.post(address, data=form.words(mark), environ_overrides=environ)

    return send


@pytest.fixture
def flood(app, inbox, send):
    """One honest row, and after it thousands from one network, as many hours of the cap would make."""
    assert send(HONEST, "192.0.2.77").status_code == 303
    assert send(MADE_UP).status_code == 303
    newest = db.session.scalars(select(inbox.model).order_by(inbox.model.id.desc()).limit(1)).one()
    table = inbox.model.__table__
    like_it = {column.name: getattr(newest, column.name) for column in table.columns if column.name != "id"}
    rows = [like_it | unlike(number, like_it) for number in range(FLOOD - 1)]
    db.session.execute(insert(table), rows)
    db.session.commit()


def unlike(number, row):
    return {"secret_digest": codes.keyed_digest(f"{number}")} if "secret_digest" in row else {}


@contextmanager
def queries() -> Iterator[list[str]]:
    """The statements that are executed inside."""
    found: list[str] = []
    listener = (db.engine, "before_cursor_execute", lambda _c, _cu, statement, *_: found.append(statement))
    event.listen(*listener)
    try:
        yield found
    finally:
        event.remove(*listener)


def how_many(inbox):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(inbox.model))


def test_every_inbox_is_flooded_here(app):
    assert set(FORMS) == set(all_inboxes())


def test_no_form_for_visitors_goes_without_an_inbox():
    with pytest.raises(TypeError, match="name the inbox"):
        type("Guestbook", (VisitorForm,), {})


def test_every_form_for_visitors_has_an_inbox_that_is_registered(app):
    ours = [form for form in VisitorForm.__subclasses__() if form.__module__.startswith("peer_app.")]
    assert {form.inbox.name for form in ours} == set(all_inboxes())


def test_one_network_is_capped_with_its_words_and_our_number_and_others_go_on(app, inbox, form, send):
    db.session.add(Organisation(id=1, name="Living Well", short_name="LWN", phone=PHONE))
    db.session.commit()
    answers = [send(f"{MADE_UP} {number}").status_code for number in range(inbox.an_hour_from_one + 2)]
    assert answers == [303] * inbox.an_hour_from_one + [429] * 2
    assert how_many(inbox) == inbox.an_hour_from_one
    refused = send("My words stay")
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "3600"
    assert refused.headers["Cache-Control"] == "no-store"
    assert "My words stay" in refused.text
    assert "so many" in refused.text.lower() or form.words("")["page"] == "", "in English where the page is"
    assert PHONE in refused.text
    assert send(HONEST, "192.0.2.2").status_code == 303


def test_the_cap_for_all_holds_for_many_at_once_and_ends_with_the_hour(app, inbox, send, monkeypatch, client, sign_in):
    digest = codes.keyed_digest(f"inbox {inbox.name}")
    hour = clock.now() + timedelta(hours=1)
    db.session.add(RateCount(key_digest=digest, count=inbox.an_hour - 2, ends_at=hour))
    db.session.commit()

    def take(number):
        taken = inbox.take(f"192.0.2.{number}") is not None
        db.session.commit()
        return taken

    assert all_at_once(app, take, 5).count(True) == 2
    assert send(MADE_UP, "192.0.2.8").status_code == 429
    sign_in(client)
    assert client.get("/desk").text.count("Many came at once") == 1
    assert "takes no more for an hour" in client.get("/many-at-once").text
    monkeypatch.setattr(clock, "now", lambda: hour + timedelta(seconds=1))
    assert send(HONEST, "192.0.2.9").status_code == 303


class TestThousandsFromOneNetwork:
    @pytest.fixture(autouse=True)
    def coordinator(self, client, sign_in, flood):
        return sign_in(client)

    def test_the_honest_one_is_on_the_first_page_and_no_number_believes_them(self, client, form):
        page = client.get(form.read_at).text
        assert HONEST in page
        assert MADE_UP not in page
        assert "4601" not in client.get("/desk").text
        assert "4602" not in client.get("/desk").text

    def test_it_is_said_once(self, client):
        assert client.get("/desk").text.count("Many came at once") == 1
        assert client.get("/many-at-once").text.count(f"{FLOOD} came from one connection") == 1

    def test_it_is_cleared_in_one_go_and_the_honest_one_stays(self, client, inbox, form, send):
        [source] = inbox.odd()
        address = f"/many-at-once/{source.id}"
        page = client.get(address).text
        assert MADE_UP in page
        assert "What others sent stays." in page
        client.submit(address, action=f"{address}/removal")
        assert how_many(inbox) == 1
        assert f"{FLOOD} are taken out" in client.get("/many-at-once").text
        assert HONEST in client.get(form.read_at).text
        assert "Many came at once" not in client.get("/desk").text
        send("The same machine again")
        assert "The same machine again" not in client.get(form.read_at).text
        assert client.get("/desk").text.count("Many came at once") == 1

    def test_or_believed(self, client, inbox, form):
        [source] = inbox.odd()
        address = f"/many-at-once/{source.id}"
        client.submit(address, action=f"{address}/belief")
        page = client.get(form.read_at).text
        assert page.count(MADE_UP) >= 50
        assert "before=" in page
        assert "Many came at once" not in client.get("/desk").text

    def test_two_coordinators_at_once_take_them_out_once(self, app, client, inbox):
        [source] = inbox.odd()
        address = f"/many-at-once/{source.id}"
        form = Page(client.get(address).text).forms[-1]["values"]
        cookie = client.get_cookie("session").value

        def take_out(_number):
            browser = app.test_client()
            browser.set_cookie("session", cookie)
            assert browser.post(f"{address}/removal", data=form).status_code == 302
            return browser

        pages = [browser.get("/many-at-once").text for browser in all_at_once(app, take_out, 2)]
        assert sorted("Somebody has decided about these already." in page for page in pages) == [False, True]
        assert sorted(f"{FLOOD} are taken out" in page for page in pages) == [False, True]
        assert how_many(inbox) == 1

    def test_the_pages_ask_no_more_of_the_database_than_for_one(self, client, inbox, form):
        counts = []
        for _ in range(2):
            counts.append({})
            for page in (form.read_at, "/desk", "/many-at-once"):
                with queries() as asked:
                    client.get(page)
                counts[-1][page] = len(asked)
            db.session.execute(inbox.model.__table__.delete())
            db.session.commit()
        assert all(counts[0][page] <= counts[1][page] + 6 for page in counts[0]), counts


class TestChoosing:
    @pytest.fixture
    def rows(self, client, sign_in, inbox, send):
        for number in range(6):
            assert send(f"No {number}", f"192.0.2.{number}").status_code == 303
        sign_in(client)
        return list(db.session.scalars(select(inbox.model.id).order_by(inbox.model.id)))

    def test_a_few_need_no_boxes(self, client, form, rows):
        page = client.get(form.read_at).text
        assert "checkbox" not in page
        assert f'href="{form.read_at}?choose"' in page
        assert client.get(f"{form.read_at}?choose").text.count('type="checkbox"') == len(rows)

    def test_chosen_ones_go_once_the_page_has_said_so(self, client, inbox, form, rows):
        action = f"/inboxes/{inbox.name}/removals"
        opened = Page(client.get(f"{form.read_at}?choose").text)
        [values] = [it["values"] for it in opened.forms if it["action"] == action]
        asked = client.post(action, data=values | {"chosen": [str(row) for row in rows[:4]]})
        assert "Take 4 out?" in asked.text
        assert "All the rest stays." in asked.text
        assert how_many(inbox) == 6
        [sure] = [it["values"] for it in Page(asked.text).forms if "sure" in it["values"]]
        sure["chosen"] = [str(row) for row in rows[:4]]
        assert client.post(action, data=sure).location == form.read_at
        page = client.get(form.read_at).text
        assert "4 are taken out" in page
        assert "No 5" in page
        assert how_many(inbox) == 2
        client.post(action, data=sure | {"chosen": [str(row) for row in rows[3:5]]})
        assert "1 was gone already" in client.get(form.read_at).text

    def test_all_on_a_page_are_ticked_by_a_link(self, client, form, rows):
        assert client.get(f"{form.read_at}?choose=all").text.count(" checked") == len(rows)

    @pytest.mark.parametrize("chosen", [[], ["x"], ["-1"], ["9" * 30], ["2147483648"], ["٣"]])
    def test_nothing_or_nonsense_takes_nothing_out(self, client, inbox, form, rows, chosen):
        token = Page(client.get(f"{form.read_at}?choose").text).forms[0]["values"]
        data = token | {"chosen": chosen, "sure": "y", "back": "https://evil.example"}
        answer = client.post(f"/inboxes/{inbox.name}/removals", data=data)
        assert (answer.status_code, how_many(inbox)) == (302, 6)
        assert "evil" not in answer.location


class TestWhatIsKeptOfANetwork:
    def test_no_address_and_after_a_day_nothing(self, app, inbox, flood, monkeypatch):
        rows = db.session.execute(Source.__table__.select()).all()
        assert len(rows) == 2
        assert "192.0.2" not in repr(rows)
        start = clock.now()
        monkeypatch.setattr(clock, "now", lambda: start + timedelta(hours=24, seconds=1))
        jobs.forget()
        [source] = db.session.query(Source).all()
        assert source.digest is None, "which rows stand apart is kept, from where they came is not"
        honest, *made_up = db.session.scalars(select(inbox.model.source_id).order_by(inbox.model.id))
        assert honest is None
        assert set(made_up) == {source.id}
        assert [odd.rows for odd in inbox.odd()] == [FLOOD]

    def test_each_day_and_inbox_has_another_hash(self, app, monkeypatch):
        start = clock.now()
        for day in range(2):
            monkeypatch.setattr(clock, "now", lambda day=day: start + timedelta(days=day))
            for name in all_inboxes():
                assert Source.id_of(name, "192.0.2.1") == Source.id_of(name, "192.0.2.1")
        db.session.commit()
        digests = db.session.scalars(select(Source.digest)).all()
        assert len(set(digests)) == len(digests) == 2 * len(FORMS)

    def test_the_worker_sees_to_it(self, app):
        assert jobs.FORGET in app.extensions["jobs"].tasks


@pytest.mark.parametrize("form", ["proposals"], indirect=True)
def test_only_coordinators_clear(client, sign_in, flood, inbox):
    sign_in(client, role="peer")
    [source] = inbox.odd()
    for address in ("/many-at-once", f"/many-at-once/{source.id}"):
        assert client.get(address).status_code == 403
    assert "Many came at once" not in client.get("/desk").text
