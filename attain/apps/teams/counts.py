"""How sure a share of counts is: 1 of 1 says less than 95 of 100."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from attain.engine.decide.rules import Rules
from attain.engine.formulas import Aggregate, Expr, Name, RowExpression
from attain.engine.formulas.tree import Binary, Logic
from attain.engine.kpis.declaration import Kpi
from attain.engine.measures.declaration import Measure
from attain.engine.scoring.declaration import ScoreLine

ZERO, ONE, FULL = Decimal(0), Decimal(1), Decimal(100)

#: Of 100 such intervals 95 hold the true share.
DEVIATE = Decimal("1.959964")


class Share(NamedTuple):
    """The names of the measures that a share is made of: these of those."""

    some: str
    all: str


class Interval(NamedTuple):
    low: Decimal
    high: Decimal


def share(kpi: Kpi, rules: Rules, day: date) -> Share | None:
    """The counts behind a KPI that is "so many of so many"; None for any other.

    Both must count the same things, and what the first counts must be among what the second counts: its
    conditions are those of the second and more. Sums, and counts that only stand in proportion, are no such
    share, and nothing is said of how sure they are.
    """
    tree = kpi.formula.tree
    if not isinstance(tree, Binary) or tree.operator != "/":
        return None
    if not isinstance(tree.left, Name) or not isinstance(tree.right, Name):
        return None
    some, all_ = rules.measure(tree.left.key, day), rules.measure(tree.right.key, day)
    if some is None or all_ is None or not _among(some, all_):
        return None
    return Share(some.measure, all_.measure)


def interval(some: Decimal, of: Decimal) -> Interval | None:
    """Wilson's interval of a share: narrow for great counts, wide for small ones; None of nothing."""
    if of <= ZERO:
        return None
    part = min(max(some / of, ZERO), ONE)
    square = DEVIATE * DEVIATE
    whole = ONE + square / of
    middle = (part + square / (2 * of)) / whole
    half = DEVIATE * (part * (ONE - part) / of + square / (4 * of * of)).sqrt() / whole
    return Interval(max(middle - half, ZERO), min(middle + half, ONE))


def too_few(line: ScoreLine, found: Interval) -> bool:
    """Whether anything from no points to full marks would agree with counts as small as these."""
    ends = [line.read(end).value for end in found]
    return max(ends) - min(ends) >= FULL


def _among(some: Measure, all_: Measure) -> bool:
    if not (_counts(some) and _counts(all_)) or (some.of, some.per) != (all_.of, all_.per):
        return False
    pairs = ((some.where, all_.where), (some.having, all_.having))
    return all(set(_conditions(wide)) <= set(_conditions(narrow)) for narrow, wide in pairs)


def _counts(measure: Measure) -> bool:
    tree = measure.value.tree
    return isinstance(tree, Aggregate) and tree.name == "count"


def _conditions(given: RowExpression | None) -> Iterator[Expr]:
    waiting = [given.tree] if given is not None else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, Logic) and node.operator == "and":
            waiting += [node.left, node.right]
        else:
            yield node
