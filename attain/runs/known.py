"""What a stored run has published already and other rules can't change: taken as it was, not computed again.

Published values are rounded, and formulas read them rounded: a stored one is the one that would be computed.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from attain.engine.decide.payroll import Payroll
from attain.engine.decide.place import Place
from attain.engine.decide.publish import NO_SHEET
from attain.engine.decide.rules import Rules
from attain.engine.decide.sheet import Column
from attain.engine.decide.subject import Subject
from attain.engine.period import Period
from attain.engine.scoring.declaration import Scorecard
from attain.engine.trace import Value
from attain.runs.alike import Alike, lines_of
from attain.runs.blocks import unescaped
from attain.runs.results import ABSENT, FURTHER, HEAD, Results

#: Person → what they earn and are paid; None while it is held.
Settled = dict[str, tuple[Decimal | None, Decimal | None]]

#: Units of values that are no numbers.
_WORDS = ("text", "date", "boolean")


@dataclass(frozen=True, slots=True)
class StoredCard:
    """A scorecard's result as published: what formulas read of it. line: that has it."""

    name: str
    total: Decimal | None
    columns: Sequence[Column]
    line: str
    card: Scorecard

    @property
    def grade(self) -> Value:
        """The grade's word."""
        return self.parts().get("grade", (None, "text"))[0]

    def parts(self) -> dict[str, tuple[Value, str]]:
        """What is published beside the total: name → (value, unit word)."""
        fields, width = self.line.split("\t"), HEAD + len(self.columns)
        told = [(c.node, c.unit, v) for c, v in zip(self.columns, fields[HEAD:width], strict=True)]
        told += [(unescaped(node), unit, value) for _, node, _, unit, value in _further(fields, width)]
        begins = f"{self.name}."
        return {
            node.removeprefix(begins): (
                (unescaped(value) or None) if unit == "text" else _number(value),
                unit,
            )
            for node, unit, value in told
            if value != ABSENT and node.startswith(begins)
        }


class Known:
    """Gives a payroll what a stored run knows of people.

    same: what may be taken. rules: the other ones, which say what is asked for.
    """

    def __init__(self, results: Results, same: Alike, rules: Rules) -> None:
        self._sheets, self._period, self._same = results.sheets, results.period, same
        asked = same.asked_for(rules)
        kept = {name: name for name in asked & same.kpis}
        kept |= {name: ("measure", name) for name in asked & same.measures}
        cards = {name: name for name in asked & same.cards}
        self._values = {name: _places(own, kept) for name, own in self._sheets.items()}
        self._cards = {name: _places(own, cards) for name, own in self._sheets.items()}
        self._periods: dict[str, Period] = {}
        self._parts: dict[str, frozenset[str]] = {}
        self._lines: dict[str, list[str]] = {}
        for line in results.lines:
            kind, person, _ = line.split("\t", 2)
            if kind == "person":
                self._lines.setdefault(unescaped(person), []).append(line)

    def settled(self) -> Settled:
        """What everybody earns and is paid."""
        return {person: _settled(lines) for person, lines in self._lines.items()}

    def tell(self, payroll: Payroll, person: str) -> None:
        """Has a payroll remember a person's KPIs, scorecards, measures and lines of pay."""
        spells, amounts = payroll.spells(person), {}
        subjects = {subject.spell: subject for subject in spells}
        for line in self._lines.get(person, ()) if len(subjects) == len(spells) else ():
            fields = line.split("\t")
            if fields[HEAD - 1] != NO_SHEET and (subject := subjects.get(unescaped(fields[2]))) is not None:
                self._tell(payroll, subject, line, fields)
                amounts |= self._amounts(payroll, subject, fields)
        payroll.remember(person, amounts)

    def _tell(self, payroll: Payroll, subject: Subject, line: str, fields: Sequence[str]) -> None:
        evaluation, sheet = payroll.evaluation, unescaped(fields[HEAD - 1])
        for about, places in self._values[sheet].items():
            values = evaluation.values_at(Place(subject, self._at(payroll, about)))
            for name, at in places:
                if (text := fields[at]) != ABSENT:
                    values[name] = _number(text)
        for about, places in self._cards[sheet].items():
            last = self._at(payroll, about).last_day
            for name, at in places:
                if (text := fields[at]) != ABSENT:
                    card = evaluation.rules.scorecard(name, last)
                    stored = StoredCard(name, _number(text), self._sheets[sheet], line, card)
                    evaluation.remember(subject, name, about, stored)

    def _amounts(
        self, payroll: Payroll, subject: Subject, fields: Sequence[str]
    ) -> dict[tuple[str, str], Decimal]:
        """What is taken of the components that pay a spell."""
        first = HEAD + len(self._sheets[unescaped(fields[HEAD - 1])])
        found = {}
        for name in self._parts_of(payroll, subject):
            with suppress(ValueError):  # not among them
                at = fields.index(name, first)
                while (at - first) % FURTHER != 1 or fields[at - 1] != self._period or fields[at + 1]:
                    at = fields.index(name, at + 1)
                if amount := fields[at + 3]:
                    found[subject.spell, name] = Decimal(amount)
        return found

    def _parts_of(self, payroll: Payroll, subject: Subject) -> frozenset[str]:
        """The components of somebody's plans that are taken."""
        found = self._parts.get(subject.post)
        if found is None:
            found = self._parts[subject.post] = lines_of(self._same, payroll.plans(subject))
        return found

    def _at(self, payroll: Payroll, key: str) -> Period:
        if key not in self._periods:
            self._periods[key] = payroll.evaluation.calendar.period(key)
        return self._periods[key]


def _settled(lines: Sequence[str]) -> tuple[Decimal | None, Decimal | None]:
    """What the lines of one person say of all that is earned and paid."""
    for line in reversed(lines):
        if line.split("\t", HEAD)[2:HEAD] != ["", NO_SHEET]:
            continue
        fields = line.rsplit("\t", 2 * FURTHER)  # they are published last
        if fields[-9] != "earned" or fields[-4] != "paid":
            fields = line.split("\t")
        own = dict(zip(fields[-4::-FURTHER], fields[-1::-FURTHER], strict=False))
        return _number(own["earned"]), _number(own["paid"])
    raise KeyError("paid")


def _further(fields: Sequence[str], width: int) -> Iterable[tuple[str, ...]]:
    """The further numbers of a line: for_period, node, group, unit and value."""
    parts = iter(fields[width:])
    return zip(parts, parts, parts, parts, parts, strict=True)


def _places(columns: Sequence[Column], wanted: Mapping[str, Any]) -> Mapping[str, list[tuple[Any, int]]]:
    """period → (what an evaluation knows it as, which field of a line) of what is wanted, by name."""
    found: dict[str, list[tuple[Any, int]]] = {}
    for at, column in enumerate(columns, HEAD):
        if column.node in wanted and not column.group and column.unit not in _WORDS:
            found.setdefault(column.for_period, []).append((wanted[column.node], at))
    return found


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None
