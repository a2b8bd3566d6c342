"""What a measure's integers are worth: unit, scale, and the decimals to which they are published."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import repeat

from attain.engine.measures.declaration import Measure
from attain.engine.measures.names import ANY_PERIOD, fact_columns
from attain.engine.measures.parts import assembled, is_additive, parts_of
from attain.engine.measures.schema import Schema
from attain.engine.money import CONTEXT, rounded, unit_of

#: More decimals than this no measure is published with.
MOST_DECIMALS = 12


@dataclass(frozen=True, slots=True)
class Worth:
    """unit: unit word ("money", "number", "days", "date" …). scale: decimals that the SQL's integers carry.

    decimals: to which a value is published. shared: whether shares divide it. zero: whether no rows mean
    0 (sums and counts) rather than undefined (min, max). additive: whether the values of the facts add up
    to it, so that credited + uncredited = all can be proved.
    """

    unit: str
    scale: int
    decimals: int
    shared: bool
    zero: bool
    additive: bool

    def published(self, value: int | date | None) -> Decimal | date | None:
        """The engine's value as it is published, rounded once, half away from zero."""
        if isinstance(value, date):
            return value
        if value is None:
            return rounded(Decimal(0), self.decimals) if self.zero else None
        return publishing(self.scale, self.decimals)(int(value))


@cache
def publishing(scale: int, decimals: int) -> Callable[[int], Decimal]:
    """What makes integers of a scale the Decimals that are published, one by one."""
    several = publishing_all(scale, decimals)
    step, product = unit_of(scale), CONTEXT.multiply
    return (lambda value: product(value, step)) if scale == decimals else lambda value: several((value,))[0]


@cache
def publishing_all(scale: int, decimals: int) -> Callable[[Sequence[int]], list[Decimal]]:
    """The same of very many. Of what a Decimal is made from an integer and a scale, a product is quickest."""
    product, step = CONTEXT.multiply, unit_of(min(scale, decimals))
    if scale < decimals:
        exact = unit_of(scale)
        return lambda values: [rounded(product(value, exact), decimals) for value in values]
    if scale == decimals:
        return lambda values: [*map(product, values, repeat(step))]
    unit = 10 ** (scale - decimals)
    half = unit // 2

    def cut(values: Sequence[int]) -> list[Decimal]:
        near = [(v + half) // unit if v >= 0 else -((half - v) // unit) for v in values]
        return [*map(product, near, repeat(step))]

    return cut


def worth(measure: Measure, schema: Schema) -> Worth:
    """What the measure's values are. Raises FormulaError where its value cannot be computed."""
    known = schema.known.get(id(measure))
    if known is None:
        known = schema.known[id(measure)] = measure, _worth(measure, schema)
    return known[1]


def _worth(measure: Measure, schema: Schema) -> Worth:
    fact = schema.fact(measure.of)
    if fact is None:
        raise KeyError(measure.of)
    columns = fact_columns(schema, fact, ANY_PERIOD)
    parts = parts_of(measure.value.tree, columns, "value_", _has_groups(measure))
    split = measure.credit.shares == "split"
    shared = split and any(part.linear for part in parts)
    whole = assembled(measure.value.tree, parts, lambda part: part.merged_or_grouped(False), columns)
    value = whole
    if split:
        value = assembled(measure.value.tree, parts, lambda part: part.merged_or_grouped(True), columns)
    zero = all(part.kind not in ("min", "max") for part in parts)
    return Worth(
        unit=measure.unit or value.kind,
        scale=value.scale,
        decimals=_decimals(measure, schema, value.kind, whole.scale, shared),
        shared=shared,
        zero=zero,
        additive=is_additive(measure, parts),
    )


def _has_groups(measure: Measure) -> bool:
    return measure.per not in ("", "event")


def _decimals(measure: Measure, schema: Schema, kind: str, scale: int, shared: bool) -> int:
    if measure.decimals is not None:
        return measure.decimals
    if kind == "money":
        return schema.currency_decimals
    if shared and scale == 0:
        return 2
    return min(scale, MOST_DECIMALS)
