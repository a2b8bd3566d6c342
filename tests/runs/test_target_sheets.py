"""Targets spread to the last cent, and sheets of targets as people keep them, in five languages."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attain.engine.period import Calendar
from attain.runs.target_sheets import NoSheet, Wrong, read_sheet, rows_of
from attain.runs.target_spread import month_weights, raised, spread
from attain.wording.headings import period_of

MONTHS = Calendar().periods_of_year(2026, "month")
amounts = st.decimals(-(10**9), 10**9, places=2)
weights = st.dictionaries(
    st.text("abc", min_size=1, max_size=4), st.decimals(0, 1000, places=3), min_size=1, max_size=12
)


@given(amounts, weights, st.integers(0, 4))
def test_parts_come_to_the_amount_to_the_last_cent(amount, of, decimals):
    parts = spread(amount, of, decimals)
    assert sum(parts.values()) == amount
    assert parts.keys() == of.keys()


@given(amounts, weights)
def test_who_weighs_nothing_gets_nothing_unless_nobody_weighs_anything(amount, of):
    parts = spread(amount, of, 2)
    if any(of.values()):
        assert all(parts[key] == 0 for key, weight in of.items() if not weight)
    else:
        assert max(parts.values()) - min(parts.values()) <= Decimal("0.01")


def test_a_hundred_over_three_is_worked_by_hand():
    assert spread(Decimal(100), dict.fromkeys("abc", Decimal(1)), 2) == {
        "a": Decimal("33.34"),
        "b": Decimal("33.33"),
        "c": Decimal("33.33"),
    }


def test_months_weigh_by_working_days():
    found = month_weights("working_days", MONTHS[:2], Calendar(), {})
    assert found == {"2026-01": Decimal(22), "2026-02": Decimal(20)}


def test_five_per_cent_more_is_rounded_once():
    assert raised(Decimal("10.10"), Decimal(5), 2) == Decimal("10.61")
    assert raised(Decimal(100), Decimal(-5), 0) == Decimal(95)


@pytest.mark.parametrize("months", [(Decimal(1),), ()])
def test_weights_of_another_number_than_the_months_are_refused(months):
    with pytest.raises(ValueError, match="weights"):
        month_weights("weights", MONTHS[:3], Calendar(), {}, months)


@pytest.mark.parametrize(
    "heading",
    [
        "2026-10",
        "2026/10",
        "10/2026",
        "2026-10-01",
        "2026年10月",
        "10月",
        "Oct",
        "October 2026",
        "Oct. 2026",
        "octubre",
        "octubre de 2026",
        "oct 2026",
        "октябрь",
        "октября 2026 г.",
        "окт. 2026",
        date(2026, 10, 1),
    ],
)
def test_october_is_known_however_it_is_written(heading):
    assert period_of(heading, 2026) == "2026-10"


@pytest.mark.parametrize(
    ("heading", "period"), [("2026", "2026"), (2026.0, "2026"), ("2026-Q4", "2026-Q4"), ("Q4", "2026-Q4")]
)
def test_years_and_quarters_are_known_too(heading, period):
    assert period_of(heading, 2026) == period


@pytest.mark.parametrize("heading", ["", "Name", "2026-13", "Total", "13", "May and June", True])
def test_other_headings_are_no_period(heading):
    assert period_of(heading, 2026) is None


PEOPLE = {"p1": [("person", "P1")], "p2": [("person", "P2")], "ana": [("person", "P1"), ("person", "P2")]}
PERIODS = {**{month.key: None for month in MONTHS}, "2026": None}


def figure(text):
    return Decimal(text) if text else None


def read(rows):
    return read_sheet(
        rows, 2026, lambda text: PEOPLE.get(text.casefold(), []), figure, lambda value: value, PERIODS
    )


def test_titles_above_and_sums_below_are_passed_over():
    sheet = read(
        [
            ["Plan of the fourth quarter", "", ""],
            ["made by: Ana", "", "in EUR"],
            ["key", "name", "Oct 2026"],
            ["P1", "Ana", "10"],
            ["Total", "", "10"],
        ]
    )
    assert (sheet.wrong, sheet.values) == ([], {(("person", "P1"), "2026-10"): Decimal(10)})


def test_names_down_and_months_across():
    sheet = read(
        [
            ["Plan"],
            ["key", "name", "Oct 2026", "ноябрь"],
            ["P1", "Ana", "10", 20.5],
            ["P2", "", "", "30"],
            ["", "", "", ""],
        ]
    )
    assert sheet.wrong == []
    assert sheet.values == {
        (("person", "P1"), "2026-10"): Decimal(10),
        (("person", "P1"), "2026-11"): Decimal("20.5"),
        (("person", "P2"), "2026-11"): Decimal(30),
    }


def test_one_target_a_line():
    sheet = read([["key", "period", "value"], ["P1", "2026-10", "10"], ["P2", "11月", "30"]])
    assert sheet.values == {
        (("person", "P1"), "2026-10"): Decimal(10),
        (("person", "P2"), "2026-11"): Decimal(30),
    }


def test_what_is_wrong_is_told_at_its_cell():
    sheet = read(
        [
            ["key", "2026-10", "2027-01", "2026-10"],
            ["P9", "1", "", ""],
            ["P1", "ten", "", ""],
            ["Ana", "1", "", ""],
        ]
    )
    assert [(each.at, each.id.rpartition(".")[2]) for each in sheet.wrong] == [
        ("C1", "other_period"),
        ("D1", "twice_period"),
        ("A2", "nobody"),
        ("B3", "figure"),
        ("A4", "several"),
    ]


def test_columns_are_named_as_spreadsheets_name_them():
    assert [Wrong(7, column, "").at for column in (1, 26, 27, 52, 703)] == ["A7", "Z7", "AA7", "AZ7", "AAA7"]


@given(
    st.dictionaries(
        st.sampled_from([m.key for m in MONTHS]), st.decimals(-(10**6), 10**6, places=2), min_size=1
    )
)
def test_a_sheet_written_out_is_read_back_as_it_was(values):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["key", *values])
    writer.writerow(["P1", *values.values()])
    sheet = read(rows_of(text.getvalue().encode()))
    assert sheet.wrong == []
    assert sheet.values == {(("person", "P1"), period): value for period, value in values.items()}


@pytest.mark.parametrize("content", [b"PK\x03\x04broken", b"\x00\x01\x02", b"\xff\xff\xff\x00"])
def test_a_file_that_is_no_sheet_is_refused(content):
    with pytest.raises(NoSheet):
        rows_of(content)


def test_an_empty_sheet_and_one_without_months_say_so():
    assert [each.id.rpartition(".")[2] for each in read([]).wrong] == ["empty"]
    assert [each.id.rpartition(".")[2] for each in read([["key", "name"], ["P1", "Ana"]]).wrong] == [
        "no_months"
    ]
