"""What is told by others: of the sums of all rows, of those with a condition and without, two tell the third.

Returns are the lines less the goods, what they amount to is the sum of all less that of the goods: an
aggregate less for each row that is read.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlglot import exp

from attain.engine.measures.clauses import column

#: What a condition may be made of, so that it holds or doesn't wherever its columns have values.
_CERTAIN = (
    exp.And, exp.Or, exp.Not, exp.Paren, exp.Boolean, exp.Column, exp.Identifier,
    exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Literal,
)  # fmt: skip


@dataclass(frozen=True)
class _Summed:
    """A sum of a value, as SQL, over the rows with a condition ("": all), or over those without it.

    less: whether the value is taken away instead.
    """

    value: str
    less: bool
    condition: str = ""
    without: bool = False


def complements(made: Mapping[str, exp.Expression], filled: Collection[str]) -> dict[str, exp.Expression]:
    """Cell → it from two other cells, which are none of these.

    made: cells and their aggregates of the rows of a relation `fact`. filled: the columns of that relation
    that have a value in every row.
    """
    cells: dict[_Summed, str] = {}
    for cell, aggregate in made.items():
        if (found := _summed(aggregate, filled)) is not None:
            cells.setdefault(found, cell)
    told: dict[str, exp.Expression] = {}
    for sum_of, cell in cells.items():
        if not sum_of.condition:
            continue
        everything = _either(cells, sum_of.value, "", False)
        other = _either(cells, sum_of.value, sum_of.condition, not sum_of.without)
        if everything is None or other is None or cells[other] in told:
            continue
        rest = exp.Sub(this=_signed(cells, everything), expression=_signed(cells, other))
        told[cell] = exp.Neg(this=exp.Paren(this=rest)) if sum_of.less else rest
    return told


def _either(cells: Mapping[_Summed, str], value: str, condition: str, without: bool) -> _Summed | None:
    """The sum of the value, or of what is taken away, whichever is there."""
    both = (_Summed(value, less, condition, without) for less in (False, True))
    return next((each for each in both if each in cells), None)


def _signed(cells: Mapping[_Summed, str], found: _Summed) -> exp.Expression:
    own = column(cells[found])
    return exp.Paren(this=exp.Neg(this=own)) if found.less else own


def _summed(aggregate: exp.Expression, filled: Collection[str]) -> _Summed | None:
    """What is summed up over which rows; None for what is no such sum."""
    if isinstance(aggregate, exp.Count) and isinstance(aggregate.this, exp.Star):
        return _Summed("1", False)
    if not isinstance(aggregate, exp.Sum):
        return None
    inner = aggregate.this
    if isinstance(inner, exp.Cast):
        return _over("1", False, inner, filled)
    if isinstance(inner, exp.Mul) and isinstance(inner.expression, exp.Cast):
        return _over(*_value(inner.this), inner.expression, filled)
    return _Summed(*_value(inner))


def _over(value: str, less: bool, flag: exp.Cast, filled: Collection[str]) -> _Summed | None:
    condition, without = flag.this, False
    while isinstance(condition, (exp.Not, exp.Paren)):
        without ^= isinstance(condition, exp.Not)
        condition = condition.this
    return _Summed(value, less, condition.sql("duckdb"), without) if _sure(condition, filled) else None


def _value(node: exp.Expression) -> tuple[str, bool]:
    """A value and whether it is taken away: 0 - x is x, taken away."""
    inner = node.this if isinstance(node, exp.Paren) else node
    if isinstance(inner, exp.Neg):
        return inner.this.sql("duckdb"), True
    if isinstance(inner, exp.Sub) and inner.left == exp.Literal.number(0):
        return inner.right.sql("duckdb"), True
    return inner.sql("duckdb"), False


def _sure(condition: exp.Expression, filled: Collection[str]) -> bool:
    """Whether it holds or doesn't in every row."""
    return all(
        isinstance(node, _CERTAIN)
        and (not isinstance(node, exp.Column) or (node.table == "fact" and node.name in filled))
        for node in condition.walk()
    )
