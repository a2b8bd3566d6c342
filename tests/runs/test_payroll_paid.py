"""What payroll says it paid: amounts as people write them, columns guessed by what stands in them."""

from decimal import Decimal

import pytest

from attain.runs.payroll_paid import amount, guessed, known_ids, read, texts


@pytest.mark.parametrize(
    ("text", "mark", "value"),
    [
        ("1234.5", "point", "1234.5"),
        ("1,234.50", "point", "1234.50"),
        ("1.234,50", "point", "1234.50"),
        ("1 234,50", "point", "1234.50"),
        ("1\u00a0234,50 €", "point", "1234.50"),
        ("EUR 12'000.00", "point", "12000.00"),
        ("1,234", "point", "1234"),
        ("1,234", "comma", "1.234"),
        ("1.234", "comma", "1234"),
        ("1,23", "point", "1.23"),
        ("1.234.567", "comma", "1234567"),
        ("-5", "point", "-5"),
        ("5-", "point", "-5"),
        ("(5.00)", "point", "-5.00"),
        ("Total", "point", None),
        ("", "point", None),
        ("2026-03-01", "point", None),
        ("4917484589897107000012", "point", None),
    ],
)
def test_amounts_as_people_write_them(text, mark, value):
    assert amount(text, mark) == (None if value is None else Decimal(value))


IDS = known_ids({"P1": "007", "P2": "12"}, ["P1", "P2"])
HANDED = {"P1": Decimal("100"), "P2": Decimal("2500.5")}


def test_people_are_known_by_key_and_by_number_with_or_without_zeros():
    assert {id: IDS.get(id) for id in ("p1", "007", "7", "12", "13")} == {
        "p1": "P1",
        "007": "P1",
        "7": "P1",
        "12": "P2",
        "13": None,
    }
    assert "7" not in known_ids({"A": "07", "B": "007"}, ["A", "B"])


def test_columns_are_guessed_by_what_stands_in_them():
    rows = texts(
        [
            ["No", "Gross", "Employee", "Net"],
            [1.0, 120, 7.0, "100.00"],
            [2, 3000, "12", 2500.5],
        ]
    )
    assert guessed(rows, IDS, HANDED, "point") == (2, 3)
    paid = read(rows, 2, 3, IDS, "point")
    assert (dict(paid.amounts), paid.lines, paid.wrong) == (HANDED, 2, [])


def test_rows_of_one_person_are_summed_and_what_is_no_amount_is_told():
    rows = [["who", "sum"], ["P1", "60"], ["P1", "40"], ["", ""], ["P2", "n/a"], ["P9", "1"]]
    paid = read(rows, 0, 1, IDS, "point")
    assert dict(paid.amounts) == {"P1": Decimal(100), "P9": Decimal(1)}
    assert [(each.row, each.text) for each in paid.wrong] == [(5, "n/a")]


def test_an_empty_sheet_is_empty():
    assert guessed([], IDS, HANDED, "point") == (0, 0)
    assert read([], 0, 0, IDS, "point").lines == 0
