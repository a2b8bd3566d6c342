"""A small evaluator for tests of pay: named values in, everything that a shape may ask."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from textwrap import dedent
from typing import Any

import yaml

from attain.engine.formulas import Expression, compile_formula, evaluate
from attain.engine.pay.component import Component
from attain.engine.pay.scope import Earned, Event, Peer, PoolPart
from attain.engine.pay.settle import ComponentResult, earn
from attain.engine.pay.shapes import component_of
from attain.engine.trace import Trace, Value

D = Decimal


@dataclass
class FakeScope:
    """values: by name; modified names as "target(x)". given_events: for every formula that is asked."""

    values: Mapping[str, Any] = field(default_factory=dict)
    trace: Trace | None = None
    person: str = "E042"
    currency_decimals: int = 2
    given_events: tuple[Event, ...] | None = None
    measure: str = ""
    spell: tuple[int, int] = (31, 31)
    before: Earned = field(default_factory=lambda: Earned(D(0), D(0)))
    part: PoolPart | None = None
    group: tuple[Peer, ...] = ()
    below: Mapping[int, tuple[tuple[str, Decimal], ...]] = field(default_factory=dict)
    components: Mapping[str, Decimal] = field(default_factory=dict)
    unit_words: Mapping[str, str] = field(default_factory=dict)

    def units(self, formula: Expression) -> str:
        return self.unit_words.get(formula.text, "number")

    def value(self, name: str, modifiers: tuple[str, ...]) -> Value:
        for modifier in reversed(modifiers):
            name = f"{modifier}({name})"
        found = self.values[name]
        if isinstance(found, int) and not isinstance(found, bool):
            found = D(found)
        if self.trace:
            self.trace.push("measure", found, name=name)
        return found

    def number(self, formula: Expression) -> Decimal | None:
        return evaluate(compile_formula(formula.tree), self)

    holds = number

    def events(self, base: Expression):
        if self.given_events is None:
            return None
        return [(event, self._of(event)) for event in self.given_events]

    def _of(self, event: Event) -> "FakeScope":
        values = {**self.values, **event.attributes, self.measure: event.value}
        return replace(self, values=values, trace=None)

    def spell_part(self, days: str) -> tuple[int, int]:
        return self.spell

    def to_date(self, component: str, cycle: str) -> Earned:
        return self.before

    def pool_part(self, component: str) -> PoolPart | None:
        return self.part

    def peers(self, component: str) -> tuple[Peer, ...]:
        return self.group

    def reports(self, depth: int) -> tuple[tuple[str, Decimal], ...]:
        return tuple(found for level in range(1, depth + 1) for found in self.below.get(level, ()))

    def component(self, name: str) -> Decimal | None:
        return self.components[name]


def written(text: str) -> Component:
    """The component that a piece of YAML declares (numbers exact, as the loader reads them)."""
    return component_of(yaml.load(dedent(text), Loader=yaml.BaseLoader))


def also(text: str, *settings: str) -> str:
    """The same component with more settings."""
    return "\n".join((dedent(text).strip("\n"), *settings)) + "\n"


def earned(text: str, trace: Trace | None = None, **given: Any) -> ComponentResult:
    """What a component written in YAML earns. given: fields of FakeScope, other names are values."""
    known = set(FakeScope.__dataclass_fields__)
    values = {name: value for name, value in given.items() if name not in known}
    fields = {name: value for name, value in given.items() if name in known}
    return earn(written(text), FakeScope(values=values, trace=trace, **fields))


def amounts(result: ComponentResult) -> list[Decimal]:
    """The amounts of the lines, after checking that they sum to the component's."""
    found = [line.amount for line in result.lines]
    assert sum(found, D(0)) == result.amount
    return found


def facts(*values: Any, start: int = 1) -> tuple[Event, ...]:
    """Facts of one measure, one a day."""
    days = enumerate(values, start)
    return tuple(Event(f"o{n}", date(2026, 10, n), D(value)) for n, value in days)
