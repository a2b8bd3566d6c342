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
from attain.engine.decide.publish import NO_SHEET, Row
from attain.engine.decide.rules import NAMED, Rules, Version
from attain.engine.decide.sheet import Column
from attain.engine.decide.subject import Subject
from attain.engine.formulas import names
from attain.engine.period import Period
from attain.engine.scoring.declaration import Scorecard
from attain.engine.trace import Value
from attain.runs.blocks import unescaped
from attain.runs.results import HEAD, Results, row_of


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


def asked_for(rules: Rules, kpis: frozenset[str], cards: frozenset[str]) -> frozenset[str]:
    """Those of the KPIs that something reads which is neither among them nor one of the scorecards."""
    others = {(kind, name) for kind, name in rules.documents if name not in kpis and name not in cards}
    return kpis & {name for other in others for name in _reads(rules, *other)}


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
        self._results, self._sheets = results, results.sheets
        self._kpis = {name: _places(own, kpis) for name, own in self._sheets.items()}
        self._cards = {name: _places(own, cards) for name, own in self._sheets.items()}
        self._periods: dict[str, Period] = {}
        self._lines: dict[str, list[str]] = {}
        for line in results.lines:
            kind, person, _ = line.split("\t", 2)
            if kind == "person":
                self._lines.setdefault(unescaped(person), []).append(line)

    def paid(self) -> dict[str, Decimal | None]:
        """What everybody is paid; None while it is held."""
        found = self._results.column("paid", lines=chain.from_iterable(self._lines.values()))
        return {person: _number(value) for person, _, value in found}

    def tell(self, evaluation: Evaluation, person: str, spells: Sequence[Subject]) -> None:
        """Has the evaluation remember a person's KPIs and scorecards."""
        subjects = {subject.spell: subject for subject in spells}
        if len(subjects) < len(spells):
            return
        for line in self._lines.get(person, ()):
            if line.split("\t", HEAD)[HEAD - 1] == NO_SHEET:
                continue
            row = row_of(line, self._sheets)
            if row.sheet and row.spell in subjects:
                self._tell(evaluation, subjects[row.spell], row)

    def _tell(self, evaluation: Evaluation, subject: Subject, row: Row) -> None:
        for about, places in self._kpis[row.sheet].items():
            values = evaluation.values_at(Place(subject, self._period(evaluation, about)))
            for name, at in places:
                if (text := row.values[at]) is not None:
                    values[name] = _number(text)
        columns = self._sheets[row.sheet]
        for about, places in self._cards[row.sheet].items():
            last = self._period(evaluation, about).last_day
            for name, at in places:
                if (text := row.values[at]) is not None:
                    card = evaluation.rules.scorecard(name, last)
                    evaluation.remember(
                        subject, name, about, StoredCard(name, _number(text), columns, row, card)
                    )

    def _period(self, evaluation: Evaluation, key: str) -> Period:
        if key not in self._periods:
            self._periods[key] = evaluation.calendar.period(key)
        return self._periods[key]


def _places(columns: Sequence[Column], wanted: Iterable[str]) -> Mapping[str, list[tuple[str, int]]]:
    """period → (name, which column) of what is wanted."""
    chosen, found = {*wanted}, {}
    for at, column in enumerate(columns):
        if column.node in chosen and not column.group:
            found.setdefault(column.for_period, []).append((column.node, at))
    return found


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None
