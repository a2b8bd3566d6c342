"""Figures of rules: as many digits as were declared, none rounded away and none added but cents."""

from decimal import Decimal

from attain.wording.speech import UNITS_WITH_WORDS, Wording


def figure(value: Decimal | int, unit: str, wording: Wording) -> str:
    """A declared number in its unit: €1,500, 1.5%, 20 points, 45 days; other units are bare numbers."""
    value = Decimal(value)
    if unit == "percent":
        return wording.percent(value, max(_digits(value.scaleb(2)), 0))
    own = _digits(value)
    if unit == "money":
        return wording.money(value, decimals=max(own, wording.money_decimals) if own else 0)
    if unit in UNITS_WITH_WORDS:
        return wording.value(value, unit, own)
    return wording.number(value, own)


def _digits(value: Decimal) -> int:
    """Digits after the point that are not idle zeros."""
    exponent = value.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0
