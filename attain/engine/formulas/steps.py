"""The steps of a compiled formula: closures that compute, and leave one node where a trace is kept."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Protocol

from attain.engine.formulas.operations import ROUNDINGS, round_to
from attain.engine.money import settled as without_noise
from attain.engine.trace import Trace, Value


class Scope(Protocol):
    """What a formula reads. While it traces, each `value` call pushes exactly one node itself."""

    trace: Trace | None

    def value(self, name: str, modifiers: tuple[str, ...]) -> Value:
        """What the name stands for, or None (undefined). modifiers: outermost first."""


Step = Callable[[Scope], Value]


def reading(name: str, modifiers: tuple[str, ...]) -> Step:
    def step(scope: Scope) -> Value:
        return scope.value(name, modifiers)

    return step


def settled(inner: Step) -> Step:
    """The value as arithmetic with unending quotients means it (see `money.settled`)."""

    def step(scope: Scope) -> Value:
        value = inner(scope)
        return without_noise(value) if type(value) is Decimal else value

    return step


def literal(id: str, value: Value, unit: str) -> Step:
    def step(scope: Scope) -> Value:
        if scope.trace is not None:
            scope.trace.push(id, value, unit=unit)
        return value

    return step


def pair(
    id: str, operate: Callable[[Any, Any], Value], left: Step, right: Step, unit: str, **facts: Any
) -> Step:
    """Two operands, both needed."""

    def step(scope: Scope) -> Value:
        first, second = left(scope), right(scope)
        value = None if first is None or second is None else operate(first, second)
        if scope.trace is not None:
            scope.trace.push(id, value, 2, unit, **facts)
        return value

    return step


def division(id: str, operate: Callable[[Any, Any], Value], left: Step, right: Step, unit: str) -> Step:
    """Two operands; the node says where the result is undefined because the divisor is zero."""

    def step(scope: Scope) -> Value:
        first, second = left(scope), right(scope)
        value = None if first is None or second is None else operate(first, second)
        if scope.trace is not None:
            facts = {"by_zero": True} if second is not None and not second else {}
            scope.trace.push(id, value, 2, unit, **facts)
        return value

    return step


def several(id: str, operate: Callable[..., Value], operands: Sequence[Step], unit: str) -> Step:
    """Any number of operands, all needed."""

    def step(scope: Scope) -> Value:
        values, complete = [], True
        for operand in operands:
            found = operand(scope)
            complete = complete and found is not None
            values.append(found)
        value = operate(*values) if complete else None
        if scope.trace is not None:
            scope.trace.push(id, value, len(values), unit)
        return value

    return step


def rounding(name: str, operand: Step, places: int, unit: str) -> Step:
    """name: round, rounddown or roundup."""
    how = ROUNDINGS[name]

    def step(scope: Scope) -> Value:
        exact = operand(scope)
        value = None if exact is None else round_to(exact, places, how)
        if scope.trace is not None:
            scope.trace.push(f"formula.{name}", value, 1, unit, places=places)
        return value

    return step


def choice(condition: Step, then: Step, otherwise: Step | None, unit: str) -> Step:
    """IF: only the chosen branch is computed. chosen: "then", "otherwise", "none" (undefined condition)."""

    def step(scope: Scope) -> Value:
        held = condition(scope)
        branch, chosen = (then, "then") if held else (otherwise, "otherwise")
        if held is None:
            branch, chosen = None, "none"
        value = None if branch is None else branch(scope)
        if scope.trace is not None:
            scope.trace.push("formula.if", value, 1 if branch is None else 2, unit, chosen=chosen)
        return value

    return step


def first_defined(operands: Sequence[Step], unit: str) -> Step:
    """COALESCE: computes operands up to the first that is defined. taken: its place from 1, or 0."""

    def step(scope: Scope) -> Value:
        value, looked_at = None, 0
        for operand in operands:
            value, looked_at = operand(scope), looked_at + 1
            if value is not None:
                break
        if scope.trace is not None:
            taken = 0 if value is None else looked_at
            scope.trace.push("formula.coalesce", value, looked_at, unit, taken=taken)
        return value

    return step


def missing(operand: Step) -> Step:
    def step(scope: Scope) -> Value:
        value = operand(scope) is None
        if scope.trace is not None:
            scope.trace.push("formula.is_missing", value, 1, "boolean")
        return value

    return step
