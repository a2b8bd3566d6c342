"""All rules of a rulebook, checked, with what holds on a day. Immutable."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from attain.engine.decide.additive import adds
from attain.engine.decide.attributes import Attribute, attributes_in
from attain.engine.decide.settings import Settings
from attain.engine.declare import OPEN_END, Dated
from attain.engine.facts import FactTable, Table, all_tables
from attain.engine.kpis.declaration import Kpi
from attain.engine.kpis.params import Param
from attain.engine.measures.declaration import Measure
from attain.engine.measures.schema import Schema
from attain.engine.measures.worth import worth
from attain.engine.pay.component import Component
from attain.engine.pay.plan import Plan, Pool
from attain.engine.period import Calendar
from attain.engine.scoring.declaration import Scorecard

#: Kinds that share one space of names, because formulas read them bare.
NAMED = ("measure", "kpi", "param", "scorecard", "plan", "pool")


@dataclass(frozen=True, slots=True)
class Version:
    """One dated document of a rule: in force on [starts, ends). place: file:line where it is declared."""

    kind: str
    name: str
    starts: date
    ends: date
    rule: Any
    place: str = ""

    def holds(self, day: date) -> bool:
        return self.starts <= day < self.ends


@dataclass(frozen=True)
class Rules:
    """Dated lookups. Those of one name give None, those of many an empty tuple, where nothing is in force.

    documents: (kind, name) → versions in order of date. facts: declared fact tables by name; tables: these
    and the built-in ones. calendar: of all periods; holidays and hand-made periods of the facts join it
    by `dataclasses.replace`. posts: declared post → its title by language.
    """

    settings: Settings
    documents: Mapping[tuple[str, str], tuple[Version, ...]] = field(default_factory=dict)
    facts: Mapping[str, FactTable] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    calendar: Calendar = field(default_factory=Calendar)
    bundle: str = ""
    posts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, settings: Settings, rules: Iterable[Dated], facts: Iterable[FactTable] = ()) -> "Rules":
        """Rules from declarations that are already known to be right (tests, patches)."""
        facts = list(facts)
        versions = [version(rule) for rule in rules]
        return cls(
            settings,
            in_order(versions),
            {table.fact: table for table in facts},
            all_tables(facts),
            settings.calendar,
        )

    # -- one name on one day -----------------------------------------------------------

    def measure(self, name: str, day: date) -> Measure | None:
        return self.rule("measure", name, day)

    def kpi(self, name: str, day: date) -> Kpi | None:
        return self.rule("kpi", name, day)

    def param(self, name: str, day: date) -> Param | None:
        return self.rule("param", name, day)

    def scorecard(self, name: str, day: date) -> Scorecard | None:
        return self.rule("scorecard", name, day)

    def plan(self, name: str, day: date) -> Plan | None:
        return self.rule("plan", name, day)

    def pool(self, name: str, day: date) -> Pool | None:
        return self.rule("pool", name, day)

    def rule(self, kind: str, name: str, day: date) -> Any:
        """The declaration of that kind and name in force on `day`, or None."""
        for found in self.documents.get((kind, name), ()):
            if found.starts <= day < found.ends:
                return found.rule
        return None

    # -- everything in force -----------------------------------------------------------

    def in_force(self, kind: str, day: date) -> tuple[Any, ...]:
        """All declarations of a kind in force on `day`, by name."""
        found = self._in_force.get((kind, day))
        if found is None:
            found = tuple(v.rule for v in self._of_kind.get(kind, ()) if v.holds(day))
            self._in_force[kind, day] = found
        return found

    def scorecards(self, post: str, cycle: str, day: date) -> tuple[Scorecard, ...]:
        """The scorecards of a post and cycle."""
        return tuple(card for card in self.all_scorecards(cycle, day) if card.post == post)

    def all_scorecards(self, cycle: str, day: date) -> tuple[Scorecard, ...]:
        found = self._cards.get((cycle, day))
        if found is None:
            found = tuple(card for card in self.in_force("scorecard", day) if card.cycle == cycle)
            self._cards[cycle, day] = found
        return found

    def plans(self, post: str, day: date) -> tuple[Plan, ...]:
        """The plans that pay a post."""
        return tuple(plan for plan in self.in_force("plan", day) if plan.post == post)

    def pools(self, day: date) -> tuple[Pool, ...]:
        return self.in_force("pool", day)

    # -- about names -------------------------------------------------------------------

    def kind_of(self, name: str) -> str:
        """measure, kpi, param, scorecard, plan or pool; "component" of some plan; "" for anything else."""
        kind = self._kinds.get(name, "")
        return kind or ("component" if name in self._components else "")

    def pays_by(self, name: str) -> bool:
        """Whether a formula of a plan may mean its own by the name: a component, or a fact's own value."""
        events = (v.rule.per == "event" for v in self.versions("measure", name))
        return name in self._components or any(events)

    def chosen_by(self, param: str) -> tuple[str, ...]:
        """The attributes that choose among a param's rows, of all its versions."""
        rows = (row for version in self.versions("param", param) for row in version.rule.values)
        return tuple(sorted({attribute for row in rows for attribute in row.where}))

    def names(self, kind: str) -> tuple[str, ...]:
        """Every declared name of a kind, in alphabetical order."""
        return tuple(sorted(name for of, name in self.documents if of == kind))

    def versions(self, kind: str, name: str) -> tuple[Version, ...]:
        """Every dated document of the rule, in order."""
        return self.documents.get((kind, name), ())

    def version(self, kind: str, name: str, day: date) -> Version | None:
        """The document in force on `day`, with its bounds and place."""
        return next((v for v in self.versions(kind, name) if v.holds(day)), None)

    def versions_passed_over(self, kind: str, name: str, day: date) -> tuple[date, ...]:
        """The days from which the rule's other documents hold: ended before `day`, or not yet begun."""
        return tuple(v.starts for v in self.versions(kind, name) if not v.holds(day))

    def title(self, name: str) -> dict[str, str]:
        """The title by language of whatever has this name; {} where there is none."""
        versions = self.versions(self._kinds.get(name, ""), name)
        if versions:
            return versions[-1].rule.title
        return self._components[name].title if name in self._components else {}

    def unit_word(self, name: str, day: date) -> str:
        """The unit word of a name's value: money, percent, days, points, …"""
        kind = self.kind_of(name)
        if kind in ("kpi", "param"):
            return self._near(kind, name, day).unit
        if kind == "measure":
            return self._measured(self._near(kind, name, day))
        if not kind:
            return self._attributes[name].type.unit if name in self._attributes else "text"
        return "points" if kind == "scorecard" else "money"

    def additive(self, name: str, day: date) -> bool:
        """Whether values and targets of the name add up over people and time: sums and counts do."""
        kind = self.kind_of(name)
        if kind == "measure":
            return adds(self._near(kind, name, day).value.tree, lambda _: False)
        if kind == "kpi":
            return adds(self._near(kind, name, day).formula.tree, lambda part: self.additive(part, day))
        return kind in ("component", "plan", "pool")

    def _measured(self, measure: Measure) -> str:
        """The unit of a measure that declares none comes from the columns it reads."""
        if measure.unit or measure.of not in self.facts:
            return measure.unit or "number"
        key = (measure.measure, measure.starts)
        if key not in self._worth:
            schema = Schema(self.tables, self.settings.currency_decimals)
            self._worth[key] = worth(measure, schema).unit
        return self._worth[key]

    def _near(self, kind: str, name: str, day: date) -> Any:
        """In force on `day`, or the first (before any began) or last one."""
        versions = self.versions(kind, name)
        found = self.rule(kind, name, day)
        return found or (versions[0] if day < versions[0].starts else versions[-1]).rule

    @cached_property
    def _worth(self) -> dict[tuple[str, date], str]:
        return {}

    @cached_property
    def _in_force(self) -> dict[tuple[str, date], tuple[Any, ...]]:
        return {}

    @cached_property
    def _cards(self) -> dict[tuple[str, date], tuple[Scorecard, ...]]:
        return {}

    @cached_property
    def _of_kind(self) -> dict[str, list[Version]]:
        found: dict[str, list[Version]] = {}
        for (kind, _), versions in sorted(self.documents.items()):
            found.setdefault(kind, []).extend(versions)
        return found

    @cached_property
    def _kinds(self) -> dict[str, str]:
        return {name: kind for kind, name in self.documents}

    @cached_property
    def _attributes(self) -> dict[str, Attribute]:
        return attributes_in(self.tables)

    @cached_property
    def _components(self) -> dict[str, Component]:
        plans = [v.rule for v in self._of_kind.get("plan", ())]
        return {part.component: part for plan in plans for part in plan.components}


def version(rule: Dated, place: str = "") -> Version:
    """A declaration as a version that is not yet ended by a later one."""
    kind = next(kind for kind in NAMED if hasattr(rule, kind))
    return Version(kind, getattr(rule, kind), rule.starts, rule.until or OPEN_END, rule, place)


def in_order(versions: Iterable[Version]) -> dict[tuple[str, str], tuple[Version, ...]]:
    """Versions by (kind, name) in order of date, each ended where the next begins."""
    found: dict[tuple[str, str], list[Version]] = {}
    for each in sorted(versions, key=lambda v: (v.kind, v.name, v.starts)):
        found.setdefault((each.kind, each.name), []).append(each)
    return {key: tuple(_ended(group)) for key, group in found.items()}


def _ended(group: list[Version]) -> Iterable[Version]:
    nexts = [v.starts for v in group[1:]] + [OPEN_END]
    for each, following in zip(group, nexts, strict=True):
        ends = min(each.ends, following)
        yield Version(each.kind, each.name, each.starts, ends, each.rule, each.place)
