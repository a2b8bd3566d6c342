"""Places: stretches of days in which a person's spell, unit and leaders stay the same.

A fact is credited to a person's place on its credit date; the place alone then says to which person,
leaders and units the fact rolls up. So a roll-up is one join, whatever changed hands inside the month.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from attain.engine.faults import Fault, Faulty
from attain.engine.measures.trees import LeaderRow, UnitRow

#: The place of every fact, credited or not, and who stands there.
COMPANY_PLACE = 0
COMPANY = "company"

PlaceRow = tuple[int, str, date, date, str, str]
RollupRow = tuple[int, str, str, str]


class Spell(NamedTuple):
    """One assignment: a person in a unit, [start, end). key: its start as ISO text."""

    person: str
    unit: str
    start: date
    end: date
    key: str


@dataclass(frozen=True, slots=True)
class Places:
    """rows: (place, person_id, from, to, spell, unit_id). rollup: (place, level, subject, spell)."""

    rows: tuple[PlaceRow, ...]
    rollup: tuple[RollupRow, ...]


def places(
    assignments: Iterable[tuple[str, str, date, date]],
    leaders: Iterable[LeaderRow],
    units: Iterable[UnitRow],
) -> Places:
    """The places of all people, from (person, unit, from, to), `report_tree` and `unit_tree` rows.

    Raises Faulty "fault.assignment_overlap" where a person has two assignments on one day.
    """
    spells = _spells(assignments)
    lines: dict[str, list[LeaderRow]] = defaultdict(list)
    for row in leaders:
        lines[row[0]].append(row)
    above: dict[str, list[str]] = defaultdict(list)
    for unit, ancestor in units:
        above[unit].append(ancestor)
    rows: list[PlaceRow] = []
    rollup: list[RollupRow] = [(COMPANY_PLACE, COMPANY, COMPANY, "")]
    for person in sorted(spells):
        for spell in spells[person]:
            for start, end, team in _stretches(spell, lines[person], spells):
                place = len(rows) + 1
                rows.append((place, person, start, end, spell.key, spell.unit))
                rollup.append((place, "person", person, spell.key))
                rollup += [(place, "team", *leader) for leader in team]
                rollup += [(place, "unit", unit, "") for unit in above.get(spell.unit, [spell.unit])]
    return Places(tuple(rows), tuple(rollup))


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
    spell: Spell, lines: list[LeaderRow], spells: Mapping[str, list[Spell]]
) -> Iterable[tuple[date, date, tuple[tuple[str, str], ...]]]:
    """The spell cut where a leader, or a leader's own spell, changes: (from, to, (leader, spell) …)."""
    first, last = spell.start, spell.end
    led: list[tuple[date, date, tuple[str, str]]] = []
    cuts = {first, last}
    for _, leader, start, end, _ in lines:
        start, end = first if first > start else start, last if last < end else end
        for _, _, since, until, key in spells.get(leader, ()):
            begins, ends = start if start > since else since, end if end < until else until
            if begins < ends:
                led.append((begins, ends, (leader, key)))
                cuts.add(begins)
                cuts.add(ends)
    if len(cuts) == 2:
        yield first, last, tuple(sorted([team for _, _, team in led]))
        return
    for start, end in pairwise(sorted(cuts)):
        yield start, end, tuple(sorted(team for begins, ends, team in led if begins <= start < ends))
