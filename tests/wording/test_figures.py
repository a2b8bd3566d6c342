"""Figures are exact, rounded half away from zero, and look as the reader's locale writes them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attain.wording import Wording

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "-1,234,567.89"),
        ("zh", "-1,234,567.89"),
        ("es", "-1.234.567,89"),
        ("ja", "-1,234,567.89"),
        ("ru", f"-1{NBSP}234{NBSP}567,89"),
    ],
)
def test_numbers_have_the_separators_of_the_locale(language, shown):
    assert Wording(language).number(Decimal("-1234567.885"), 2) == shown


@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", "94.12%"), ("zh", "94.12%"), ("es", f"94,12{NBSP}%"), ("ja", "94.12%"), ("ru", f"94,12{NBSP}%")],
)
def test_a_percent_is_a_ratio_whose_decimals_count_as_shown(language, shown):
    assert Wording(language).percent(Decimal("0.94115"), 2) == shown


@pytest.mark.parametrize(
    ("language", "currency", "shown"),
    [
        ("en", "USD", "-$7,412.50"),
        ("en", "CNY", "-CN¥7,412.50"),
        ("en", "RUB", f"-RUB{NBSP}7,412.50"),
        ("zh", "CNY", "-¥7,412.50"),
        ("es", "EUR", f"-7.412,50{NBSP}€"),
        ("ja", "JPY", "-￥7,413"),
        ("ru", "RUB", f"-7{NBSP}412,50{NBSP}₽"),
        ("en", "", "-7,412.50"),
    ],
)
def test_money_has_its_sign_and_the_decimals_of_its_currency(language, currency, shown):
    assert Wording(language, currency=currency).money(Decimal("-7412.5")) == shown


def test_a_locale_of_a_language_has_its_own_figures():
    assert Wording("es", locale="es_MX", currency="MXN").money(Decimal("1234.5")) == "$1,234.50"
    assert Wording("es", locale="es-MX").number(Decimal("0.5")) == "0.5"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("4250.00", "4,250.00"),
        ("9412.000000", "9,412.00"),
        ("0.3333333333333333333", "0.333333"),
        ("1E+6", "1,000,000"),
        ("0E-9", "0.00"),
        ("-0.00", "0.00"),
        ("7", "7"),
    ],
)
def test_a_figure_without_declared_decimals_shows_its_own(value, shown):
    assert Wording("en").number(Decimal(value)) == shown


def test_what_rounds_to_nothing_has_no_minus():
    assert Wording("en").number(Decimal("-0.004"), 2) == "0.00"
    assert Wording("en").percent(Decimal("-0.00001"), 1) == "0.0%"


def test_a_rate_shows_the_digits_that_it_has():
    assert Wording("en").percent(Decimal("0.015")) == "1.5%"
    assert Wording("en").percent(Decimal("0.80")) == "80%"


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30, places=4))
def test_no_digit_is_lost_however_large_the_number(value):
    assert Decimal(Wording("en").number(value, 4).replace(",", "")) == value


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", ["1 day", "2 days", "5 days", "21 days", "1.5 days"]),
        ("zh", ["1天", "2天", "5天", "21天", "1.5天"]),
        ("es", ["1 día", "2 días", "5 días", "21 días", "1,5 días"]),
        ("ja", ["1日", "2日", "5日", "21日", "1.5日"]),
        ("ru", ["1 день", "2 дня", "5 дней", "21 день", "1,5 дня"]),
    ],
)
def test_units_are_words_in_the_right_number(language, shown):
    wording = Wording(language, strict=True)
    assert [wording.value(Decimal(n), "days") for n in ("1", "2", "5", "21", "1.5")] == shown


def test_a_value_is_shown_by_its_unit():
    wording = Wording("en", currency="CNY", strict=True)
    assert wording.value(Decimal("86.4"), "points", 2) == "86.40 points"
    assert wording.value(Decimal("86.4"), "points", 3) == "86.400 points"
    assert wording.value(Decimal("0.9412"), "percent", 2) == "94.12%"
    assert wording.value(Decimal("7412"), "money") == "CN¥7,412.00"
    assert wording.value(Decimal("1.25"), "ratio") == "1.25"
    assert wording.value(None, "money") == "undefined"
    assert wording.value(True, "percent") == "yes"
    assert wording.value("A", "points") == "A"


def test_a_whole_count_has_no_decimals_though_parts_of_it_are_kept():
    wording = Wording("en", currency="CNY", strict=True)
    assert [wording.value(Decimal(n), "number") for n in ("32.00", "32.50", "1200.000000")] == [
        "32",
        "32.50",
        "1,200",
    ]
    assert [wording.value(Decimal(n), "pieces") for n in ("1.00", "0.25")] == ["1 piece", "0.25 pieces"]
    assert wording.value(Decimal("90.00"), "points") == "90.00 points"
    assert wording.value(Decimal("0.8100"), "percent") == "81.00%"
    assert wording.value(Decimal("32.00"), "money") == "CN¥32.00"
    assert wording.value(Decimal("32.00"), "number", 2) == "32.00"
