"""A difference split into causes that add up to it: by what goes into a KPI, and by parts of a whole.

All in fractions, so that the causes sum to the difference exactly; `shown` rounds them to the KPI's
decimals so that what is read off the page adds up as well.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import factorial
from typing import NamedTuple

#: A formula of its inputs; None where it is undefined.
Formula = Callable[[Mapping[str, Fraction]], Fraction | None]

#: More inputs than these are not taken apart: the ways to switch them double with each.
MOST_INPUTS = 8


class Part(NamedTuple):
    """A part of a whole: its share of what stands above and below the fraction line, before and after."""

    name: str
    before: tuple[Fraction, Fraction]
    after: tuple[Fraction, Fraction]


def by_input(
    formula: Formula, before: Mapping[str, Fraction], after: Mapping[str, Fraction]
) -> dict[str, Fraction] | None:
    """What each input's change did to the value: its mean effect over all orders in which they could change.

    None where the formula is undefined on the way. The effects sum to the change of the value.
    """
    names = list(before)
    if len(names) > MOST_INPUTS:
        return None
    values: dict[frozenset[str], Fraction] = {}
    for size in range(len(names) + 1):
        for changed in combinations(names, size):
            value = formula({name: (after if name in changed else before)[name] for name in names})
            if value is None:
                return None
            values[frozenset(changed)] = value
    effects = dict.fromkeys(names, Fraction(0))
    for changed, value in values.items():
        for name in set(names) - changed:
            orders = factorial(len(changed)) * factorial(len(names) - len(changed) - 1)
            effects[name] += Fraction(orders, factorial(len(names))) * (values[changed | {name}] - value)
    return effects


def by_part(parts: Sequence[Part]) -> dict[str, Fraction] | None:
    """How a quotient of sums changed by its parts: m × (change above − level × change below) of each.

    level is the quotient of both times together, m the mean of 1 ÷ what stands below. A part that gained
    below the line without gaining as much above pulls the quotient down. None where nothing stands below.
    """
    (above, below), (above_then, below_then) = _sum(parts, 1), _sum(parts, 2)
    if not below or not below_then or not below + below_then:
        return None
    level = (above + above_then) / (below + below_then)
    mean = (1 / below + 1 / below_then) / 2
    return {
        name: mean * ((after[0] - before[0]) - level * (after[1] - before[1]))
        for name, before, after in parts
    }


def against(parts: Sequence[tuple[str, Fraction, Fraction]], level: Fraction) -> dict[str, Fraction] | None:
    """What each part adds to the whole's distance from a level: (above − level × below) ÷ all below."""
    whole = sum((below for _, _, below in parts), Fraction(0))
    if not whole:
        return None
    return {name: (above - level * below) / whole for name, above, below in parts}


def shown(effects: Mapping[str, Fraction], total: Decimal, places: int) -> dict[str, Decimal]:
    """The effects rounded such that they sum to `total`: the largest remainders are rounded up."""
    scale = 10**places
    floors = {name: (effect * scale).__floor__() for name, effect in effects.items()}
    left = int(total.scaleb(places)) - sum(floors.values())
    by_rest = sorted(effects, key=lambda name: (floors[name] - effects[name] * scale, name))
    for at in range(abs(left)):
        name = by_rest[at % len(by_rest)] if left > 0 else by_rest[-1 - at % len(by_rest)]
        floors[name] += 1 if left > 0 else -1
    return {name: Decimal(floor).scaleb(-places) for name, floor in floors.items()}


def _sum(parts: Sequence[Part], at: int) -> tuple[Fraction, Fraction]:
    return (
        sum((part[at][0] for part in parts), Fraction(0)),
        sum((part[at][1] for part in parts), Fraction(0)),
    )
