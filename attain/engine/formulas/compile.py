"""From tree to a Python function over Decimal, built once and called for every person.

Every step computes its value and, when the scope keeps a trace, pushes exactly one node whose
children are its operands: the explanation is made by the code that makes the number.

Undefined (None) passes through every step except COALESCE, is_missing and IF's branch not taken;
`and` and `or` need both sides, so an undefined side makes them undefined.
"""

from collections.abc import Callable, Mapping

from attain.engine.formulas import operations, steps
from attain.engine.formulas.checking import UnitOf, units_within
from attain.engine.formulas.errors import FormulaError
from attain.engine.formulas.steps import Scope, Step
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
    walk,
)
from attain.engine.formulas.units import Unit
from attain.engine.money import exactly
from attain.engine.trace import Value

#: What reads a name under modifiers (outermost first), resolved once for a formula.
Reading = Callable[[str, tuple[str, ...]], Step]


def compile_formula(expr: Expr, unit_of: UnitOf | None = None, reading: Reading = steps.reading) -> Step:
    """The function that computes a checked formula. Call it in exact arithmetic, or by `evaluate`.

    unit_of: as for `check`; with it the nodes of a trace carry their units (else "number").
    reading: resolves the formula's names; unless said, each is asked of the scope.
    """
    return _Compiling(units_within(expr, unit_of) if unit_of else {}, reading).step(expr)


def evaluate(formula: Step, scope: Scope) -> Value:
    """What the formula comes to for this scope, in exact arithmetic."""
    return exactly(formula, scope)


class _Compiling:
    """units: of every node, by its id(); may be empty."""

    def __init__(self, units: Mapping[int, Unit], reading: Reading) -> None:
        self.units, self.reading = units, reading

    def step(self, expr: Expr) -> Step:
        unit = self._unit(expr)
        match expr:
            case Name():
                return self.reading(expr.key, ())
            case Modified():
                return self.reading(expr.name.key, expr.modifiers)
            case Number():
                return steps.literal("formula.number", expr.value, expr.unit or "number")
            case Text():
                return steps.literal("formula.text", expr.value, "text")
            case Boolean():
                return steps.literal("formula.boolean", expr.value, "boolean")
            case Day():
                return steps.literal("formula.day", expr.value, "date")
            case Binary():
                return self._arithmetic(expr, unit)
            case Unary():
                return steps.several("formula.negate", operations.negate, self._steps(expr.operand), unit)
            case Call():
                return self._call(expr, unit)
        return self._condition(expr)

    def _arithmetic(self, expr: Binary, unit: str) -> Step:
        id, operate = operations.ARITHMETIC[expr.operator]
        make = steps.division if expr.operator == "/" else steps.pair
        return make(id, operate, self.step(expr.left), self.step(expr.right), unit)

    def _condition(self, expr: Expr) -> Step:
        match expr:
            case Compare(operator=op):
                sides = self._side(expr.left), self._side(expr.right)
                return steps.pair("formula.compare", operations.COMPARISONS[op], *sides, "boolean", op=op)
            case Logic(operator=op):
                sides = self._steps(expr.left, expr.right)
                return steps.pair(f"formula.{op}", operations.LOGIC[op], *sides, "boolean")
            case Not():
                return steps.several("formula.not", operations.negation, self._steps(expr.operand), "boolean")
            case Among():
                parts = self._steps(expr.value, *expr.choices)
                return steps.several("formula.in", operations.among, parts, "boolean")
            case Aggregate():
                raise FormulaError("fault.formula.aggregate", expr.start, len(expr.name), function=expr.name)
        raise TypeError(expr)

    def _call(self, expr: Call, unit: str) -> Step:
        operands = self._steps(*expr.args)
        match expr.name:
            case "if":
                condition, then, otherwise = (*operands, None)[:3]
                return steps.choice(condition, then, otherwise, unit)
            case "coalesce":
                return steps.first_defined(operands, unit)
            case "is_missing":
                return steps.missing(operands[0])
            case "round" | "rounddown" | "roundup":
                places = operations.places(expr.args[1]) if len(operands) > 1 else 0
                return steps.rounding(expr.name, operands[0], places, unit)
        return steps.several(f"formula.{expr.name}", operations.FUNCTIONS[expr.name], operands, unit)

    def _side(self, expr: Expr) -> Step:
        """What is compared, without what quotients leave in the last digits: bounds are met exactly."""
        divides = any(isinstance(node, Binary) and node.operator == "/" for node in walk(expr))
        return steps.settled(self.step(expr)) if divides else self.step(expr)

    def _steps(self, *parts: Expr) -> tuple[Step, ...]:
        return tuple(map(self.step, parts))

    def _unit(self, expr: Expr) -> str:
        return self.units[id(expr)].word if id(expr) in self.units else "number"
