"""An amount spread over months or people by hand's choice, to the last cent; nothing is lost in rounding."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from attain.engine.money import exactly, rounded, shared_out
from attain.engine.period import Calendar, Period

#: How an amount is spread over months, and over people.
OVER_MONTHS = ("evenly", "working_days", "last_year", "weights")
OVER_PEOPLE = ("evenly", "last_year", "clients", "weights")


def spread(amount: Decimal, weights: Mapping[str, Decimal], decimals: int) -> dict[str, Decimal]:
    """Parts by weight that sum to the amount, each of so many decimals, by largest remainder.

    Where all weights are zero, all count alike. What has more decimals stays with the last part.
    Raises ValueError for a weight below zero, or no part at all.
    """
    if not weights or any(weight < 0 for weight in weights.values()):
        raise ValueError("weights must be there and not below zero")
    if not any(weights.values()):
        weights = dict.fromkeys(weights, Decimal(1))
    sign = -1 if amount < 0 else 1
    size = abs(amount).scaleb(decimals)
    whole = int(size)
    parts = shared_out(whole, weights)
    found = {key: sign * Decimal(parts[key]).scaleb(-decimals) for key in weights}
    rest = amount - sum(found.values(), Decimal(0))
    if rest:
        last = next(key for key in reversed(list(weights)) if weights[key])
        found[last] += rest
    return found


def month_weights(
    how: str,
    months: Sequence[Period],
    calendar: Calendar,
    past: Mapping[str, Decimal],
    given: Sequence[Decimal] = (),
) -> dict[str, Decimal]:
    """Weights of months. past: last year's value by month of this year.

    Raises ValueError for an unknown way."""
    if how == "evenly":
        return {month.key: Decimal(1) for month in months}
    if how == "working_days":
        return {month.key: Decimal(calendar.working_days(month.start, month.end)) for month in months}
    if how == "last_year":
        return {month.key: max(Decimal(0), past.get(month.key, Decimal(0))) for month in months}
    if how == "weights" and len(given) == len(months):
        return {month.key: weight for month, weight in zip(months, given, strict=True)}
    raise ValueError(how)


def raised(value: Decimal, percent: Decimal, decimals: int) -> Decimal:
    """A value with so many per cent more, rounded."""
    return exactly(lambda: rounded(value * (100 + percent) / 100, decimals))
