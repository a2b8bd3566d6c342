"""Very many values are spelled as one is."""

from datetime import date
from decimal import Decimal

import pytest

from attain.engine.decide.spelling import canonical, spelled
from attain.engine.money import exactly

PLAIN = [Decimal("12.50"), Decimal("0"), Decimal("-3.07"), Decimal("0.000001")]


@pytest.mark.parametrize(
    "odd",
    [
        None,
        True,
        False,
        Decimal("-0.00"),
        Decimal("-0.50"),
        Decimal("1E+5"),
        Decimal("0E-9"),
        Decimal("0.00000001"),
        Decimal("9" * 40),
        date(2026, 10, 5),
        "met",
        "A",
    ],
)
def test_among_plain_numbers_anything_else_is_spelled_as_alone(odd: object) -> None:
    values = [*PLAIN, odd, *PLAIN]
    assert exactly(spelled, values) == [exactly(canonical, value) for value in values]


def test_plain_numbers_keep_their_decimals() -> None:
    assert spelled(PLAIN) == ["12.50", "0", "-3.07", "0.000001"]
    assert spelled([]) == []
