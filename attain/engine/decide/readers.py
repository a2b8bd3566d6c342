"""What reads a name at a place: closures that know the rule, the column of figures or the table at once.

Each is made once a name and period and called for every person. With a trace on the scope it leaves its
node and computes anew; without one, what was published once at a place is remembered there.
"""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from attain.engine.decide.attributes import attributes_in, typed
from attain.engine.decide.known import known_as
from attain.engine.decide.moves import destination, moved, period_fact
from attain.engine.decide.place import ValueScope
from attain.engine.decide.telling import tell_kpi, tell_measure, tell_param, tell_target
from attain.engine.formulas import Step
from attain.engine.kpis.params import Choice
from attain.engine.money import rounding
from attain.engine.trace import Value

if TYPE_CHECKING:
    from attain.engine.decide.in_period import InPeriod

#: No value, which is not the same as an undefined value.
ABSENT = object()

NO_CHOICE = Choice(None, None, ())


def measure(now: "InPeriod", name: str) -> Step:
    declared = now.measure(name)
    if declared is None:
        return not_in_force(now, name)
    at, known = None, known_as("measure", name)

    def read(scope: ValueScope) -> Value:
        nonlocal at
        values = scope.values
        if scope.trace is None and known in values:
            return values[known]
        if at is None:
            at = now.column(name).at
        value = values[known] = at(scope.level, scope.who, scope.spell, scope.group)
        if scope.trace is not None:
            tell_measure(scope, declared, value)
        return value

    return read


def target(now: "InPeriod", name: str) -> Step:
    evaluation, known = now.evaluation, known_as("target", name)

    def read(scope: ValueScope) -> Value:
        if scope.trace is None:
            values = scope.values
            if known not in values:
                values[known] = evaluation.target_value(scope.place, name)
            return values[known]
        found = evaluation.target(scope.place, name)
        tell_target(scope, name, found)
        return found.value

    return read


def param(now: "InPeriod", name: str, day: date | None = None) -> Step:
    """day: which chooses among dated params; unless said, the scope's (an event has its own)."""
    chosen: dict[tuple[date, tuple[str | None, ...]], Choice] = {}
    by = now.evaluation.rules.chosen_by(name)

    def read(scope: ValueScope) -> Value:
        attributes, when = scope.attributes, scope.day if day is None else day
        key = when, tuple([attributes.get(attribute) for attribute in by])
        choice = chosen.get(key)
        if choice is None:
            declared = now.param(name, when)
            choice = chosen[key] = declared.choose(attributes) if declared else NO_CHOICE
        if scope.trace is not None:
            tell_param(scope, name, now.param(name, when), choice)
        return choice.value

    return read


def kpi(now: "InPeriod", name: str) -> Step:
    declared = now.kpi(name)
    if declared is None:
        return not_in_force(now, name)
    in_places, zero = rounding(declared.places), declared.undefined == "zero"
    formula = None

    def read(scope: ValueScope) -> Value:
        nonlocal formula
        values = scope.values
        if scope.trace is None and name in values:
            return values[name]
        if formula is None:
            formula = now.compiled(declared.formula)
        value = formula(scope.plain() if scope.pays else scope)
        if value is None and zero:
            value = Decimal(0)
        if value is not None:
            value = in_places(value)
        values[name] = value
        if scope.trace is not None:
            tell_kpi(scope, declared, value)
        return value

    return read


def scorecard(now: "InPeriod", name: str) -> Step:
    """A scorecard's total, or a part of it: `card.grade`, `card.some_kpi`."""
    head, _, part = name.partition(".")
    evaluation, missing, known = now.evaluation, not_in_force(now, head), known_as("scorecard", name)

    def read(scope: ValueScope) -> Value:
        if scope.trace is None and known in scope.values:
            return scope.values[known]
        result = evaluation.card(scope.place.subject, head, now.period, scope.trace)
        if result is None:
            return missing(scope)
        if not part:
            if scope.trace is None:
                scope.values[known] = result.total
            return result.total
        if part == "grade" and result.card.grades:
            value, unit = result.grade, "text"
        else:
            parts = result.parts()
            value, unit = parts.get(part) or parts.get(f"{part}.score") or (None, "points")
        if scope.trace is not None and part == "grade":
            scope.trace.push("scorecard.grade", value, 1, unit, grade=value or "")
        elif scope.trace is not None:
            scope.trace.push("scorecard.part", value, 1, unit, name=part)
        return value

    return read


def attribute(now: "InPeriod", name: str) -> Step:
    found = attributes_in(now.evaluation.rules.tables).get(name)
    kind = found.type if found else None
    unit = kind.unit if kind else "text"

    def read(scope: ValueScope) -> Value:
        value = typed(scope.attributes.get(name), kind)
        if scope.trace is not None:
            scope.trace.push("attribute", value, unit=unit, name=name)
        return value

    return read


def fact_of_period(now: "InPeriod", name: str) -> Step:
    calendar = now.evaluation.calendar

    def read(scope: ValueScope) -> Value:
        value = period_fact(scope.place, name, calendar)
        if scope.trace is not None:
            scope.trace.push("period.fact", value, unit="number", name=name)
        return value

    return read


def not_in_force(now: "InPeriod", name: str) -> Step:
    """The period has no rule of that name: undefined."""

    def read(scope: ValueScope) -> None:
        if scope.trace is not None:
            unit = now.evaluation.unit_of(name)
            scope.trace.push("kpi.not_in_force", None, unit=unit, **now.told(name), period=now.period.key)

    return read


def elsewhere(now: "InPeriod", name: str, modifiers: tuple[str, ...]) -> Step:
    """The name at the place to which the modifiers lead; a param there still goes by who asks."""
    there = now.evaluation.in_period(destination(now.period, modifiers, now.evaluation.calendar))
    if "target" in modifiers:
        inner = target(there, name)
    elif now.evaluation.rules.kind_of(name.partition(".")[0]) == "param":
        return param(there, name, there.period.start)
    else:
        inner = there.here(name)
    if modifiers == ("target",):
        return inner

    def read(scope: ValueScope) -> Value:
        return inner(scope.moved(modifiers))

    return read


def unless_given(now: "InPeriod", name: str, modifiers: tuple[str, ...], step: Step) -> Step:
    """A value that a case sets by hand for this person, or for everyone, comes before any other."""
    evaluation = now.evaluation

    def read(scope: ValueScope) -> Value:
        place, _ = moved(scope.place, modifiers, evaluation.calendar)
        value = evaluation.given(place, name)
        if value is ABSENT:
            return step(scope)
        if scope.trace is not None:
            how = ", ".join(place.moved)
            scope.trace.push("given", value, unit=evaluation.unit_of(name), **now.told(name), how=how)
        return value

    return read
