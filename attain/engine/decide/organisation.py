"""Who works where and reports to whom: the world's spells and reporting lines, found by what is asked."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property

from attain.engine.decide.subject import Subject
from attain.engine.period import Period

#: (person, leader, from, to, depth), as the reporting closure has them.
LeaderRow = tuple[str, str, date, date, int]

#: (person, leader, from, to) of those who report to a leader themselves.
ReportRow = tuple[str, str, date, date]


class Organisation:
    """Spells by person, post and unit, in the order in which they were given; people by leader.

    Every answer is looked up, none searched for: a country's staff asks each of them once a person. What is
    looked up in is made when it is first asked.
    """

    def __init__(
        self,
        spells: Iterable[Subject],
        leaders: Iterable[LeaderRow],
        units_above: Callable[[str], Iterable[str]],
        direct: Iterable[ReportRow] | None = None,
    ) -> None:
        """direct: the lines of which `leaders` is the closure; without them, its rows of depth 1."""
        self._all, self._leaders, self._above = tuple(spells), leaders, units_above
        self._lines, self._reports = direct, dict[date, dict[str, list[str]]]()
        self._units: dict[str, dict[str, list[Subject]]] = {}

    @cached_property
    def _person(self) -> dict[str, list[Subject]]:
        found: dict[str, list[Subject]] = defaultdict(list)
        for spell in self._all:
            found[spell.id].append(spell)
        return found

    @cached_property
    def _post(self) -> dict[tuple[str, str], list[Subject]]:
        found: dict[tuple[str, str], list[Subject]] = defaultdict(list)
        for spell in self._all:
            found[spell.post, spell.unit].append(spell)
        return found

    @cached_property
    def _within(self) -> dict[str, list[Subject]]:
        found: dict[str, list[Subject]] = defaultdict(list)
        above: dict[str, tuple[str, ...]] = {}
        for spell in self._all:
            if spell.unit not in above:
                above[spell.unit] = tuple(self._above(spell.unit))
            for unit in above[spell.unit]:
                found[unit].append(spell)
        return found

    @cached_property
    def _below(self) -> dict[str, list[tuple[str, date, date, int]]]:
        found: dict[str, list[tuple[str, date, date, int]]] = defaultdict(list)
        for person, leader, start, end, depth in self._leaders:
            found[leader].append((person, start, end, depth))
        return found

    def everyone(self, period: Period) -> list[Subject]:
        """Every spell that the period touches."""
        return _touched(self._all, period)

    def of_person(self, person: str, period: Period) -> list[Subject]:
        """The person's spells that the period touches."""
        return _touched(self._person.get(person, ()), period)

    def by_unit(self, period: Period) -> dict[str, list[Subject]]:
        """Every spell that the period touches, by its own unit."""
        if period.key not in self._units:
            found: dict[str, list[Subject]] = defaultdict(list)
            for spell in _touched(self._all, period):
                found[spell.unit].append(spell)
            self._units[period.key] = found
        return self._units[period.key]

    def holders(self, post: str, unit: str, period: Period) -> list[Subject]:
        """Who holds the post in the unit itself."""
        return _touched(self._post.get((post, unit), ()), period)

    def within(self, unit: str, period: Period) -> list[Subject]:
        """The spells in the unit and in all units below."""
        return _touched(self._within.get(unit, ()), period)

    def led_by(self, leader: str) -> list[tuple[str, date, date, int]]:
        """(person, from, to, depth) of everyone who ever reports to the leader, on whatever days."""
        return [row for row in self._below.get(leader, ()) if row[3] > 0 and row[0] != leader]

    def below(self, leader: str, day: date, deepest: int | None = None) -> Sequence[str]:
        """Who reports to the leader on that day, down to `deepest`, without the leader; sorted."""
        if deepest == 1:
            return self._direct(day).get(leader, ())
        rows = self._below.get(leader, ())
        found = {
            person
            for person, start, end, depth in rows
            if depth > 0 and start <= day < end and (deepest is None or depth <= deepest)
        }
        return sorted(found - {leader})

    def _direct(self, day: date) -> dict[str, list[str]]:
        """Leader → who reports to them themselves on a day; the closure need not be known for it."""
        if day not in self._reports:
            lines = self._lines
            if lines is None:
                lines = [row[:4] for row in self._leaders if row[4] == 1]
            found: dict[str, list[str]] = defaultdict(list)
            for person, leader, start, end in lines:
                if start <= day < end and person != leader:
                    found[leader].append(person)
            self._reports[day] = {leader: sorted({*own}) for leader, own in found.items()}
        return self._reports[day]


def days_at_work(spells: Sequence[Subject], period: Period) -> int:
    """The days of the period on which any of the spells runs, each counted once."""
    spans = sorted(period.overlap(spell.start, spell.end) for spell in spells)
    days, reached = 0, period.start
    for start, end in spans:
        days += max(0, (end - max(start, reached)).days)
        reached = max(reached, end)
    return days


def by_person(parts: Iterable) -> Mapping[str, tuple]:
    """Adjustments or differences by the person whom they are about, in their order."""
    found: dict[str, list] = defaultdict(list)
    for part in parts:
        found[part.person].append(part)
    return {person: tuple(own) for person, own in found.items()}


def _touched(spells: Iterable[Subject], period: Period) -> list[Subject]:
    return [s for s in spells if s.start < period.end and s.end > period.start]
