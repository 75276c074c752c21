"""The network breaks: before a request, in it, after it; or somebody else answers, or nobody."""

import json

import pytest

from tests.browser import line, van
from tests.browser.faults.outing import Outing
from tests.browser.faults.scripts import HASTY, LAST_TRY, SEND_IF_DUE
from tests.browser.line import Fault


@pytest.mark.parametrize(
    ("fault", "reaches_base"),
    [
        pytest.param(line.cut_before, False, id="before the request"),
        pytest.param(line.cut_in_request(0), False, id="after its head"),
        pytest.param(line.cut_in_request(1500), False, id="in its body"),
        pytest.param(line.lose_answer, True, id="before the answer"),
        pytest.param(line.cut_in_answer(60), True, id="in the head of the answer"),
        pytest.param(line.cut_in_answer(10_000), True, id="in the last byte of the answer"),
    ],
)
def test_a_cut(outing: Outing, fault: Fault, reaches_base: bool) -> None:
    """Lost on the way to base, or lost on the way back after base committed: to the tablet it is the same."""
    outing.start()
    outing.line.fail(fault, line.RECORDS)
    names = [outing.save() for _ in range(3)]
    assert outing.send() == {"state": "later", "sent": 0}
    found = outing.check()
    assert found.outbox.total() == 3
    assert [found.people[name] for name in names] == [int(reaches_base)] * 3
    outing.come_home()


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(line.captive_portal, id="a captive portal"),
        pytest.param(line.sign_in_page, id="a page to sign in"),
        pytest.param(line.answer(500), id="500"),
        pytest.param(line.answer(503), id="503"),
        pytest.param(line.answer(413), id="413"),
        pytest.param(line.answer(429, Retry_After="60"), id="429"),
    ],
)
def test_somebody_else_answers(outing: Outing, fault: Fault) -> None:
    """To everything that is asked for: the pages come from the pack all the same, and nothing is let go."""
    outing.start()
    outing.line.fail(fault, line.EVERYWHERE)
    outing.save()
    outing.open_pages()
    outing.save()
    assert outing.send() == {"state": "later", "sent": 0}
    assert outing.check().outbox.total() == 2
    outing.come_home()


def test_an_answer_that_is_no_receipt(outing: Outing) -> None:
    """Only the id of a record that was sent, with a status that means something, lets go of that record."""
    outing.start()
    outing.line.fail(line.cut_before, line.RECORDS)
    outing.save()
    [record] = outing.waiting()
    bodies = (
        "<!doctype html><title>Free Wi-Fi</title>",
        "{}",
        "null",
        '{"receipts": {}}',
        '{"receipts": [null, 7, {}]}',
        '{"receipts": [{"id": "another", "status": "stored"}]}',
        json.dumps({"receipts": [{"id": record["id"], "status": "lost"}]}),
        json.dumps({"receipts": [{"id": record["id"]}]}),
    )
    for body in bodies:
        outing.line.fail(line.answer(200, body, Content_Type="application/json"), line.RECORDS)
        assert outing.send() == {"state": "later", "sent": 0}, body
        assert outing.check().outbox.total() == 1, body
    outing.come_home()


def test_a_receipt_for_one_of_two(outing: Outing) -> None:
    """What the answer names is let go, and only that."""
    outing.start()
    outing.line.fail(line.lose_answer, line.RECORDS)
    outing.save_some(2)
    outing.send()
    first, second = outing.waiting()
    receipt = {"id": first["id"], "status": "stored"}
    body = json.dumps({"receipts": [receipt, receipt | {"id": "another"}]})
    outing.line.fail(line.answer(200, body, Content_Type="application/json"), line.RECORDS)
    assert outing.send()["state"] == "later"
    [left] = outing.waiting()
    assert left["id"] == second["id"]
    outing.check()
    outing.come_home()


def test_asked_to_wait_it_waits(outing: Outing) -> None:
    """429 with Retry-After: until then nothing is sent by itself."""
    outing.start()
    outing.line.fail(line.answer(429, Retry_After="60"), line.RECORDS)
    outing.save()
    outing.send()
    assert van.run(outing.home, SEND_IF_DUE) == {"state": "pausing", "sent": 0}
    last = van.run(outing.home, LAST_TRY)
    assert last["next"] - last["at"] == 60_000
    assert outing.check().outbox.total() == 1
    outing.come_home()


def test_what_is_too_large_at_once_goes_in_parts(outing: Outing) -> None:
    outing.start()
    outing.line.fail(line.cut_before, line.RECORDS)
    outing.save_some(8)
    outing.line.fail(line.too_large(3000), line.RECORDS)
    assert outing.send()["state"] == "empty"
    outing.come_home()


def test_a_slow_line(outing: Outing) -> None:
    """More waits than gets through before a request is given up: each try brings some of it to base."""
    outing.start(HASTY)
    outing.line.fail(line.cut_before, line.RECORDS)
    outing.save_some(600)
    outing.line.fail(line.slow(200_000), line.RECORDS)
    for _ in range(20):
        if outing.send()["state"] == "empty":
            break
    assert outing.check().people.total() == 600
    outing.come_home()


def test_base_hangs(outing: Outing) -> None:
    """Connections are taken and never answered: everything opens and saves, and a request is given up in time."""
    outing.start(HASTY)
    outing.site.pause()
    outing.save()
    outing.open_pages()
    outing.save()
    assert outing.send() == {"state": "later", "sent": 0}
    assert outing.check().outbox.total() == 2
    outing.come_home()
