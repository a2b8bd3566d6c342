"""Figures that people type: what is shown in a language is read back equal; what means nothing is refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attain.engine.declare import LANGUAGES
from attain.wording import Wording
from attain.wording.typed import parsed, short_quarter, typed

VALUES = st.decimals(-(10**12) + 1, 10**12 - 1, places=6)


@given(VALUES, st.sampled_from(LANGUAGES), st.sampled_from(["EUR", "CNY", "JPY", "RUB", "USD", "MXN", "CHF"]))
def test_what_is_shown_is_read_back_equal(value, language, currency):
    wording = Wording(language, currency=currency)
    assert parsed(wording.number(value, 6), wording) == value
    assert parsed(wording.money(value, decimals=6), wording, "money") == value
    assert parsed(wording.percent(value.scaleb(-3), 7), wording, "percent", places=None) == value.scaleb(-3)


@given(VALUES, st.sampled_from(LANGUAGES), st.sampled_from(["number", "money", "percent"]))
def test_what_a_field_shows_is_read_back_equal_and_shown_alike(value, language, unit):
    wording = Wording(language)
    found = parsed(typed(value, wording, unit), wording, unit, most=Decimal(10) ** 15)
    assert found == value
    assert typed(found, wording, unit) == typed(value, wording, unit)


@given(VALUES, st.sampled_from(LANGUAGES), st.sampled_from(LANGUAGES))
def test_two_decimals_of_another_language_mean_the_same(value, reader, writer):
    """1.234,56 and 1,234.56 can mean one thing only; so can 12,50."""
    cents = round(value, 2)
    assert parsed(Wording(writer).number(cents, 2), Wording(reader)) == cents


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "1,234", "1234"),  # what may mean two things is read as the language writes it
        ("es", "1,234", "1.234"),
        ("es", "1.234", "1234"),
        ("ru", "1 234", "1234"),
        ("zh", "1,234", "1234"),
        ("es", "0.125", "0.125"),  # no thousands begin with nought
        ("es", "1.234.567", "1234567"),
        ("en", "1.234.567", "1234567"),
        ("en", "1 234,5", "1234.5"),
        ("en", "1'234.50", "1234.50"),
        ("ru", "1\u202f234,5", "1234.5"),
        ("en", "1,5", "1.5"),
        ("en", "−12", "-12"),
        ("ja", "１，２３４．５", "1234.5"),
        ("ja", "－１２", "-12"),
        ("en", "1e5", "100000"),
        ("en", ".5", "0.5"),
        ("en", "12.", "12"),
        ("en", " ", ""),
        ("en", "–", ""),
        ("en", "12o", None),
        ("en", "1,2,3", None),
        ("en", "12 50", None),
        ("en", "1,23,456.7.8", None),
        ("en", "5 %", None),
        ("en", "5²", None),
        ("en", "--5", None),
        ("en", ".", None),
        ("en", "NaN", None),
        ("en", "1e30", None),
        ("en", "0.1234567", None),
        ("en", "9" * 60, None),
    ],
)
def test_a_figure_is_read_as_the_readers_language_writes_it(language, text, value):
    wording = Wording(language)
    if value is None:
        with pytest.raises(ValueError, match=r".+"):
            parsed(text, wording)
    else:
        assert parsed(text, wording) == (Decimal(value) if value else None)


@pytest.mark.parametrize("text", ["€5", "5 €", "-€5", "5 EUR", "€-5"])
def test_money_may_have_its_own_sign_and_no_other(text):
    assert abs(parsed(text, Wording("en", currency="EUR"), "money")) == 5
    with pytest.raises(ValueError, match="5"):
        parsed(text, Wording("en", currency="USD"), "money")
    with pytest.raises(ValueError, match="5"):
        parsed(text, Wording("en", currency="EUR"), "number")


def test_a_share_may_have_its_sign():
    assert parsed("5 %", Wording("ru"), "percent") == parsed("5", Wording("ru"), "percent") == Decimal("0.05")
    assert parsed("７，４１２．５元", Wording("zh", currency="CNY"), "money") == Decimal("7412.5")
    assert parsed("1 234,50 руб.", Wording("ru", currency="RUB"), "money") == Decimal("1234.50")


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "Q1"), ("zh", "1季度"), ("es", "T1"), ("ja", "Q1"), ("ru", "1-й кв.")]
)
def test_a_quarter_has_a_short_name(language, shown):
    assert short_quarter(1, Wording(language).locale) == shown
