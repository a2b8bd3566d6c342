"""Names become values: measures, targets, params, KPIs and scorecards of any subject in any period.

One code path computes and explains: with a trace on the scope each name leaves its node and is
computed anew; without one, what was published once is remembered until its person is forgotten.
"""

from decimal import Decimal

from attain.engine.decide.in_period import InPeriod
from attain.engine.decide.known import Known
from attain.engine.decide.kpi_groups import KpiGroups
from attain.engine.decide.place import Place, ValueScope
from attain.engine.decide.readers import ABSENT
from attain.engine.decide.rules import Rules
from attain.engine.decide.subject import Subject
from attain.engine.decide.target_rollup import Rollup
from attain.engine.decide.targets import Target, Targets
from attain.engine.decide.world import World
from attain.engine.formulas import Expression, Modified, Name, Unit, check, unit
from attain.engine.kpis.declaration import Kpi
from attain.engine.money import exactly
from attain.engine.period import Period
from attain.engine.scoring.declaration import Accountability, Scorecard
from attain.engine.scoring.result import CardResult
from attain.engine.scoring.score import score_card
from attain.engine.trace import Trace, Value

LEVELS = ("team", "unit", "company")

#: What is known of one person, unit or the company: scopes by (spell, level, group, period), results of
#: scorecards by (spell, card, period).
Scopes = dict[tuple[str, str, str, str], ValueScope]
Cards = dict[tuple[str, str, str], CardResult]


class Evaluation:
    """All of stage B for one period, over immutable rules and world."""

    def __init__(self, rules: Rules, world: World, period: Period) -> None:
        self.rules, self.world, self.period = rules, world, period
        self.calendar = rules.calendar
        self.currency_decimals = rules.settings.currency_decimals
        self.served: dict[tuple[str, str, str], dict[tuple[str, str, str], list[Subject]]] = {}
        self.helped: dict[tuple[str, str], list[tuple[Scorecard, Accountability]]] = {}
        self._periods: dict[str, InPeriod] = {}
        self._scopes: dict[tuple[str, str], Scopes] = {}
        self._cards: dict[tuple[str, str], Cards] = {}
        self._known: Known | None = None
        self._units: dict[str, str] = {}
        self._adding: dict[str, bool] = {}
        self.targets = Targets(world.targets, rules.calendar, self._additive, world.seasons, self._spells_of)
        self._groups = KpiGroups(self)
        self._rollup = Rollup(self.targets, world, self._additive)

    # -- places ------------------------------------------------------------------------

    def in_period(self, period: Period) -> InPeriod:
        """The rules of a period, resolved."""
        found = self._periods.get(period.key)
        if found is None:
            found = self._periods[period.key] = InPeriod(self, period)
        return found

    def at(self, place: Place, trace: Trace | None = None) -> ValueScope:
        """A formula's view of a place."""
        if trace is not None or self.world.given:
            return ValueScope(self, place, trace)
        return self._known_at(place)

    def scope(self, subject: Subject, period: Period, trace: Trace | None = None) -> ValueScope:
        """A formula's view of a subject in a period."""
        if trace is None and not self.world.given:
            own = self._scopes.get((subject.kind, subject.id))
            if own is not None and (found := own.get((subject.spell, "", "", period.key))) is not None:
                return found
        return self.at(Place(subject, period), trace)

    def values_at(self, place: Place) -> dict:
        """What has been published at a place so far."""
        return self._known_at(place).values

    def _known_at(self, place: Place) -> ValueScope:
        subject = place.subject
        key = subject.kind, subject.id
        scopes = self._scopes.get(key)
        if scopes is None:
            scopes = self._scopes[key] = {}
        at = subject.spell, place.level, place.group, place.period.key
        found = scopes.get(at)
        if found is None:
            found = scopes[at] = ValueScope(self, place, None, self._known_values(place))
        return found

    def _known_values(self, place: Place) -> dict:
        if self._known is None or place.subject.kind != "person" or place.level or place.group:
            return {}
        return self._known.values(place.subject, place.period.key)

    def ask(self, known: Known) -> None:
        """From now on `known` is asked before anything is computed of a person."""
        self._known = known

    def knows(self, person: str) -> bool:
        """Whether anything is remembered of a person."""
        return ("person", person) in self._scopes

    def forget(self, person: str) -> None:
        """Lets go of all that is remembered of a person. Asked again, it is computed again."""
        self._scopes.pop(("person", person), None)
        self._cards.pop(("person", person), None)

    # -- names -------------------------------------------------------------------------

    def lookup(self, scope: ValueScope, name: str, modifiers: tuple[str, ...]) -> Value:
        """The value of a name as a formula sees it; leaves one node while tracing."""
        return scope.now.reader(name, modifiers)(scope)

    def given(self, place: Place, name: str) -> Value | object:
        """A value that a case sets by hand for this person, or for everyone; ABSENT where it sets none."""
        how = tuple(sorted(place.moved))
        own = self.world.given.get((place.origin or place.subject.id, name, how), ABSENT)
        return self.world.given.get(("", name, how), ABSENT) if own is ABSENT else own

    def target(self, place: Place, name: str) -> Target:
        """The target of the place's subject, rolled up where none is set for it."""
        if place.subject.kind == "person" and place.level != "team":
            return self.targets.of(place.subject, name, place.period, place.group)
        return self._rollup.target(place, name)

    def target_value(self, place: Place, name: str) -> Decimal | None:
        """What that target is worth."""
        if place.subject.kind == "person" and place.level != "team":
            return self.targets.value(place.subject, name, place.period, place.group)
        return self._rollup.target(place, name).value

    # -- KPIs and scorecards -----------------------------------------------------------

    def kpi(self, trace: Trace | None, place: Place, name: str) -> tuple[Kpi | None, Decimal | None]:
        """A KPI's declaration in force and its published value."""
        scope = self.at(place, trace)
        return scope.now.kpi(name), exactly(scope.now.kpi_reader(name), scope)

    def kpi_groups(self, place: Place, name: str) -> list[str]:
        """The groups for which a KPI with `by` is given apart: those of the measures and targets it reads."""
        return self._groups.at(place, name)

    def card(
        self, subject: Subject, name: str, period: Period, trace: Trace | None = None
    ) -> CardResult | None:
        """A scorecard of a person's spell, in the card's own cycle at the end of `period`.

        None where no such card was in force.
        """
        card = self.in_period(period).scorecard(name)
        if card is None:
            return None
        own = period
        if card.cycle != period.cycle:
            own = self.calendar.containing(period.last_day, card.cycle)
            card = self.in_period(own).scorecard(name) or card
        cards = self._cards.setdefault((subject.kind, subject.id), {})
        key = subject.spell, name, own.key
        if trace is None and key in cards:
            return cards[key]
        result = None
        if trace is None and self._known is not None and subject.kind == "person":
            result = self._known.card(subject, name, own.key)
        if result is None:
            result = exactly(score_card, card, self.scope(subject, own, trace))
        cards[key] = result
        return result

    # -- kinds -------------------------------------------------------------------------

    def unit_of(self, name: str) -> str:
        """The unit word of a name's value."""
        found = self._units.get(name)
        if found is None:
            found = self._units[name] = self.rules.unit_word(name.split(".")[0], self.period.last_day)
        return found

    def unit_of_reference(self, reference: Name | Modified) -> Unit:
        """The unit of a name in a formula."""
        name = reference.name.key if isinstance(reference, Modified) else reference.key
        if name.startswith("period."):
            return unit("date" if name in ("period.start", "period.end") else "days")
        return unit("text" if name.endswith(".grade") else self.unit_of(name))

    def unit_of_formula(self, formula: Expression) -> str:
        """The unit word of what a formula comes to."""
        return check(formula.tree, self.unit_of_reference).word

    def _spells_of(self, person: str, period: Period) -> list[Subject]:
        return self.world.organisation.of_person(person, period)

    def _additive(self, name: str) -> bool:
        found = self._adding.get(name)
        if found is None:
            found = self._adding[name] = self.rules.additive(name, self.period.last_day)
        return found
