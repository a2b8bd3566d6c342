"""Days and desks of disputes, worked by hand: November 2026 begins on a Sunday."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from attain.apps.disputes.forms import number_of
from attain.apps.disputes.rules import Desk, Kind, desk_of, due_on, escalated, lateness, working_days
from attain.engine.period import Calendar
from attain.shell.languages import wording_for

PLAIN = Calendar()
#: Monday 23 November is a day off.
OFF = replace(PLAIN, holidays=frozenset({date(2026, 11, 23)}))


def nov(day):
    return date(2026, 11, day)


@pytest.mark.parametrize(
    ("opened", "calendar", "due"),
    [
        (nov(16), PLAIN, nov(23)),  # Tue 17, Wed, Thu, Fri 20, Mon 23
        (nov(20), PLAIN, nov(27)),  # Friday: Mon 23 … Fri 27
        (nov(21), PLAIN, nov(27)),  # Saturday
        (nov(16), OFF, nov(24)),
        (nov(20), OFF, date(2026, 11, 30)),
    ],
)
def test_five_working_days_are_counted_without_weekends_and_holidays(opened, calendar, due):
    assert due_on(opened, calendar) == due
    assert working_days(opened, due, calendar) == 5


def test_answered_on_the_same_day_takes_no_working_day():
    assert working_days(nov(18), nov(18), PLAIN) == 0
    assert working_days(nov(20), nov(22), PLAIN) == 0  # over the weekend
    assert working_days(nov(20), nov(24), OFF) == 1


def test_a_calendar_without_working_days_still_gives_a_day():
    never = replace(PLAIN, weekend=(0, 1, 2, 3, 4, 5, 6))
    assert due_on(nov(2), never) == nov(2) + timedelta(days=5)


@pytest.mark.parametrize(
    ("today", "word"),
    [(nov(23), ""), (nov(25), ""), (nov(26), "soon"), (nov(27), "soon"), (nov(28), "late")],
)
def test_it_is_amber_on_the_last_two_days_and_red_afterwards(today, word):
    assert lateness(nov(27), today, PLAIN) == word


def test_leaders_answer_of_facts_and_operations_of_rules_and_who_is_not_content_goes_on():
    assert {kind for kind in Kind if desk_of(kind) is Desk.LEADER} == {
        Kind.FACTS,
        Kind.MISSING,
        Kind.COVERAGE,
        Kind.TARGET,
    }
    assert [escalated(desk) for desk in Desk] == [Desk.OPERATIONS, Desk.FINANCE, Desk.FINANCE]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 128,50", "1128.500000"),
        ("\u221245", "-45.000000"),
        ("95 %", "0.950000"),
        ("1.5", "1.500000"),
        ("much", None),
        ("1,2,3", None),
        ("1e30", None),
        ("NaN", None),
    ],
)
def test_numbers_are_read_as_people_write_them(text, value):
    found = number_of(text, wording_for("ru"), "percent" if "%" in text else "money")
    assert (None if found is None else str(found)) == value
