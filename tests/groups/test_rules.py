"""How often a group meets: as a person chooses it, as RFC 5545 says it, and what is refused."""

from datetime import UTC, datetime

import pytest

from peer_app.groups.rules import Rule, check, times

TUESDAY, FRIDAY = 1, 4
UNTIL = datetime(2027, 4, 6, 22, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rule", "value", "words"),
    [
        (Rule((TUESDAY,)), "FREQ=WEEKLY;BYDAY=TU", "Every Tuesday"),
        (Rule((TUESDAY, FRIDAY)), "FREQ=WEEKLY;BYDAY=TU,FR", "Every Tuesday and Friday"),
        (Rule((TUESDAY,), every=2), "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "Every second Tuesday"),
        (Rule((FRIDAY,), which=-1), "FREQ=MONTHLY;BYDAY=-1FR", "The last Friday of the month"),
        (Rule((FRIDAY,), which=1), "FREQ=MONTHLY;BYDAY=1FR", "The first Friday of the month"),
        (
            Rule((TUESDAY,), until=UNTIL),
            "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270406T225959Z",
            "Every Tuesday, until 6 April 2027",
        ),
    ],
)
def test_a_rule_is_written_read_and_said(app, rule, value, words):
    assert (rule.value, Rule.read(value), rule.in_words) == (value, rule, words)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "FREQ=SECONDLY",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2",
        "FREQ=DAILY;INTERVAL=7;BYDAY=MO",
        "FREQ=WEEKLY;BYDAY=",
        "FREQ=WEEKLY;BYDAY=5TU",
        "FREQ=WEEKLY;INTERVAL=0;BYDAY=TU",
        "FREQ=WEEKLY;INTERVAL=5000",
        "FREQ=MONTHLY;BYDAY=5TU",
        "FREQ=WEEKLY;BYDAY=TU\nRRULE:FREQ=DAILY",
    ],
)
def test_a_rule_that_might_never_come_to_pass_is_refused(value):
    with pytest.raises(ValueError, match=r".*"):
        check(value)


def wall_clock(*when):
    return datetime(*when, tzinfo=UTC).replace(tzinfo=None)


def test_it_first_meets_on_the_first_such_day(app):
    wednesday = wall_clock(2027, 3, 3, 14)
    assert Rule((TUESDAY,), every=2).first_from(wednesday) == wall_clock(2027, 3, 9, 14)
    assert Rule((TUESDAY, FRIDAY)).first_from(wednesday) == wall_clock(2027, 3, 5, 14)
    assert Rule((FRIDAY,), which=-1).first_from(wednesday) == wall_clock(2027, 3, 26, 14)


def test_the_last_day_counts(app):
    """UNTIL is UTC; by the wall clock it is the evening before or after."""
    found = list(times(Rule((TUESDAY,), until=UNTIL).value, wall_clock(2027, 3, 23, 23, 30)))
    assert found[-1] == wall_clock(2027, 4, 6, 23, 30)
    assert len(found) == 3
