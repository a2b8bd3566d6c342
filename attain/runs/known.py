"""What a stored run has published already and other rules can't change: taken as it was, not computed again.

Published values are rounded, and formulas read them rounded: a stored one is the one that would be computed.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from attain.engine.decide.known import UNKNOWN, known_as
from attain.engine.decide.publish import NO_SHEET
from attain.engine.decide.rules import Rules
from attain.engine.decide.sheet import Column
from attain.engine.decide.subject import Subject
from attain.engine.pay.plan import Plan
from attain.engine.scoring.declaration import Scorecard
from attain.engine.trace import Value
from attain.runs.alike import Alike, lines_of
from attain.runs.blocks import escaped, unescaped
from attain.runs.results import ABSENT, FURTHER, Results

#: Units of values that are no numbers.
_WORDS = ("text", "date", "boolean")

#: How the line of what is paid once a person goes on after the person: it is of no spell and has no sheet.
_OWN = f"\t{NO_SHEET}\t"


class StoredCard(NamedTuple):
    """A scorecard's result as published: what formulas read of it. numbers: of the spell that has it."""

    name: str
    total: Decimal | None
    columns: Sequence[Column]
    numbers: str
    card: Scorecard | None

    @property
    def grade(self) -> Value:
        """The grade's word."""
        return self.parts().get("grade", (None, "text"))[0]

    def parts(self) -> dict[str, tuple[Value, str]]:
        """What is published beside the total: name → (value, unit word)."""
        fields, width = self.numbers.split("\t"), len(self.columns)
        told = [(c.node, c.unit, v) for c, v in zip(self.columns, fields[:width], strict=True)]
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


class _Sheet(NamedTuple):
    """Where the lines of a sheet have what may be taken.

    values: period → (what an evaluation knows it as, which number). cards: (name, period) → which number.
    first: so many numbers hold all of these. beside: so many fields then stand before the further numbers.
    """

    columns: Sequence[Column]
    values: Mapping[str, Sequence[tuple[Any, int]]]
    cards: Mapping[tuple[str, str], int]
    first: int
    beside: int


class Known:
    """What a stored run knows of people, read when it is asked for.

    same: what may be taken. rules: the other ones, which say what is asked for. differ: whose pay may differ.
    """

    def __init__(
        self, results: Results, same: Alike, rules: Rules, differ: Collection[str] = frozenset()
    ) -> None:
        self._blocks, self._period = results.blocks, results.period
        self._same, self._rules, self.differ = same, rules, differ
        asked = same.asked_for(rules)
        kept = {name: known_as("kpi", name) for name in asked & same.kpis}
        kept |= {name: known_as("measure", name) for name in asked & same.measures}
        self._sheets = {
            escaped(name): _sheet(own, kept, asked & same.cards) for name, own in results.sheets.items()
        }
        self._parts: dict[str, list[tuple[str, str]]] = {}
        self._declared: dict[tuple[str, str], Scorecard | None] = {}
        self._read: set[int] = set()
        self._people: dict[str, list[str]] = {}
        self._at: tuple[str, dict[str, tuple[_Sheet, list[str], str]]] = "", {}

    # -- what an evaluation asks ---------------------------------------------------------

    def values(self, subject: Subject, period: str) -> dict[str, Any]:
        """Published KPIs, measures and totals of scorecards of a spell in a period."""
        spell = self._spell(subject)
        if spell is None:
            return {}
        sheet, fields, _ = spell
        return {
            name: _number(fields[at]) for name, at in sheet.values.get(period, ()) if fields[at] != ABSENT
        }

    def card(self, subject: Subject, name: str, period: str) -> Any:
        """A scorecard's result, where it may be taken."""
        spell, key = self._spell(subject), (name, period)
        if spell is None:
            return None
        sheet, fields, numbers = spell
        at = sheet.cards.get(key)
        if at is None or fields[at] == ABSENT:
            return None
        if key not in self._declared:
            last = self._rules.calendar.period(period).last_day
            self._declared[key] = self._rules.scorecard(name, last)
        return StoredCard(name, _number(fields[at]), sheet.columns, numbers, self._declared[key])

    def amounts(self, subject: Subject, plans: Iterable[Plan]) -> Mapping[str, Decimal]:
        """What those components of a spell's plans earned that earn the same."""
        spell, parts = self._spell(subject), self._parts.get(subject.post)
        if spell is None:
            return {}
        if parts is None:
            names = sorted(lines_of(self._same, plans))
            about = f"\t{escaped(self._period)}\t"
            parts = [(name, f"{about}{escaped(name)}\t\tmoney\t") for name in names]
            self._parts[subject.post] = parts
        sheet, fields, _ = spell
        further, found = "\t" + fields[-1], {}
        for name, sought in parts:
            if amount := _after(further, sheet.beside, sought):
                found[name] = Decimal(amount)
        return found

    def earnings(self, person: str) -> Any:
        """What somebody earns whose pay is the same."""
        return UNKNOWN if person in self.differ else self.paid(person)[0]

    def paid(self, person: str) -> tuple[Decimal | None, Decimal | None]:
        """What somebody earns and is paid in the run, None while it is held."""
        for line in reversed(self._lines(person)):
            if not line.startswith(_OWN):
                continue
            fields = line.rsplit("\t", 2 * FURTHER)  # they are published last
            if len(fields) > 8 and fields[-9] == "earned" and fields[-4] == "paid":
                earned = _number(fields[-6])
                return earned, earned if fields[-1] == fields[-6] else _number(fields[-1])
            own = {node: value for _, node, _, _, value in _further(line.split("\t")[2:], 0)}
            return _number(own["earned"]), _number(own["paid"])
        raise KeyError(person)

    # -- where it stands -----------------------------------------------------------------

    def _lines(self, person: str) -> Sequence[str]:
        """The lines of a person, without kind and subject. A block that was read once is kept."""
        own = self._people.get(person)
        if own is None:
            number = self._blocks.number(("person", person))
            if number not in self._read:
                self._read.add(number)
                self._take(self._blocks.lines(number))
            own = self._people.get(person, [])
        return own

    def _take(self, lines: Iterable[str]) -> None:
        """Keeps the lines of people, which follow one another."""
        before, own = "", list[str]()
        for line in lines:
            kind, key, rest = line.split("\t", 2)
            if kind != "person":
                continue
            if key != before:
                before, own = key, self._people.setdefault(unescaped(key), [])
            own.append(rest)

    def _spell(self, subject: Subject) -> tuple[_Sheet, list[str], str] | None:
        """Where the numbers of a spell stand: its sheet, the first of them, all. None if two begin alike."""
        person, spells = self._at
        if person != subject.id:
            spells, many = {}, 0
            for line in self._lines(subject.id):
                spell, _, rest = line.partition("\t")
                name, _, numbers = rest.partition("\t")
                if name != NO_SHEET:
                    sheet = self._sheets[name]
                    spells[unescaped(spell)] = sheet, numbers.split("\t", sheet.first), numbers
                    many += 1
            if len(spells) < many:
                spells = {}
            self._at = subject.id, spells
        return spells.get(subject.spell)


def _after(fields: str, beside: int, sought: str) -> str:
    """What follows `sought` among further numbers, before which `beside` fields stand; each after a tab."""
    at = fields.find(sought)
    while at >= 0:
        before = fields.count("\t", 0, at) - beside
        if before >= 0 and before % FURTHER == 0:
            begins = at + len(sought)
            ends = fields.find("\t", begins)
            return fields[begins:] if ends < 0 else fields[begins:ends]
        at = fields.find(sought, at + 1)
    return ""


def _further(fields: Sequence[str], width: int) -> Iterable[tuple[str, ...]]:
    """The further numbers of a line: for_period, node, group, unit and value."""
    parts = iter(fields[width:])
    return zip(parts, parts, parts, parts, parts, strict=True)


def _sheet(columns: Sequence[Column], kept: Mapping[str, Any], cards: Collection[str]) -> _Sheet:
    """kept: node → what an evaluation knows it as. cards: whose results may be taken."""
    values: dict[str, list[tuple[Any, int]]] = {}
    totals: dict[tuple[str, str], int] = {}
    first = 0
    for at, column in enumerate(columns):
        if column.group or column.unit in _WORDS or column.node not in {*kept, *cards}:
            continue
        first = at + 1
        if column.node in kept:
            values.setdefault(column.for_period, []).append((kept[column.node], at))
        if column.node in cards:
            values.setdefault(column.for_period, []).append((known_as("scorecard", column.node), at))
            totals[column.node, column.for_period] = at
    return _Sheet(columns, values, totals, first, len(columns) - first)


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None
