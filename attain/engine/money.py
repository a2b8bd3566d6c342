"""Exact arithmetic: rounding half away from zero, and parts that equal their whole."""

from collections.abc import Callable, Mapping
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Context, Decimal, getcontext, setcontext
from typing import Any, TypeVar

#: Every Decimal in Attain is computed with 60 digits: far beyond money, the same on every machine.
CONTEXT = Context(prec=60, rounding=ROUND_HALF_UP)


class _Quanta(dict[int, Decimal]):
    """1, 0.1, 0.01 …: what a value is rounded to, by decimals; each is made when it is first asked for."""

    def __missing__(self, decimals: int) -> Decimal:
        self[decimals] = found = Decimal(1).scaleb(-decimals)
        return found


_QUANTUM = _Quanta()

#: Rounds half away from zero, as the context does, and is not told so each time.
_quantize = CONTEXT.quantize

#: Shares of credit are integer parts per million.
PPM = 1_000_000


#: What quotients without end leave in the last digits goes before anybody rounds: 1/30 × 166.65 is 5.555 and
#: comes to 5.56, though arithmetic has 5.55499….
_settled = Context(prec=50, rounding=ROUND_HALF_UP).plus

#: The same before anybody compares; what is then computed of it can still be settled.
settled = Context(prec=55, rounding=ROUND_HALF_UP).plus


def rounded(value: Decimal, decimals: int) -> Decimal:
    """`value` rounded half away from zero to `decimals` places (may be negative: tens, hundreds)."""
    result = _quantize(_settled(value), _QUANTUM[decimals])
    return result if result else abs(result)  # never −0


def rounding(decimals: int) -> Callable[[Decimal], Decimal]:
    """`rounded` to these decimals, for very many values."""
    quantum = _QUANTUM[decimals]

    def round_(value: Decimal) -> Decimal:
        result = _quantize(_settled(value), quantum)
        return result if result else abs(result)

    return round_


def cut(value: Decimal, decimals: int) -> Decimal:
    """`value` without the digits beyond `decimals` places: towards zero."""
    return _to_places(value, decimals, ROUND_DOWN)


def filled(value: Decimal, decimals: int) -> Decimal:
    """`value` filled up to the next `decimals` places: away from zero."""
    return _to_places(value, decimals, ROUND_UP)


def _to_places(value: Decimal, decimals: int, how: str) -> Decimal:
    result = _settled(value).quantize(_QUANTUM[decimals], how, CONTEXT)
    return result if result else abs(result)


Result = TypeVar("Result")


def exactly(compute: Callable[..., Result], *given: Any) -> Result:
    """What `compute(*given)` gives in exact arithmetic. Costs nothing where that holds already."""
    outer = getcontext()
    if outer is CONTEXT:
        return compute(*given)
    setcontext(CONTEXT)
    try:
        return compute(*given)
    finally:
        setcontext(outer)


def half_up(numerator: int, denominator: int) -> int:
    """The integer nearest to numerator ÷ denominator, halves away from zero."""
    sign = -1 if (numerator < 0) != (denominator < 0) else 1
    return sign * ((2 * abs(numerator) + abs(denominator)) // (2 * abs(denominator)))


def unit_of(scale: int) -> Decimal:
    """What 1 stands for in integers of a scale: unit_of(2) = 0.01."""
    return _QUANTUM[scale]


def scaled(value: int, scale: int) -> Decimal:
    """The Decimal that an integer of a declared scale stands for: scaled(12345, 2) = 123.45."""
    return CONTEXT.multiply(value, _QUANTUM[scale])


def shared_out(whole: int, weights: Mapping[str, Decimal]) -> dict[str, int]:
    """Integer parts of `whole` in proportion to `weights`, by largest remainder, then by key.

    The parts sum to `whole`. Weights must not be negative; if all are zero, all parts are zero
    (nothing can be shared). A negative whole is shared like a positive one, mirrored.
    """
    if whole < 0:
        return {key: -part for key, part in shared_out(-whole, weights).items()}
    return exactly(_shared_out, whole, weights)


def _shared_out(whole: int, weights: Mapping[str, Decimal]) -> dict[str, int]:
    total = sum(weights.values(), Decimal(0))
    if not total:
        return dict.fromkeys(weights, 0)
    # In integers: a quotient's last digit would tell remainders apart that are the same.
    places = -min(0, *[weight.as_tuple().exponent for weight in weights.values()])
    of = int(total.scaleb(places))
    exact = {key: divmod(whole * int(weight.scaleb(places)), of) for key, weight in weights.items()}
    parts = {key: part for key, (part, _) in exact.items()}
    left = whole - sum(parts.values())
    by_remainder = sorted(exact, key=lambda key: (-exact[key][1], key))
    for key in by_remainder[:left]:
        parts[key] += 1
    return parts
