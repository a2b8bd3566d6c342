"""Row filters and measure values as sqlglot trees: integers only, the same result on every engine.

A column is an integer of a declared scale (12345 of scale 2 is 123.45), a date, a text or a boolean.
Sums and comparisons bring both sides to the finer scale; products add scales, in 128 bits; there is
no division (a ratio is a KPI, computed once, exactly, elsewhere). Undefined is SQL's NULL, as in
Decimal formulas, with one difference that filters need: `and` and `or` are SQL's own, so that
`false and unknown` is false and `true or unknown` is true.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from attain.engine.formulas import pieces, units
from attain.engine.formulas.checking import units_within
from attain.engine.formulas.errors import FormulaError
from attain.engine.formulas.operations import places
from attain.engine.formulas.pieces import Piece, aligned, bracketed
from attain.engine.formulas.tree import (
    Aggregate,
    Among,
    Binary,
    Boolean,
    Call,
    Compare,
    Day,
    Expr,
    Logic,
    Modified,
    Name,
    Not,
    Number,
    Text,
    Unary,
)
from attain.engine.formulas.units import Unit

_COMPARISONS = {"=": exp.EQ, "<>": exp.NEQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE}
_TIGHTER_THAN_LOGIC = (*_COMPARISONS.values(), exp.In, exp.Is, exp.Not)
_AGGREGATES = {"sum": exp.Sum, "min": exp.Min, "max": exp.Max, "count": exp.Count}


@dataclass(frozen=True, slots=True)
class Column:
    """A piece of SQL and what it holds.

    kind: a unit word ("money", "pieces", "days", …), "date", "text" or "boolean".
    scale: numbers are integers of 10^-scale; 0 for the other kinds.
    """

    sql: exp.Expression
    kind: str = "number"
    scale: int = 0


ColumnOf = Callable[[str], Column]


def to_sql(expr: Expr, column: ColumnOf) -> Column:
    """The SQL of a row expression, with its unit word and scale.

    column: what a name stands for (columns, `period.start`, …). Units are checked first.
    Raises FormulaError for units that don't go together and for what rows can't do (÷, target(x)).
    """
    checked = units_within(expr, lambda name: _unit(name, column))
    built = _Building(column, checked).piece(expr)
    return Column(built.sql, checked[id(expr)].word, built.scale)


def _unit(name: Name | Modified, column: ColumnOf) -> Unit:
    if isinstance(name, Modified):
        function = name.modifiers[0]
        raise FormulaError("fault.formula.modifier_in_rows", name.start, len(function), function=function)
    return units.unit(column(name.key).kind)


class _Building:
    """One method for a family of nodes; each gives a piece of SQL and its scale."""

    def __init__(self, column: ColumnOf, checked: Mapping[int, Unit]) -> None:
        self.column = column
        self.checked = checked

    def piece(self, expr: Expr) -> Piece:
        match expr:
            case Name():
                found = self.column(expr.key)
                return Piece(found.sql.copy(), found.scale)
            case Number():
                return pieces.number(expr.value, expr)
            case Text():
                return Piece(exp.Literal.string(expr.value))
            case Boolean():
                return Piece(exp.true() if expr.value else exp.false())
            case Day():
                return Piece(exp.cast(exp.Literal.string(expr.value.isoformat()), "DATE"))
            case Binary():
                return self._arithmetic(expr)
            case Unary():
                return pieces.negative(self.piece(expr.operand))
            case Call():
                return self._call(expr)
            case Aggregate():
                return self._aggregate(expr)
        return Piece(self._condition(expr))

    def _arithmetic(self, expr: Binary) -> Piece:
        if expr.operator == "/":
            raise FormulaError("fault.formula.division_in_rows", expr.at)
        if "date" in (self._kind(expr.left), self._kind(expr.right)):
            return self._dates(expr)
        left, right = self.piece(expr.left), self.piece(expr.right)
        if expr.operator == "*":
            return pieces.product(left, right, expr)
        return pieces.total(left, right, expr)

    def _dates(self, expr: Binary) -> Piece:
        left, right = self.piece(expr.left), self.piece(expr.right)
        if self._kind(expr.left) == self._kind(expr.right):
            return Piece(exp.DateDiff(this=left.sql, expression=right.sql, unit=exp.Var(this="DAY")))
        day, days = (left, right) if self._kind(expr.left) == "date" else (right, left)
        if days.scale:
            raise FormulaError("fault.formula.whole_days", expr.at)
        shift = pieces.negative(days) if expr.operator == "-" else days
        later = exp.DateAdd(this=day.sql, expression=shift.sql, unit=exp.Var(this="DAY"))
        return Piece(exp.cast(later, "DATE"))

    def _condition(self, expr: Expr) -> exp.Expression:
        match expr:
            case Compare():
                left, right = self._aligned(expr, expr.left, expr.right)[0]
                return _COMPARISONS[expr.operator](this=bracketed(left), expression=bracketed(right))
            case Among():
                value, *choices = self._aligned(expr, expr.value, *expr.choices)[0]
                return exp.In(this=bracketed(value), expressions=choices)
            case Logic():
                make = exp.And if expr.operator == "and" else exp.Or
                left, right = self.piece(expr.left).sql, self.piece(expr.right).sql
                return make(this=_side(left, make), expression=_side(right, exp.Not))
            case Not():
                return exp.Not(this=bracketed(self.piece(expr.operand).sql))
        raise TypeError(expr)

    def _call(self, expr: Call) -> Piece:
        match expr.name:
            case "if":
                return self._choice(expr)
            case "is_missing":
                return Piece(exp.Is(this=bracketed(self.piece(expr.args[0]).sql), expression=exp.Null()))
            case "abs":
                operand = self.piece(expr.args[0])
                return Piece(exp.Abs(this=operand.sql), operand.scale)
            case "round" | "rounddown" | "roundup":
                wanted = places(expr.args[1]) if len(expr.args) > 1 else 0
                return pieces.rounded(self.piece(expr.args[0]), wanted, expr, expr.name)
        sides, scale = self._aligned(expr, *expr.args)
        if expr.name == "coalesce":
            return Piece(exp.Coalesce(this=sides[0], expressions=sides[1:]), scale)
        return Piece(_extreme(exp.Greatest if expr.name == "max" else exp.Least, sides), scale)

    def _choice(self, expr: Call) -> Piece:
        """A CASE that is undefined where its condition is, as in Decimal formulas."""
        condition = self.piece(expr.args[0]).sql
        branches, scale = self._aligned(expr, *expr.args[1:])
        ifs = [exp.If(this=condition, true=branches[0])]
        if len(branches) > 1:
            ifs.append(exp.If(this=exp.Not(this=bracketed(condition.copy())), true=branches[1]))
        return Piece(exp.Case(ifs=ifs), scale)

    def _aggregate(self, expr: Aggregate) -> Piece:
        if expr.argument is None:
            return Piece(exp.Count(this=exp.Star()))
        inner = self.piece(expr.argument)
        if expr.name == "count_distinct":
            return Piece(exp.Count(this=exp.Distinct(expressions=[inner.sql])))
        return Piece(_AGGREGATES[expr.name](this=inner.sql), 0 if expr.name == "count" else inner.scale)

    def _aligned(self, expr: Expr, *parts: Expr) -> tuple[list[exp.Expression], int]:
        return aligned([self.piece(part) for part in parts], expr)

    def _kind(self, expr: Expr) -> str:
        return self.checked[id(expr)].kind


def _side(sql: exp.Expression, make: type[exp.Expression]) -> exp.Expression:
    """A side of `and` or `or`: without parentheses where it binds tighter anyway."""
    return sql if isinstance(sql, (make, *_TIGHTER_THAN_LOGIC)) else bracketed(sql)


def _extreme(function: type[exp.Expression], sides: Sequence[exp.Expression]) -> exp.Expression:
    """LEAST or GREATEST, undefined where any side is: engines differ on NULLs, so they are met first."""
    tests = [exp.Is(this=bracketed(s.copy()), expression=exp.Null()) for s in sides if not _defined(s)]
    found = function(this=sides[0], expressions=list(sides[1:]), ignore_nulls=True)
    if not tests:
        return found
    return exp.Case(ifs=[exp.If(this=exp.Not(this=exp.Paren(this=exp.or_(*tests))), true=found)])


def _defined(sql: exp.Expression) -> bool:
    return isinstance(sql, exp.Literal) or (isinstance(sql, exp.Neg) and _defined(sql.this))
