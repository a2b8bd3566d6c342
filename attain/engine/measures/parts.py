"""A measure's value and filter taken apart into aggregates, which partial results can be merged from."""

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from sqlglot import exp

from attain.engine.formulas import Aggregate, Column, Expr, Name, aggregates, to_sql
from attain.engine.formulas.tree import Binary, Number, Unary
from attain.engine.measures.clauses import column, number, or_else, wide
from attain.engine.measures.declaration import Measure
from attain.engine.measures.names import ColumnOf

#: Credit is counted in parts per million: shared sums carry six decimals more.
SHARE_SCALE = 6


@dataclass(frozen=True, slots=True)
class Part:
    """One aggregate of a measure. name: its column in `summed`. argument: what is aggregated (None: rows).

    grouped: counts groups of `per` instead of rows.
    """

    name: str
    aggregate: Aggregate
    argument: Column | None
    grouped: bool = False

    @property
    def kind(self) -> str:
        return self.aggregate.name

    @property
    def linear(self) -> bool:
        """Whether shares divide it: sums and counts of rows."""
        return self.kind in ("sum", "count") and not self.grouped

    @property
    def partial(self) -> exp.Expression | None:
        """The unshared aggregate over rows that are credited alike; None where the rows are kept."""
        inner = self.argument.sql.copy() if self.argument else exp.Star()
        make = {"sum": exp.Sum, "count": exp.Count, "min": exp.Min, "max": exp.Max}.get(self.kind)
        return make(this=inner) if make and not self.grouped else None

    def merged(self, shared: bool, table: str = "") -> Column:
        """The aggregate from its partial results; shared ones are multiplied by their share."""
        own = column(self.name, table)
        kind, scale = self._holds()
        if self.kind == "count_distinct":
            return Column(exp.Count(this=exp.Distinct(expressions=[own])), kind, scale)
        if not self.linear:
            return Column({"min": exp.Min, "max": exp.Max}[self.kind](this=own), kind, scale)
        if shared:
            own = exp.Mul(this=wide(own), expression=column("_share", table))
        return Column(or_else(exp.Sum(this=own), number(0)), kind, scale + SHARE_SCALE * shared)

    def merged_or_grouped(self, shared: bool) -> Column:
        """What the aggregate comes to, rows or groups, for checks of unit and scale."""
        return self.over_groups(shared) if self.grouped else self.merged(shared)

    def over_groups(self, shared: bool) -> Column:
        """The aggregate over groups of `per`, each of which holds its merged value."""
        kind, scale = self._holds()
        if self.grouped:
            return Column(exp.Count(this=exp.Star()), kind, 0)
        make = {"min": exp.Min, "max": exp.Max}.get(self.kind, exp.Sum)
        return Column(make(this=column(self.name)), kind, scale + SHARE_SCALE * (shared and self.linear))

    def of_rows(self, where: exp.Expression | None) -> Column:
        """A sum or count of those rows that satisfy `where`, unshared."""
        inner = self.argument.sql.copy() if self.argument else exp.Literal.number(1)
        if where is not None:
            inner = exp.Case(ifs=[exp.If(this=where.copy(), true=inner)])
        kind, scale = self._holds()
        total = exp.Count(this=inner) if self.kind == "count" else or_else(exp.Sum(this=inner), number(0))
        return Column(total, kind, scale)

    def of_row(self) -> Column:
        """What one row brings to it: its argument, or one; a column that is empty brings nothing."""
        if self.argument is not None and self.kind == "count":
            empty = exp.Is(this=self.argument.sql.copy(), expression=exp.Null())
            return Column(exp.Case(ifs=[exp.If(this=empty, true=number(0))], default=number(1)), "number")
        if self.argument is None or self.kind in ("count", "count_distinct"):
            return Column(exp.Literal.number(1), "number")
        return replace(self.argument, sql=or_else(self.argument.sql.copy(), number(0)))

    def _holds(self) -> tuple[str, int]:
        if self.argument is None or self.kind in ("count", "count_distinct"):
            return "number", 0
        return self.argument.kind, self.argument.scale


def parts_of(expr: Expr, columns: ColumnOf, prefix: str, per: bool = False) -> tuple[Part, ...]:
    """The aggregates in an expression. per: a bare count() counts groups."""
    return tuple(
        Part(
            f"{prefix}{at}",
            found,
            None if found.argument is None else to_sql(found.argument, columns),
            per and found.name == "count" and found.argument is None,
        )
        for at, found in enumerate(aggregates(expr), 1)
    )


def assembled(expr: Expr, parts: tuple[Part, ...], of: Callable[[Part], Column], columns: ColumnOf) -> Column:
    """The expression with each aggregate replaced by what `of` gives for it."""
    known = {f"#{part.name}": of(part) for part in parts}
    names = {part.aggregate: Name(f"#{part.name}") for part in parts}
    return to_sql(_replaced(expr, names), lambda key: known.get(key) or columns(key))


def is_additive(measure: Measure, parts: tuple[Part, ...]) -> bool:
    """Whether the values of single facts add up to the measure, so that shares of them do too."""
    grouped = measure.per not in ("", "event")
    return not grouped and all(part.linear for part in parts) and is_linear(measure.value.tree)


def is_linear(expr: Expr) -> bool:
    """Whether the expression only adds, subtracts and scales its aggregates, so that parts add up."""
    match expr:
        case Aggregate():
            return True
        case Unary():
            return is_linear(expr.operand)
        case Binary(operator="+" | "-"):
            return is_linear(expr.left) and is_linear(expr.right)
        case Binary(operator="*"):
            return any(
                isinstance(one, Number) and is_linear(other)
                for one, other in ((expr.left, expr.right), (expr.right, expr.left))
            )
    return False


def _replaced(node: Any, names: dict[Aggregate, Name]) -> Any:
    if isinstance(node, Aggregate):
        return replace(names[node], start=node.start, end=node.end)
    if isinstance(node, tuple):
        return tuple(_replaced(each, names) for each in node)
    if not (isinstance(node, Expr) and is_dataclass(node)):
        return node
    return replace(node, **{item.name: _replaced(getattr(node, item.name), names) for item in fields(node)})
