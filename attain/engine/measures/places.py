"""Places: stretches of days in which a person's spell, unit and leaders stay the same.

A fact is credited to a person's place on its credit date; the place alone then says to which person,
leaders and units the fact rolls up. So a roll-up is one join, whatever changed hands inside the month.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from attain.engine.faults import Fault, Faulty
from attain.engine.measures.trees import Lines

#: The place of every fact, credited or not, and who stands there.
COMPANY_PLACE = 0
COMPANY = "company"

PlaceRow = tuple[int, str, date, date, str, str, int]
RollupRow = tuple[int, str, str, str]

#: The leaders of a place, each with the spell in which they lead: (leader, spell) ….
Team = tuple[tuple[str, str], ...]


class Spell(NamedTuple):
    """One assignment: a person in a unit, [start, end). key: its start as ISO text."""

    person: str
    unit: str
    start: date
    end: date
    key: str


@dataclass(frozen=True, slots=True)
class Places:
    """rows: (place, person_id, from, to, spell, unit_id, team). teams: what numbers of teams stand for.

    Where people have the same leaders, their places have the same team: a country's roll-up is ten times as
    long as these.
    """

    rows: Sequence[PlaceRow]
    teams: Sequence[Team]

    def rollup(self, units: Mapping[str, Sequence[str]]) -> Iterator[RollupRow]:
        """(place, level, subject, spell): to whom each place rolls up. units: unit → itself and all above."""
        yield COMPANY_PLACE, COMPANY, COMPANY, ""
        for place, person, _, _, spell, unit, team in self.rows:
            yield place, "person", person, spell
            yield from ((place, "team", *who) for who in sorted(((person, spell), *self.teams[team])))
            yield from ((place, "unit", above, "") for above in units.get(unit, (unit,)))


def places(assignments: Iterable[tuple[str, str, date, date]], above: Mapping[str, Lines]) -> Places:
    """The places of all people, from (person, unit, from, to) and `lines_above`.

    Raises Faulty "fault.assignment_overlap" where a person has two assignments on one day.
    """
    spells = _spells(assignments)
    teams: dict[Team, int] = {}
    cut: dict[tuple[int, date, date], list[tuple[date, date, int]]] = {}
    rows: list[PlaceRow] = []
    nobody: Lines = {}
    for person in sorted(spells):
        lines = above.get(person, nobody)
        for _, unit, first, last, key in spells[person]:
            alike = id(lines), first, last
            stretches = cut.get(alike)
            if stretches is None:
                found = _stretches(first, last, lines, spells)
                stretches = [(start, end, teams.setdefault(team, len(teams))) for start, end, team in found]
                cut[alike] = stretches
            for start, end, team in stretches:
                rows.append((len(rows) + 1, person, start, end, key, unit, team))
    return Places(rows, tuple(teams))


def _spells(assignments: Iterable[tuple[str, str, date, date]]) -> dict[str, list[Spell]]:
    spells: dict[str, list[Spell]] = defaultdict(list)
    for person, unit, start, end in sorted(assignments, key=lambda row: (row[0], row[2], row[3])):
        if start < end:
            spells[person].append(Spell(person, unit or "", start, end, start.isoformat()))
    overlaps = [
        Fault("fault.assignment_overlap", {"person": person, "first": one.start, "second": other.start})
        for person, held in spells.items()
        for one, other in pairwise(held)
        if other.start < one.end
    ]
    if overlaps:
        raise Faulty(*overlaps)
    return spells


def _stretches(
    first: date, last: date, lines: Lines, spells: Mapping[str, list[Spell]]
) -> Iterable[tuple[date, date, Team]]:
    """[first, last) cut where a leader, or a leader's own spell, changes: (from, to, team)."""
    led: list[tuple[date, date, tuple[str, str]]] = []
    cuts = {first, last}
    for leader, spans in lines.items():
        for start, end, _ in spans:
            start, end = max(start, first), min(end, last)
            for _, _, since, until, key in spells.get(leader, ()):
                begins, ends = max(start, since), min(end, until)
                if begins < ends:
                    led.append((begins, ends, (leader, key)))
                    cuts |= {begins, ends}
    for start, end in pairwise(sorted(cuts)):
        yield start, end, tuple(sorted(team for begins, ends, team in led if begins <= start < ends))
