"""Whether a formula's units go together, and what unit comes out; errors point at the operator."""

from collections.abc import Callable, Mapping, Sequence

from attain.engine.formulas import units
from attain.engine.formulas.errors import FormulaError
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
from attain.engine.formulas.units import BOOLEAN, DATE, DAYS, LITERAL, NUMBER, TEXT, Unit

UnitOf = Callable[[Name | Modified], Unit]

_LITERALS = {Text: TEXT, Boolean: BOOLEAN, Day: DATE}
_FUNCTION_NAMES = {"if": "IF", "min": "MIN", "max": "MAX", "cap": "CAP", "coalesce": "COALESCE"}


def check(expr: Expr, unit_of: UnitOf) -> Unit:
    """The unit of the formula; raises FormulaError where units don't go together."""
    return _Checking(unit_of).of(expr)


def units_within(expr: Expr, unit_of: UnitOf) -> Mapping[int, Unit]:
    """The unit of every node, by the node's `id()`; raises like `check`."""
    checking = _Checking(unit_of)
    checking.of(expr)
    return checking.found


class _Checking:
    def __init__(self, unit_of: UnitOf) -> None:
        self.unit_of = unit_of
        self.found: dict[int, Unit] = {}

    def of(self, expr: Expr) -> Unit:
        match expr:
            case Name() | Modified():
                result = self.unit_of(expr)
            case Number():
                result = units.unit(expr.unit) if expr.unit else LITERAL
            case Text() | Boolean() | Day():
                result = _LITERALS[type(expr)]
            case Binary():
                result = self._binary(expr)
            case Call():
                result = self._call(expr)
            case _:
                result = self._other(expr)
        self.found[id(expr)] = result
        return result

    def _other(self, expr: Expr) -> Unit:
        match expr:
            case Unary():
                return self._numeric(expr.operand, "-")
            case Not():
                return self._condition(expr.operand, "not")
            case Logic():
                self._condition(expr.left, expr.operator)
                return self._condition(expr.right, expr.operator)
            case Compare():
                return self._compare(expr)
            case Among():
                return self._among(expr)
            case Aggregate():
                return self._aggregate(expr)
        raise TypeError(expr)

    def _binary(self, expr: Binary) -> Unit:
        left, right = self.of(expr.left), self.of(expr.right)
        if "date" in (left.kind, right.kind):
            return _dates(expr, left, right)
        for side, found in ((expr.left, left), (expr.right, right)):
            if not found.numeric:
                raise _at(side, "fault.formula.not_a_number", operator=expr.operator, unit=found.word)
        if expr.operator == "*":
            return units.multiplied(left, right)
        if expr.operator == "/":
            return units.divided(left, right)
        result = units.common(left, right)
        if result is None:
            raise _units(expr, left, right)
        return result

    def _compare(self, expr: Compare) -> Unit:
        left, right = self.of(expr.left), self.of(expr.right)
        if units.common(left, right) is None:
            raise _units(expr, left, right)
        if left.kind == "boolean" and expr.operator not in ("=", "<>"):
            raise FormulaError("fault.formula.no_order", expr.at, len(expr.operator), operator=expr.operator)
        return BOOLEAN

    def _among(self, expr: Among) -> Unit:
        self._alike("in", (expr.value, *expr.choices))
        return BOOLEAN

    def _call(self, expr: Call) -> Unit:
        name, args = expr.name, expr.args
        if name == "is_missing":
            self.of(args[0])
            return BOOLEAN
        if name == "if":
            self._condition(args[0], "IF")
            return self._alike("IF", args[1:])
        if name == "coalesce":
            return self._alike("COALESCE", args)
        if name in ("abs", "round", "rounddown", "roundup"):
            for places in args[1:]:
                self.of(places)
            return self._numeric(args[0], name.upper())
        return self._ordered(_FUNCTION_NAMES[name], args)

    def _aggregate(self, expr: Aggregate) -> Unit:
        if expr.argument is None:
            return NUMBER
        found = self.of(expr.argument)
        if expr.name == "sum":
            return self._numeric(expr.argument, "sum")
        if expr.name == "count" and found.kind == "boolean":
            raise _at(expr.argument, "fault.formula.count_condition")
        if expr.name in ("count", "count_distinct"):
            return NUMBER
        return self._ordered(expr.name, (expr.argument,))

    def _ordered(self, name: str, args: Sequence[Expr]) -> Unit:
        """Arguments of which one can be the greatest: numbers or dates."""
        result = self._alike(name, args)
        if not result.numeric and result.kind != "date":
            raise _at(args[0], "fault.formula.not_a_number", operator=name, unit=result.word)
        return result

    def _alike(self, name: str, args: Sequence[Expr]) -> Unit:
        result = self.of(args[0])
        for arg in args[1:]:
            found = self.of(arg)
            together = units.common(result, found)
            if together is None:
                raise _at(
                    arg, "fault.formula.units_within", function=name, left=result.word, right=found.word
                )
            result = together
        return result

    def _numeric(self, expr: Expr, operator: str) -> Unit:
        found = self.of(expr)
        if not found.numeric:
            raise _at(expr, "fault.formula.not_a_number", operator=operator, unit=found.word)
        return found

    def _condition(self, expr: Expr, operator: str) -> Unit:
        found = self.of(expr)
        if found.kind != "boolean":
            raise _at(expr, "fault.formula.not_a_condition", operator=operator, unit=found.word)
        return found


def _dates(expr: Binary, left: Unit, right: Unit) -> Unit:
    """date − date is days; date ± days, or ± a plain number of days, is a date."""
    if expr.operator == "-" and left == right:
        return DAYS
    other = right if left.kind == "date" else left
    shift = other in (DAYS, LITERAL, NUMBER)
    if shift and (expr.operator == "+" or (expr.operator == "-" and left.kind == "date")):
        return DATE
    raise _units(expr, left, right)


def _units(expr: Binary | Compare, left: Unit, right: Unit) -> FormulaError:
    sign = expr.operator
    return FormulaError(
        "fault.formula.units", expr.at, len(sign), operator=sign, left=left.word, right=right.word
    )


def _at(expr: Expr, id: str, **values: str) -> FormulaError:
    return FormulaError(id, expr.start, expr.end - expr.start, **values)
