"""A shape's view of one person's pay: the evaluator's names, and the components computed so far."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from attain.engine.decide.place import ValueScope
from attain.engine.decide.readers import ABSENT
from attain.engine.decide.subject import Subject
from attain.engine.formulas import Expression, names
from attain.engine.pay.component import Undefined
from attain.engine.pay.plan import Plan
from attain.engine.pay.scope import Earned, Event, Peer, PoolPart, UnitsOf
from attain.engine.trace import Trace, Value

if TYPE_CHECKING:
    from attain.engine.decide.payroll import Payroll


class PayScopeOf(ValueScope):
    """Implements PayScope for one spell and plan."""

    __slots__ = ("base", "done", "event", "event_measure", "payroll", "plan")

    def __init__(
        self,
        payroll: "Payroll",
        subject: Subject,
        plan: Plan,
        done: Mapping[str, Decimal | None],
        trace: Trace | None,
    ) -> None:
        base = payroll.evaluation.scope(subject, payroll.evaluation.period, trace)
        self.base = base
        self.evaluation, self.place, self.trace = base.evaluation, base.place, trace
        self.attributes, self.now, self.values = base.attributes, base.now, base.values
        self.level, self.who, self.spell, self.group = base.level, base.who, base.spell, base.group
        self.elsewhere = base.elsewhere if trace is None else {}
        self.payroll, self.plan, self.done = payroll, plan, done
        self.event: Event | None = None
        self.event_measure = ""

    pays = True

    def plain(self) -> ValueScope:
        return self.base

    @property
    def person(self) -> str:
        return self.place.subject.id

    @property
    def currency_decimals(self) -> int:
        return self.evaluation.currency_decimals

    @property
    def day(self) -> date:
        """The day that chooses dated params: the event's credit date, else the period's start."""
        return self.event.on if self.event else self.place.period.start

    @property
    def units(self) -> UnitsOf:
        return self.evaluation.unit_of_formula

    def value(self, name: str, modifiers: tuple[str, ...]) -> Value:
        if self.event and not modifiers and name == self.event_measure:
            return self.event.value
        given = self.evaluation.given(self.place, name) if self.evaluation.world.given else ABSENT
        if name in self.done and not modifiers and given is ABSENT:
            amount = self.done[name]
            if self.trace:
                self.trace.push("component", amount, unit="money", name=name)
            return amount
        return super().value(name, modifiers)

    def events(self, base: Expression) -> Sequence[tuple[Event, "PayScopeOf"]] | None:
        """Events of the one per-event measure that `base` names, in order of date and key."""
        measure = self._event_measure(base)
        if measure is None:
            return None
        _, subject, spell = self.place.grain
        key = self.place.period.key
        found = self.evaluation.world.figures.events(measure, subject, spell, key)
        ordered = sorted(found, key=lambda event: (event.on, event.key))
        return [(event, self._at(event, measure)) for event in ordered]

    def _event_measure(self, base: Expression) -> str | None:
        rules = self.evaluation.rules
        for name in names(base.tree):
            if rules.kind_of(name) == "measure":
                measure = rules.measure(name, self.place.period.last_day)
                if measure is not None and measure.per == "event":
                    return name
        return None

    def _at(self, event: Event, measure: str) -> "PayScopeOf":
        scope = PayScopeOf(self.payroll, self.place.subject, self.plan, self.done, None)
        scope.event, scope.event_measure = event, measure
        scope.attributes = {**self.attributes, **event.attributes}
        return scope

    def to_date(self, component: str, cycle: str) -> Earned:
        """What the cycle had before: in earlier periods, and in earlier spells of this one."""
        opening = self.evaluation.world.opening
        found = opening.earned.get((self.person, component, cycle), Earned(Decimal(0), Decimal(0)))
        for spell in self.payroll.spells(self.person):
            if spell.spell == self.place.subject.spell:
                break
            for result in self.payroll.earned_in(spell, component):
                found = Earned(found.base + result.facts["base"], found.paid + result.amount)
        return found

    def spell_part(self, days: str) -> tuple[int, int]:
        return self.place.subject.part_of(self.place.period, self.evaluation.calendar, days)

    def pool_part(self, component: str) -> PoolPart | None:
        return self.payroll.pools.part(self.place.subject, self.plan, component, self.trace)

    def hand_weight(self, pool: str) -> Decimal | None:
        """The weight that the unit's leader set by hand for this person, if any."""
        weights = self.evaluation.world.hand_weights
        for unit in self.evaluation.world.units_above(self.place.subject.unit):
            for key in ((pool, unit, self.person), ("", unit, self.person)):
                if key in weights:
                    return weights[key]
        return None

    def peers(self, component: str) -> Sequence[Peer]:
        declared = next(c for c in self.plan.components if c.component == component)
        return self.payroll.peers(self.place.subject, self.plan, declared)

    def reports(self, depth: int) -> Sequence[tuple[str, Decimal]]:
        day = self.place.period.last_day
        if not self.place.subject.start <= day < self.place.subject.end:
            return []  # reports are as of the period's end: a leader who moved has them once
        below = self.evaluation.world.organisation.below(self.person, day, depth)
        found = []
        for person in below:
            earned = self.payroll.earnings_of(person)
            if earned is None:
                raise Undefined("pay.held.report", person=person)
            found.append((person, earned))
        return found

    def component(self, name: str) -> Decimal | None:
        return self.done.get(name)
