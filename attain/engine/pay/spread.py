"""Pay that is spread over periods: instalments that sum to the amount, and who still receives them."""

from collections.abc import Sequence
from decimal import Decimal

from attain.engine.money import rounded, shared_out
from attain.engine.pay.component import Spread

#: The vesting of what a hand has taken back.
NEVER = "never"


def schedule(
    amount: Decimal, periods: int, parts: Sequence[Decimal] = (), decimals: int = 2
) -> tuple[Decimal, ...]:
    """The instalments of an amount, the first for the period itself; they sum to the amount.

    parts: how much of the amount each period pays (they sum to 1); equal where none are given. Cents that
    don't divide go to the largest remainder, then to the earlier period. An amount that is finer than
    `decimals` keeps its own, so that nothing is lost.
    """
    if rounded(amount, decimals) != amount:
        decimals = -int(amount.as_tuple().exponent)
    cents = int(rounded(amount, decimals).scaleb(decimals))
    weights = parts or (Decimal(1),) * periods
    shares = shared_out(cents, {f"{n:04d}": weight for n, weight in enumerate(weights)})
    return tuple(Decimal(shares[f"{n:04d}"]).scaleb(-decimals) for n in range(len(weights)))


def instalments(amount: Decimal, spread: Spread, decimals: int = 2) -> tuple[Decimal, ...]:
    """The schedule that a component's `spread` declares."""
    return schedule(amount, spread.periods, spread.parts, decimals)


def payable(instalment: Decimal, vesting: str, employed: bool) -> Decimal:
    """What of an instalment is paid in its period: a leaver loses what vests by being there.

    Negative instalments (clawbacks) are charged in any case, unless a hand has taken them back.
    """
    lost = vesting == NEVER or (vesting == "employed" and not employed and instalment > 0)
    return Decimal(0).quantize(instalment) if lost else instalment
