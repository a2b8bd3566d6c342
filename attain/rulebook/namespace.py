"""Every name that rules may use, what it means, and the titles that stand for it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from attain.engine.decide.attributes import OWN, attributes_in
from attain.engine.decide.rules import NAMED
from attain.engine.facts import Table
from attain.rulebook.documents import Document

#: Facts about the period that formulas may read, with their units.
PERIOD_FACTS = {
    "period.days": "number",
    "period.working_days": "number",
    "period.my_days": "number",
    "period.my_working_days": "number",
    "period.start": "date",
    "period.end": "date",
}

#: Kinds whose values formulas read by their bare name.
READ = ("measure", "kpi", "param", "scorecard")


class Namespace:
    """Names of a rulebook's documents. Names of documents with faults count as known.

    broken: names of documents that could not be read at all, so that nobody is told they are unknown.
    measured: the unit words of measures that declare none, once somebody has found them.
    """

    def __init__(
        self,
        documents: Iterable[Document],
        tables: Mapping[str, Table],
        broken: Iterable[tuple[str, str]] = (),
    ) -> None:
        self.tables = tables
        self.documents: dict[tuple[str, str], list[Document]] = defaultdict(list)
        for document in documents:
            self.documents[document.kind, document.name].append(document)
        self.broken = set(broken)
        self.measured: dict[str, str] = {}

    def names(self, kind: str) -> set[str]:
        """The names of a kind, those of faulty documents too."""
        return self._names.get(kind, set())

    def closed(self, kind: str) -> bool:
        """Whether the rulebook has documents of the kind itself, beside those of the shipped one."""
        own = any(not d.library for (of, _), found in self.documents.items() if of == kind for d in found)
        return own or any(of == kind for of, _ in self.broken)

    @cached_property
    def _names(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for kind, name in (*self.documents, *self.broken):
            found[kind].add(name)
        return dict(found)

    def rule(self, kind: str, name: str) -> Any:
        """A declaration of that name (of its latest document that is whole), or None."""
        whole = [d for d in self.documents.get((kind, name), ()) if d.rule is not None]
        return max(whole, key=lambda d: str(d.starts)).rule if whole else None

    def rules(self, kind: str) -> list[Any]:
        """Every whole declaration of a kind."""
        return [d.rule for (of, _), found in self.documents.items() if of == kind for d in found if d.rule]

    def kind_of(self, name: str) -> str:
        return next((kind for kind in NAMED if name in self.names_by_kind[kind]), "")

    @cached_property
    def names_by_kind(self) -> dict[str, set[str]]:
        return {kind: self.names(kind) for kind in NAMED}

    @cached_property
    def formula_names(self) -> set[str]:
        """What every formula over values may read."""
        read = set().union(*(self.names_by_kind[kind] for kind in READ))
        return read | self.card_parts | set(PERIOD_FACTS) | self.attributes

    @cached_property
    def card_parts(self) -> set[str]:
        """card.grade, card.kpi.score, card.kpi.points, card.kpi.weight."""
        parts = {f"{card}.grade" for card in self.names_by_kind["scorecard"]}
        for card in self.rules("scorecard"):
            for line in card.lines:
                parts |= {f"{card.scorecard}.{line.kpi}.{part}" for part in ("score", "points", "weight")}
        return parts

    @cached_property
    def attributes(self) -> set[str]:
        """What params, peer groups and conditions may choose people by."""
        return {*OWN, *attributes_in(self.tables)}

    @cached_property
    def event_attributes(self) -> set[str]:
        """What events carry beside: the groups of measures."""
        return {name for measure in self.rules("measure") for name in measure.by}

    @cached_property
    def components(self) -> set[str]:
        """The components of every plan."""
        return {part.component for plan in self.rules("plan") for part in plan.components}

    @cached_property
    def givable(self) -> set[str]:
        """What a case may give a value to."""
        kinds = self.names_by_kind
        return self.formula_names | kinds["plan"] | kinds["pool"] | self.components

    def bears_title(self, name: str) -> bool:
        """Whether the name is a title of something."""
        return folded(name) in self.titles

    @cached_property
    def spoken_titles(self) -> set[str]:
        """Every title as written, to suggest the nearest."""
        return {title for kind in READ for rule in self.rules(kind) for title in rule.title.values()}

    @cached_property
    def titles(self) -> dict[str, set[str]]:
        """Title in any language, folded → the keys of what bears it."""
        found: dict[str, set[str]] = defaultdict(set)
        for kind in READ:
            for rule in self.rules(kind):
                for title in rule.title.values():
                    found[folded(title)].add(getattr(rule, kind))
        return dict(found)


def folded(title: str) -> str:
    """Titles are alike whatever their case and blanks."""
    return " ".join(title.split()).casefold()
