"""One calendar for every period: months, fiscal years, week patterns, ISO weeks, and by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attain.engine.period import Calendar, Period, PeriodFault, Window

MONTHS = Calendar()
APRIL = Calendar(first_month=4)
RETAIL = Calendar("4-4-5", first_day=date(2026, 2, 2), long_years=(2029,))
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def bounds(calendar: Calendar, key: str) -> tuple[str, str]:
    period = calendar.period(key)
    return str(period.start), str(period.end)


def test_calendar_periods_by_name():
    assert bounds(MONTHS, "2026-02") == ("2026-02-01", "2026-03-01")
    assert bounds(MONTHS, "2026-Q4") == ("2026-10-01", "2027-01-01")
    assert bounds(MONTHS, "2026-H2") == ("2026-07-01", "2027-01-01")
    assert bounds(MONTHS, "2026") == ("2026-01-01", "2027-01-01")
    assert bounds(MONTHS, "2026-W01") == ("2025-12-29", "2026-01-05")
    assert bounds(MONTHS, "2026-W53") == ("2026-12-28", "2027-01-04")


def test_a_fiscal_year_starts_in_its_month_and_keeps_the_calendars_months():
    assert bounds(APRIL, "2026") == ("2026-04-01", "2027-04-01")
    assert bounds(APRIL, "2026-Q1") == ("2026-04-01", "2026-07-01")
    assert bounds(APRIL, "2027-02") == ("2027-02-01", "2027-03-01")
    assert APRIL.containing(date(2027, 2, 10), "year").key == "2026"
    assert APRIL.containing(date(2027, 2, 10), "quarter").key == "2026-Q4"


def test_a_retail_year_of_4_4_5_weeks_with_a_long_one():
    assert bounds(RETAIL, "2026-01") == ("2026-02-02", "2026-03-02")
    assert bounds(RETAIL, "2026-03") == ("2026-03-30", "2026-05-04")
    assert RETAIL.period("2026").days == 52 * 7
    assert RETAIL.period("2029").days == 53 * 7
    assert RETAIL.period("2029-12").days == 6 * 7
    assert RETAIL.period("2030").start == RETAIL.period("2029").end
    assert RETAIL.period("2025").end == date(2026, 2, 2)


def test_periods_by_hand_replace_generated_ones():
    half = Period(date(2026, 1, 1), date(2026, 1, 16), "2026-01a", "month")
    calendar = Calendar(table=(half,))
    assert calendar.period("2026-01a") == half
    assert calendar.containing(date(2026, 1, 15)) == half
    assert calendar.containing(date(2026, 2, 1)).key == "2026-02"


@pytest.mark.parametrize("key", ["2026-13", "2026-00", "2026-Q5", "26-01", "soon", "", "2025-W53", "2026-1"])
def test_a_name_that_is_no_period_is_refused(key):
    with pytest.raises(PeriodFault):
        MONTHS.period(key)


@given(DAYS, st.sampled_from(["week", "month", "quarter", "half_year", "year"]))
def test_every_day_lies_in_one_period_of_a_cycle_and_neighbours_touch(day, cycle):
    for calendar in (MONTHS, APRIL, RETAIL):
        period = calendar.containing(day, cycle)
        assert period.start <= day < period.end
        assert calendar.period(period.key) == period
        assert calendar.before(period).end == period.start
        assert calendar.after(period).start == period.end


@given(DAYS)
def test_a_year_is_made_of_its_halves_quarters_and_months(day):
    for calendar in (MONTHS, APRIL, RETAIL):
        year = calendar.containing(day, "year")
        for cycle, count in (("half_year", 2), ("quarter", 4), ("month", 12)):
            parts = calendar.within(year, cycle)
            assert len(parts) == count
            assert sum(part.days for part in parts) == year.days


def test_the_same_period_of_last_year():
    pairs = {"2026-03": "2025-03", "2026-Q1": "2025-Q1", "2026": "2025", "2026-H1": "2025-H1"}
    for key, before in pairs.items():
        assert MONTHS.year_before(MONTHS.period(key)).key == before


def test_a_week_is_compared_with_the_week_of_its_number_a_year_ago():
    # 2026 has 53 weeks: 52 weeks before the tenth of 2027 is the eleventh of 2026
    pairs = {"2027-W10": "2026-W10", "2027-W01": "2026-W01", "2026-W53": "2025-W52", "2026-W10": "2025-W10"}
    for key, before in pairs.items():
        assert MONTHS.year_before(MONTHS.period(key)).key == before


@pytest.mark.parametrize(
    ("week", "words", "start"),
    [
        # 28 December 2026 to 3 January: its Thursday is in 2026
        ("2026-W53", "year to date", "2026-01-01"),
        ("2026-W53", "quarter to date", "2026-10-01"),
        ("2026-W53", "last 2 months", "2026-11-01"),
        # 29 December 2025 to 4 January: its Thursday is in 2026
        ("2026-W01", "year to date", "2025-12-29"),
        ("2026-W20", "year to date", "2026-01-01"),
    ],
)
def test_a_weeks_windows_go_by_the_month_and_year_of_its_thursday(week, words, start):
    period = MONTHS.period(week)
    assert Window.parse(words).range(period, MONTHS) == (date.fromisoformat(start), period.end)


def test_working_days_leave_out_weekends_and_holidays():
    calendar = Calendar(holidays=frozenset({date(2026, 10, 12)}))
    assert calendar.working_days(date(2026, 10, 1), date(2026, 11, 1)) == 21


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("month", "2026-05-01", "2026-06-01"),
        ("last 3 months", "2026-03-01", "2026-06-01"),
        ("last 2 quarters", "2026-01-01", "2026-06-01"),
        ("quarter to date", "2026-04-01", "2026-06-01"),
        ("year to date", "2026-01-01", "2026-06-01"),
        ("last 365 days", "2025-06-01", "2026-06-01"),
        ("last 2 weeks", "2026-05-18", "2026-06-01"),
        ("to date", "1900-01-01", "2026-06-01"),
    ],
)
def test_windows_of_a_measure_seen_from_may(words, start, end):
    found = Window.parse(words).range(MONTHS.period("2026-05"), MONTHS)
    assert (str(found[0]), str(found[1])) == (start, end)


@pytest.mark.parametrize("words", ["last 0 months", "last -3 months", "fortnight", "last months", ""])
def test_a_window_that_is_none_is_refused(words):
    with pytest.raises(ValueError, match=r"fault\.window"):
        Window.parse(words)


@given(DAYS, st.integers(0, 40))
def test_overlaps_are_inside_both(day, length):
    period = MONTHS.containing(day)
    start, end = period.overlap(day - timedelta(days=20), day + timedelta(days=length))
    assert period.start <= start
    assert end <= period.end
