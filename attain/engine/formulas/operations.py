"""What each operator and function does to defined values. Total: checked units leave no way to fail."""

import operator
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from attain.engine.formulas.tree import Expr, Number, Unary
from attain.engine.money import CONTEXT, cut, filled, rounded


def add(left: Any, right: Any) -> Decimal | date | None:
    if type(left) is Decimal and type(right) is Decimal:
        return left + right
    return _shifted(left, right) if isinstance(left, date) else _shifted(right, left)


def subtract(left: Any, right: Any) -> Decimal | date | None:
    if type(left) is Decimal:
        return left - right
    return Decimal((left - right).days) if isinstance(right, date) else _shifted(left, -right)


def multiply(left: Decimal, right: Decimal) -> Decimal:
    result = left * right
    return result if result else abs(result)


def divide(left: Decimal, right: Decimal) -> Decimal | None:
    """None where the divisor is zero: undefined, not an error."""
    if not right:
        return None
    result = left / right
    return result if result else abs(result)  # nobody is paid −0.00


def negate(value: Decimal) -> Decimal:
    return -value


def negation(value: bool) -> bool:
    return not value


def both(left: bool, right: bool) -> bool:
    return left and right


def either(left: bool, right: bool) -> bool:
    return left or right


def least(*values: Any) -> Any:
    return min(values)


def greatest(*values: Any) -> Any:
    return max(values)


def among(value: Any, *choices: Any) -> bool:
    return value in choices


def round_to(value: Decimal, places: int, how: Callable[[Decimal, int], Decimal] = rounded) -> Decimal:
    """Half away from zero unless said. A number with more digits than arithmetic has is left as it is."""
    if value.adjusted() + places >= CONTEXT.prec:
        return value
    return _unsigned_zero(how(value, places))


def places(expr: Expr) -> int:
    """The second argument of ROUND and its like, which the parser lets be a whole literal only."""
    if isinstance(expr, Unary):
        return -places(expr.operand)
    assert isinstance(expr, Number)
    return int(expr.value)


def _shifted(day: date, days: Decimal) -> date | None:
    """The day so many whole days later; None beyond the calendar."""
    ordinal = day.toordinal() + int(round_to(days, 0))
    return date.fromordinal(ordinal) if 1 <= ordinal <= date.max.toordinal() else None


def _unsigned_zero(value: Decimal) -> Decimal:
    """Nobody is paid −0.00."""
    return value if value else abs(value)


ARITHMETIC: dict[str, tuple[str, Callable[..., Any]]] = {
    "+": ("formula.add", add),
    "-": ("formula.subtract", subtract),
    "*": ("formula.multiply", multiply),
    "/": ("formula.divide", divide),
}

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

LOGIC: dict[str, Callable[[bool, bool], bool]] = {"and": both, "or": either}

#: How each function that rounds does it.
ROUNDINGS: dict[str, Callable[[Decimal, int], Decimal]] = {
    "round": rounded,
    "rounddown": cut,
    "roundup": filled,
}

FUNCTIONS: dict[str, Callable[..., Any]] = {"min": least, "max": greatest, "cap": least, "abs": abs}
