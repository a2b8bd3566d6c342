"""What a stored run has published already and other rules can't change: taken as it was, not computed again.

Published values are rounded, and formulas read them rounded: a stored one is the one that would be computed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from attain.engine.decide.evaluation import Evaluation
from attain.engine.decide.needs import expressions
from attain.engine.decide.place import Place
from attain.engine.decide.publish import Row
from attain.engine.decide.rules import NAMED, Rules, Version
from attain.engine.decide.sheet import Column
from attain.engine.decide.subject import Subject
from attain.engine.formulas import names
from attain.engine.scoring.declaration import Scorecard
from attain.engine.trace import Value
from attain.runs.results import Results, row_of


def unchanged(before: Rules, after: Rules) -> tuple[frozenset[str], frozenset[str]]:
    """The KPIs and the scorecards whose values are the same under both, whatever the facts are."""
    if (before.settings, before.facts, before.tables) != (after.settings, after.facts, after.tables):
        return frozenset(), frozenset()
    keys = {*before.documents, *after.documents}
    differ = {name for kind, name in keys if _told(before, kind, name) != _told(after, kind, name)}
    differ |= {part for name in differ for rules in (before, after) for part in _components(rules, name)}
    reads = {name: _reads(before, kind, name) | _reads(after, kind, name) for kind, name in keys}
    cards = frozenset(name for kind, name in keys if kind == "scorecard")
    while True:
        if not differ.isdisjoint(cards):  # who answers for a miss is found on other people's cards
            differ |= cards
        more = {name for name, read in reads.items() if name not in differ and not read.isdisjoint(differ)}
        if not more:
            kpis = frozenset(name for kind, name in keys if kind == "kpi")
            return kpis - differ, cards - differ
        differ |= more


def _told(rules: Rules, kind: str, name: str) -> list[tuple[object, ...]]:
    """What the rule's documents say, wherever they stand."""
    return [(each.starts, each.ends, each.rule) for each in rules.versions(kind, name)]


def _components(rules: Rules, plan: str) -> list[str]:
    """The names of a plan's components; none where there is no such plan."""
    return [part.component for each in rules.versions("plan", plan) for part in each.rule.components]


def _reads(rules: Rules, kind: str, name: str) -> set[str]:
    if kind not in NAMED:
        return set()
    return set(chain.from_iterable(map(_read_by, rules.versions(kind, name))))


def _read_by(version: Version) -> Iterator[str]:
    for expression in expressions(version.rule):
        yield from (name.partition(".")[0] for name in names(expression.tree))
    if isinstance(version.rule, Scorecard):
        yield from (line.kpi for line in version.rule.lines)


@dataclass(frozen=True, slots=True)
class StoredCard:
    """A scorecard's result as published: what formulas read of it."""

    name: str
    total: Decimal | None
    columns: Sequence[Column]
    row: Row
    card: Scorecard

    @property
    def grade(self) -> Value:
        """The grade's word."""
        return self.parts().get("grade", (None, "text"))[0]

    def parts(self) -> dict[str, tuple[Value, str]]:
        """What is published beside the total: name → (value, unit word)."""
        told = [(c.node, c.unit, v) for c, v in zip(self.columns, self.row.values, strict=True)]
        told += [(node, unit, value) for _, node, _, unit, value in self.row.further]
        begins = f"{self.name}."
        return {
            node.removeprefix(begins): ((value or None) if unit == "text" else _number(value), unit)
            for node, unit, value in told
            if value is not None and node.startswith(begins)
        }


class Known:
    """Gives an evaluation what a stored run knows of people. kpis, cards: the names that may be taken."""

    def __init__(self, results: Results, kpis: Iterable[str], cards: Iterable[str]) -> None:
        self._sheets = results.sheets
        self._kpis = {name: _places(own, kpis) for name, own in self._sheets.items()}
        self._cards = {name: _places(own, cards) for name, own in self._sheets.items()}
        self._lines: dict[str, list[str]] = {}
        for line in chain.from_iterable(results.blocks):
            kind, person, _ = line.split("\t", 2)
            if kind == "person":
                self._lines.setdefault(person, []).append(line)

    def tell(self, evaluation: Evaluation, person: str, spells: Sequence[Subject]) -> None:
        """Has the evaluation remember a person's KPIs and scorecards."""
        subjects = {subject.spell: subject for subject in spells}
        if len(subjects) < len(spells):
            return
        for line in self._lines.get(person, ()):
            row = row_of(line, self._sheets)
            if row.sheet and row.spell in subjects:
                self._tell(evaluation, subjects[row.spell], row)

    def _tell(self, evaluation: Evaluation, subject: Subject, row: Row) -> None:
        calendar = evaluation.calendar
        for period, places in self._kpis[row.sheet].items():
            values = evaluation.values_at(Place(subject, calendar.period(period)))
            for name, at in places:
                if (text := row.values[at]) is not None:
                    values[name] = _number(text)
        columns = self._sheets[row.sheet]
        for period, places in self._cards[row.sheet].items():
            for name, at in places:
                if (text := row.values[at]) is not None:
                    card = evaluation.rules.scorecard(name, calendar.period(period).last_day)
                    stored = StoredCard(name, _number(text), columns, row, card)
                    evaluation.remember(subject, name, period, stored)


def _places(columns: Sequence[Column], wanted: Iterable[str]) -> Mapping[str, list[tuple[str, int]]]:
    """period → (name, which column) of what is wanted."""
    chosen, found = {*wanted}, {}
    for at, column in enumerate(columns):
        if column.node in chosen and not column.group:
            found.setdefault(column.for_period, []).append((column.node, at))
    return found


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None
