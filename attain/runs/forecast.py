"""What an open period's pay will likely cost: fixed parts whole, variable parts by the days so far.

The days to come bring, a day, what the days so far brought: that is the likely sum. How far off this was in
earlier periods at the same share of working days makes the range; without enough of those, it goes from
"nothing more is earned" to "the days to come bring twice as much".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from attain.engine.money import rounded

ZERO, ONE, TWO = Decimal(0), Decimal(1), Decimal(2)

#: So many earlier periods must be known at about the same share of days, for their range to be taken.
ENOUGH = 3

#: Shares of days that differ by no more are about the same.
NEAR = Decimal("0.1")


@dataclass(frozen=True)
class Past:
    """An earlier period as it stood at `share` of its working days, and what its variable pay came to."""

    share: Decimal
    variable: Decimal
    final: Decimal


@dataclass(frozen=True)
class Forecast:
    """low ≤ likely ≤ high, of all. share: of the working days that facts are known of. known: earlier periods
    that the range rests on; fewer than ENOUGH: none were taken."""

    fixed: Decimal
    variable: Decimal
    share: Decimal
    low: Decimal
    likely: Decimal
    high: Decimal
    known: int

    @property
    def sure(self) -> bool:
        return self.known >= ENOUGH


def forecast(
    fixed: Decimal, variable: Decimal, share: Decimal, past: Sequence[Past] = (), decimals: int = 2
) -> Forecast | None:
    """What fixed and variable pay to date will come to; None before the first working day is known."""
    if share <= ZERO:
        return None
    share = min(share, ONE)
    more = variable / share - variable
    found = sorted(
        _came(each) for each in past if abs(each.share - share) <= NEAR and _came(each) is not None
    )
    low, likely, high = (ZERO, ONE, TWO)
    if len(found) >= ENOUGH:
        low, likely, high = found[0], _middle(found), found[-1]
    sums = sorted(rounded(fixed + variable + part * more, decimals) for part in (low, likely, high))
    return Forecast(fixed, variable, share, *sums, known=len(found))


def _came(past: Past) -> Decimal | None:
    """What the rest of a period brought as a part of what was expected of it; None where nothing was."""
    if not ZERO < past.share < ONE or not past.variable:
        return None
    expected = past.variable / past.share - past.variable
    return (past.final - past.variable) / expected


def _middle(values: Sequence[Decimal]) -> Decimal:
    half, odd = divmod(len(values), 2)
    return values[half] if odd else (values[half - 1] + values[half]) / TWO
