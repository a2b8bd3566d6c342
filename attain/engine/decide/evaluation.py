"""Names become values: measures, targets, params, KPIs and scorecards of any subject in any period.

One code path computes and explains: with a trace on the scope each lookup leaves its node and is
computed anew; without one, what was published once is remembered.
"""

from datetime import date
from decimal import Decimal, localcontext

from attain.engine.decide.moves import moved, period_fact
from attain.engine.decide.place import Place, ValueScope
from attain.engine.decide.rules import Rules
from attain.engine.decide.subject import Subject
from attain.engine.decide.target_rollup import rolled_up
from attain.engine.decide.targets import Target, Targets
from attain.engine.decide.world import World
from attain.engine.formulas import Expression, Modified, Name, Step, Unit, compile_formula, names, unit
from attain.engine.kpis.declaration import Kpi
from attain.engine.kpis.params import Choice, ParamRow
from attain.engine.money import CONTEXT, rounded
from attain.engine.period import Period
from attain.engine.scoring.result import CardResult
from attain.engine.scoring.score import score_card
from attain.engine.trace import Trace, Value

LEVELS = ("team", "unit", "company")


#: No value, which is not the same as an undefined value.
ABSENT = object()


class Evaluation:
    """All of stage B for one period, over immutable rules and world."""

    def __init__(self, rules: Rules, world: World, period: Period) -> None:
        self.rules, self.world, self.period = rules, world, period
        self.calendar = rules.calendar
        spells_of = world.organisation.of_person
        self.targets = Targets(world.targets, rules.calendar, self._additive, world.seasons, spells_of)
        self._values: dict[tuple, Value] = {}
        self._cards: dict[tuple, CardResult] = {}
        self.served: dict[tuple[str, str, str], dict[tuple[str, str, str], list[Subject]]] = {}
        self._compiled: dict[int, tuple[Expression, Step]] = {}

    # -- names -----------------------------------------------------------------

    def lookup(self, scope: ValueScope, name: str, modifiers: tuple[str, ...]) -> Value:
        """The value of a name as a formula sees it; leaves one node while tracing."""
        place, target = moved(scope.place, modifiers, self.calendar)
        if self.world.given and (given := self.given(place, name)) is not ABSENT:
            return self._note_given(scope.trace, place, name, given)
        if target:
            return self._target(scope.trace, place, name)
        if name.startswith("period."):
            return _note(
                scope.trace, "period.fact", period_fact(place, name, self.calendar), "number", name=name
            )
        card, _, part = name.partition(".")
        kind = self.rules.kind_of(card)
        if kind == "measure":
            return self._measure(scope.trace, place, name)
        if kind == "kpi":
            return self._kpi(scope, place, name)
        if kind == "param":
            day = scope.day if place is scope.place else place.period.start
            return self._param(scope.trace, place, name, scope.attributes, day)
        if kind == "scorecard":
            return self._card_value(scope, place, card, part)
        attribute = place.subject.attributes.get(name)
        return _note(scope.trace, "attribute", attribute, "text", name=name)

    def given(self, place: Place, name: str) -> Value | object:
        """A value that a case sets by hand for this person, or for everyone; ABSENT where it sets none."""
        how = tuple(sorted(place.moved))
        own = self.world.given.get((place.origin or place.subject.id, name, how), ABSENT)
        return self.world.given.get(("", name, how), ABSENT) if own is ABSENT else own

    def _note_given(self, trace: Trace | None, place: Place, name: str, value: Value) -> Value:
        facts = {"name": name, "title": self.rules.title(name), "how": ", ".join(place.moved)}
        return _note(trace, "given", value, self.unit_of(name), **facts)

    # -- measures, targets, params ---------------------------------------------------

    def _measure(self, trace: Trace | None, place: Place, name: str) -> Value:
        measure = self.rules.measure(name, place.period.last_day)
        if measure is None:
            return self._not_in_force(trace, place, name)
        level, subject, spell = place.grain
        value = self.world.figures.value(name, level, subject, spell, place.group, place.period.key)
        if trace:
            start, end = measure.window.range(place.period, self.calendar)
            facts = {
                "name": name,
                "title": measure.title,
                "level": level,
                "subject": subject,
                "spell": spell,
                "group": place.group,
                "period": place.period.key,
                "start": start,
                "end": end,
                "of": measure.of,
                "rule_from": measure.starts,
            }
            trace.push("measure", value, unit=self.unit_of(name), **facts)
        return value

    def target(self, place: Place, name: str) -> Target:
        """The target of the place's subject, rolled up where none is set for it."""
        return rolled_up(self.targets, self.world, place, name, self._additive(name))

    def _target(self, trace: Trace | None, place: Place, name: str) -> Value:
        found = self.target(place, name)
        if trace:
            row = found.row
            trace.push(
                f"target.{found.how}",
                found.value,
                unit=self.unit_of(name),
                name=name,
                title=self.rules.title(name),
                period=place.period.key,
                set_by=row.set_by if row else "",
                set_on=row.set_on if row else None,
                set_for=row.period if row else "",
                whole=row.value if row else None,
                days=found.days,
                of_days=found.of_days,
            )
        return found.value

    def _param(
        self, trace: Trace | None, place: Place, name: str, attributes: dict[str, str], day: date
    ) -> Value:
        param = self.rules.param(name, day)
        choice = param.choose(attributes) if param else Choice(None, None, ())
        if trace:
            trace.push(
                "param",
                choice.value,
                unit=param.unit if param else "number",
                name=name,
                title=self.rules.title(name),
                where=", ".join(f"{k} = {v}" for k, v in (choice.row.where if choice.row else {}).items()),
                passed_over="; ".join(map(_row_words, choice.passed_over)),
                rule_from=param.starts if param else None,
            )
        return choice.value

    # -- KPIs and scorecards ---------------------------------------------------------

    def kpi(self, trace: Trace | None, place: Place, name: str) -> tuple[Kpi | None, Decimal | None]:
        """A KPI's declaration in force and its published value."""
        kpi = self.rules.kpi(name, place.period.last_day)
        return kpi, self._kpi(ValueScope(self, place, trace), place, name)

    def _kpi(self, scope: ValueScope, place: Place, name: str) -> Decimal | None:
        if self.world.given and (given := self.given(place, name)) is not ABSENT:
            return self._note_given(scope.trace, place, name, given)
        key = ("kpi", name, place.grain, place.group, place.period.key)
        if scope.trace is None and key in self._values:
            return self._values[key]
        kpi = self.rules.kpi(name, place.period.last_day)
        if kpi is None:
            return self._not_in_force(scope.trace, place, name)
        inner = ValueScope(self, place, scope.trace)
        value = inner.number(kpi.formula)
        if value is None and kpi.undefined == "zero":
            value = Decimal(0)
        if value is not None:
            value = rounded(value, kpi.places)
        self._values[key] = value
        if scope.trace:
            earlier = self.rules.versions_passed_over("kpi", name, place.period.last_day)
            scope.trace.push(
                "kpi",
                value,
                1,
                kpi.unit,
                name=name,
                title=kpi.title,
                formula=kpi.formula.text,
                decimals=kpi.decimals,
                period=place.period.key,
                rule_from=kpi.starts,
                versions_passed_over=earlier,
                group=place.group,
            )
        return value

    def _not_in_force(self, trace: Trace | None, place: Place, name: str) -> None:
        """The period of the place has no rule of that name: undefined."""
        facts = {"name": name, "title": self.rules.title(name), "period": place.period.key}
        return _note(trace, "kpi.not_in_force", None, self.unit_of(name), **facts)

    def kpi_groups(self, place: Place, name: str) -> list[str]:
        """The groups for which a KPI with `by` is given apart, from the measures it reads."""
        kpi = self.rules.kpi(name, place.period.last_day)
        if kpi is None or not kpi.by:
            return []
        found: set[str] = set()
        for read in names(kpi.formula.tree):
            measure = self.rules.measure(read, place.period.last_day)
            if measure is not None and measure.by == kpi.by:
                grain = place.grain
                found.update(self.world.figures.groups(read, *grain, place.period.key))
        return sorted(found)

    def card(
        self, subject: Subject, name: str, period: Period, trace: Trace | None = None
    ) -> CardResult | None:
        """A scorecard of a person's spell, in the card's own cycle at the end of `period`.

        None where no such card was in force.
        """
        card = self.rules.scorecard(name, period.last_day)
        if card is None:
            return None
        own = period if card.cycle == period.cycle else self.calendar.containing(period.last_day, card.cycle)
        card = self.rules.scorecard(name, own.last_day) or card
        key = (name, subject.key, own.key)
        if trace is None and key in self._cards:
            return self._cards[key]
        scope = ValueScope(self, Place(subject, own), trace)
        with localcontext(CONTEXT):
            result = score_card(card, scope)
        self._cards[key] = result
        return result

    def _card_value(self, scope: ValueScope, place: Place, card: str, part: str) -> Value:
        result = self.card(place.subject, card, place.period, scope.trace)
        if result is None:
            return self._not_in_force(scope.trace, place, card)
        if not part:
            return result.total
        parts = result.parts()
        value, unit = parts.get(part) or parts.get(f"{part}.score") or (None, "points")
        if scope.trace and part == "grade":
            scope.trace.push("scorecard.grade", value, 1, unit, grade=value or "")
        elif scope.trace:
            scope.trace.push("scorecard.part", value, 1, unit, name=part)
        return value

    def scope(self, subject: Subject, period: Period, trace: Trace | None = None) -> ValueScope:
        """A formula's view of a subject in a period."""
        return ValueScope(self, Place(subject, period), trace)

    def compiled(self, formula: Expression) -> Step:
        """The function of a formula, compiled once. (Kept with the formula, so that its id stays its own.)"""
        found = self._compiled.get(id(formula))
        if found is None:
            found = self._compiled[id(formula)] = formula, compile_formula(formula.tree, self._unit_of)
        return found[1]

    def _unit_of(self, reference: Name | Modified) -> Unit:
        name = reference.name.key if isinstance(reference, Modified) else reference.key
        if name.startswith("period."):
            return unit("date" if name in ("period.start", "period.end") else "days")
        return unit("text" if name.endswith(".grade") else self.unit_of(name))

    # -- kinds -----------------------------------------------------------------------

    def unit_of(self, name: str) -> str:
        """The unit word of a name's value."""
        return self.rules.unit_word(name.split(".")[0], self.period.last_day)

    def _additive(self, name: str) -> bool:
        return self.rules.additive(name, self.period.last_day)


def _row_words(row: ParamRow) -> str:
    """A param's row as the rulebook has it: post = seller → 0.02; * stands for everyone."""
    where = ", ".join(f"{name} = {value}" for name, value in row.where.items()) or "*"
    return f"{where} → {row.value}"


def _note(trace: Trace | None, id: str, value: Value, unit: str, **facts: object) -> Value:
    if trace:
        trace.push(id, value, unit=unit, **facts)
    return value
