"""A case as a world: its given values in the place of facts, its people in the place of tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from attain.engine.decide.rules import Rules
from attain.engine.decide.subject import Subject
from attain.engine.decide.world import Opening, World
from attain.engine.declare import OPEN_END
from attain.engine.pay.scope import Event
from attain.engine.period import Period
from attain.engine.trace import Value
from attain.rulebook.case_values import Given
from attain.rulebook.cases import Case, CasePerson

#: Who a case is about where it names nobody.
SOMEONE = "someone"
LONG_AGO = date(1900, 1, 1)


@dataclass(frozen=True)
class CaseFigures:
    """Measures that the case did not give: nothing happened, so sums and counts are 0."""

    rules: Rules
    day: date
    happened: Mapping[str, Mapping[str, Sequence[Event]]]

    def value(
        self, measure: str, level: str, subject: str, spell: str, group: str, period: str
    ) -> Decimal | None:
        return Decimal(0) if self.rules.additive(measure, self.day) else None

    def events(self, measure: str, subject: str, spell: str, period: str) -> Sequence[Event]:
        own = self.happened.get(subject, {})
        return own.get(measure, own.get("", ()))

    def groups(self, measure: str, level: str, subject: str, spell: str, period: str) -> Sequence[str]:
        return ()


def case_world(
    rules: Rules, case: Case, period: Period, given: Given, opening: Opening, active: bool = True
) -> World:
    """The world of one period of a case. given: for everyone, beside what each of `people` has."""
    people = case.people or {SOMEONE: CasePerson(attributes=given.attributes)}
    values: dict[tuple[str, str, tuple[str, ...]], Value] = _values("", given)
    for person, own in people.items():
        values |= _values(person, own.given)
    happened = {person: own.given.events or given.events for person, own in people.items()}
    units = sorted({own.unit for own in people.values() if own.unit})
    return World(
        figures=CaseFigures(rules, period.last_day, happened),
        spells=tuple(_spell(rules, case, name, own, given) for name, own in people.items()) if active else (),
        leaders=tuple(_leaders(people)),
        unit_parents=dict.fromkeys(units, ""),
        opening=opening,
        given=values,
        due_dates=_due(given, people),
        hand_weights=_hand_weights(people),
    )


def _values(person: str, given: Given) -> dict[tuple[str, str, tuple[str, ...]], Value]:
    return {(person, name, tuple(sorted(how))): value for (name, how), value in given.values.items()}


def _spell(rules: Rules, case: Case, name: str, person: CasePerson, given: Given) -> Subject:
    post = person.post or case.post or _post_of(rules, case)
    attributes = {"person": name, "post": post, "unit": person.unit}
    attributes |= {**given.attributes, **person.attributes, **person.given.attributes}
    starts, ends = person.starts or LONG_AGO, person.ends or OPEN_END
    return Subject("person", name, starts.isoformat(), post, person.unit, starts, ends, attributes)


def _post_of(rules: Rules, case: Case) -> str:
    kind, name = case.tried
    rule = rules.versions(kind, name)[-1].rule
    if kind == "pool":
        plans = [version.rule for plan in rules.names("plan") for version in rules.versions("plan", plan)]
        sharing = [p.post for p in plans if any(getattr(c, "pool", "") == name for c in p.components)]
        return sharing[0] if sharing else ""
    return getattr(rule, "post", "") or next(iter(getattr(rule, "judges", ())), "")


def _leaders(people: Mapping[str, CasePerson]) -> list[tuple[str, str, date, date, int]]:
    found = []
    for name in people:
        above, depth = name, 0
        while above and depth <= len(people):
            found.append((name, above, LONG_AGO, OPEN_END, depth))
            above, depth = people[above].reports_to if above in people else "", depth + 1
    return found


def _due(given: Given, people: Mapping[str, CasePerson]) -> dict[tuple[str, str], date]:
    """Hold dates by event, for whatever component waits for it."""
    events = [e for g in (given, *(p.given for p in people.values())) for es in g.events.values() for e in es]
    return {("", event.key): event.due for event in events if event.due is not None}


def _hand_weights(people: Mapping[str, CasePerson]) -> dict[tuple[str, str, str], Decimal]:
    """`given: {hand_weight: 1.2}` of a person, for any pool of their unit."""
    return {
        ("", own.unit, name): value
        for name, own in people.items()
        if isinstance(value := own.given.values.get(("hand_weight", ())), Decimal)
    }
