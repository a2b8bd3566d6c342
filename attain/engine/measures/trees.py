"""Closures of the organisation: units above a unit, leaders above a person, and where people stand when.

Rows in, rows out; intervals are half-open [from, to) and intersected along the way.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from attain.engine.declare import OPEN_END
from attain.engine.faults import Fault, Faulty

BEGINNING = date(1900, 1, 1)

UnitRow = tuple[str, str]
LeaderRow = tuple[str, str, date, date, int]


def unit_tree(units: Iterable[tuple[str, str | None]]) -> list[UnitRow]:
    """(unit, ancestor) for every unit and all above it, itself included, from (unit, parent) rows.

    Raises Faulty "fault.unit_cycle" where units lie under themselves.
    """
    parents = dict(units)
    return [(unit, above) for unit in sorted(parents) for above in _chain(unit, parents)]


def _chain(unit: str, parents: Mapping[str, str | None]) -> list[str]:
    chain = [unit]
    while above := parents.get(chain[-1]):
        if above in chain:
            path = " → ".join([*chain[chain.index(above) :], above])
            raise Faulty(Fault("fault.unit_cycle", {"unit": above, "path": path}))
        chain.append(above)
    return chain


def report_tree(
    reporting: Iterable[tuple[str, str, date, date]], people: Iterable[str] = ()
) -> list[LeaderRow]:
    """(person, leader, from, to, depth) for everyone and all above them; depth 0 is the person.

    reporting: (person, manager, from, to). Raises Faulty "fault.report_cycle" where someone leads
    themselves on some day. Someone who is above a person in two ways is there once a day, at the least depth.
    """
    reporting = list(reporting)
    return list(leader_rows(reporting, lines_above(reporting), people))


def leader_rows(
    reporting: Sequence[tuple[str, str, date, date]], above: Mapping[str, "Lines"], people: Iterable[str] = ()
) -> Iterator[LeaderRow]:
    """The rows of `report_tree`. above: what `lines_above` gives of the reporting."""
    everyone = {*people, *(person for person, *_ in reporting), *(manager for _, manager, *_ in reporting)}
    for person in sorted(everyone):
        lines = {**above.get(person, {}), person: [(BEGINNING, OPEN_END, 0)]}
        yield from [(person, leader, *span) for leader in sorted(lines) for span in lines[leader]]


#: A person's own lines: (manager, from, to) ….
Held = tuple[tuple[str, date, date], ...]

#: Leader → (from, to, depth), without overlap.
Lines = dict[str, list[tuple[date, date, int]]]


def lines_above(reporting: Iterable[tuple[str, str, date, date]]) -> dict[str, Lines]:
    """Person → who is above them, for everyone who reports to somebody, from (person, manager, from, to).

    Who reports to the same managers on the same days shares one answer: a team's is worked out once. Nobody
    is above themselves. Raises as `report_tree` does.
    """
    lists: dict[str, list[tuple[str, date, date]]] = defaultdict(list)
    for person, manager, start, end in reporting:
        if start < end:
            lists[person].append((manager, start, end))
    direct = {person: tuple(held) for person, held in lists.items()}
    above: dict[str, Lines] = {}
    alike: dict[Held, Lines] = {}
    for held in _managers_first(direct):
        alike[held] = _joined(held, {manager: alike.get(direct.get(manager, ()), {}) for manager, *_ in held})
    for person, held in direct.items():
        if held in alike:
            above[person] = alike[held]
    for person in sorted(direct.keys() - above.keys()):
        above[person] = _searched(person, direct)
        del above[person][person]
    return above


def _managers_first(direct: Mapping[str, Held]) -> list[Held]:
    """All lines after those of the managers in them; none in or below a circle of whatever days."""
    waits = {
        held: {direct[manager] for manager, *_ in held if manager in direct} for held in {*direct.values()}
    }
    below: dict[Held, list[Held]] = defaultdict(list)
    for held, managers in waits.items():
        for above in managers:
            below[above].append(held)
    found = [held for held, managers in waits.items() if not managers]
    for above in found:
        for held in below[above]:
            waits[held].discard(above)
            if not waits[held]:
                found.append(held)
    return found


def _joined(held: Held, above: Mapping[str, Lines]) -> Lines:
    """Who is above someone: their managers, and who is above these, for the days of both."""
    found: Lines = {}
    for manager, start, end in held:
        found.setdefault(manager, []).append((start, end, 1))
        for leader, spans in above.get(manager, {}).items():
            for begins, ends, depth in spans:
                begins, ends = start if start > begins else begins, end if end < ends else ends
                if begins < ends:
                    found.setdefault(leader, []).append((begins, ends, depth + 1))
    return {leader: spans if len(spans) == 1 else _least_depth(spans) for leader, spans in found.items()}


@dataclass(frozen=True, slots=True)
class _Step:
    path: tuple[str, ...]
    start: date
    end: date


def _searched(person: str, direct: Mapping[str, Held]) -> Lines:
    """Who is above someone near whom people lead each other in a circle, if only on different days."""
    found: Lines = defaultdict(list)
    steps = [_Step((person,), BEGINNING, OPEN_END)]
    while steps:
        reached = []
        for step in steps:
            found[step.path[-1]].append((step.start, step.end, len(step.path) - 1))
            reached += _further(step, direct)
        steps = reached
    return {leader: _least_depth(spans) for leader, spans in found.items()}


def _further(step: _Step, direct: Mapping[str, Held]) -> Iterable[_Step]:
    for manager, start, end in direct.get(step.path[-1], ()):
        start, end = max(start, step.start), min(end, step.end)
        if start >= end:
            continue
        if manager in step.path:
            path = " → ".join([*step.path[step.path.index(manager) :], manager])
            raise Faulty(Fault("fault.report_cycle", {"person": manager, "path": path, "on": start}))
        yield _Step((*step.path, manager), start, end)


def _least_depth(spans: list[tuple[date, date, int]]) -> list[tuple[date, date, int]]:
    """Spans of one leader without overlap: on each day the least depth."""
    if len(spans) == 1:
        return spans
    cuts = sorted({day for start, end, _ in spans for day in (start, end)})
    result: list[tuple[date, date, int]] = []
    for start, end in pairwise(cuts):
        depths = [depth for begins, ends, depth in spans if begins <= start < ends]
        if not depths:
            continue
        if result and result[-1][1:] == (start, min(depths)):
            result[-1] = (result[-1][0], end, min(depths))
        else:
            result.append((start, end, min(depths)))
    return result
