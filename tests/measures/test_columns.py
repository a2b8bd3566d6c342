"""A column of figures gives many values as it gives one."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from attain.engine.measures.figures import Column
from attain.engine.measures.worth import Worth

WHOSE = [("person", name, "2026-01-01") for name in ("ana", "bo", "eva", "ida")] + [("unit", "north", "")]
STRANGE = ("person", "nobody", "")


def column(values: Sequence[int | date | None], scale: int, decimals: int, zero: bool = True) -> Column:
    found = Column(
        Worth("number", scale, decimals, False, zero, True), {who: at for at, who in enumerate(WHOSE)}
    )
    found.fill(values)
    return found


@pytest.mark.parametrize(
    "values",
    [
        [0, 1, -1, 12345678, -99999950],
        [4, 5, -5, 15, -15],
        [7, None, 3],
        [None, date(2026, 10, 3), None, date(2026, 1, 1)],
        [10**25, -(10**25) - 5, 1],
        [],
    ],
)
@pytest.mark.parametrize(("scale", "decimals"), [(0, 0), (2, 2), (8, 2), (1, 0), (0, 2)])
@pytest.mark.parametrize("zero", [True, False])
def test_many_are_what_each_is(
    values: list[int | date | None], scale: int, decimals: int, zero: bool
) -> None:
    asked = [*reversed(WHOSE), STRANGE, WHOSE[0]]
    of = column(values, scale, decimals, zero)
    each = [of.at(*who) for who in asked]
    assert [*map(str, of.several(asked, {}))] == [*map(str, each)]


def test_halves_are_rounded_away_from_zero() -> None:
    of = column([5, -5, 4, -4, 15], 1, 0)
    assert of.several(WHOSE, {}) == [Decimal(1), Decimal(-1), Decimal(0), Decimal(0), Decimal(2)]


def test_columns_of_other_people_do_not_take_their_places() -> None:
    one, other = column([1, 2, 3, 4, 5], 0, 0), Column(Worth("number", 0, 0, False, True, True), {STRANGE: 0})
    other.fill([9])
    places: dict[int, list[int]] = {}
    assert one.several(WHOSE[:1], places) == [Decimal(1)]
    assert other.several(WHOSE[:1], places) == [Decimal(0)]
