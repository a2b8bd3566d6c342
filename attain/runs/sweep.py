"""One sweep over everybody: settled, published, spooled and forgotten, on every core; then sorted and stored.

What is kept of a person are lines of text. They are spooled to files as the sweep comes by, and written in
the order of their keys at the end, so that no order and no number of workers changes a byte.
"""

import mmap
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any

from attain.engine.decide.opening import after, kept_cycles
from attain.engine.decide.publish import Publisher, Row
from attain.engine.decide.settlement import PersonPay
from attain.engine.decide.subject import Subject
from attain.engine.decide.world import Opening
from attain.runs import opening as state
from attain.runs import results
from attain.runs.blocks import Index, Key, escaped, write_blocks
from attain.runs.compute import Computed, Progress, decided, quiet
from attain.runs.pays import Totals, totals
from attain.runs.pieces import pieces
from attain.runs.workers import cores, in_parts

RESULTS, PIECES, CLOSING, OPENING = "results", "pieces", "closing", "opening"

#: Fewer people are not worth a second process.
FEW = 500

#: A worker takes so many people (or units) at a time, or fewer: people make at least so many parts, that no
#: worker waits long for another at the end. The first part goes ahead alone, and what it looks up every
#: worker knows.
PART, PARTS, FIRST = 1_000, 16, 32

#: So many people are read beside each other: enough for their columns, few enough for a core's cache.
BESIDE = 50

#: Sorts after every unit's key: a unit's own people come after those of the units below.
_LAST = "\U0010ffff"


@dataclass(slots=True)
class Spool:
    """Lines of text in a file, by what they are. entries: stream → (key, offset, length)."""

    file: Path
    content: bytearray = field(default_factory=bytearray)
    entries: dict[str, list[tuple[Key, int, int]]] = field(default_factory=lambda: defaultdict(list))

    def put(self, stream: str, key: Key, lines: str) -> None:
        if lines:
            told = lines.encode()
            self.entries[stream].append((key, len(self.content), len(told)))
            self.content += told

    def write(self) -> "Spool":
        """Writes the file and lets go of its content."""
        self.file.write_bytes(self.content)
        return replace(self, content=bytearray())


@dataclass(frozen=True, slots=True)
class Done:
    """What a part of the sweep came to. pools: (pool, unit) → what is kept of its distribution."""

    totals: Totals
    pools: dict[tuple[str, str], dict[str, Any]]
    spool: Spool


@dataclass(frozen=True, slots=True)
class Swept:
    """What is known after the sweep. files: NAME → index of NAME.gz in the sweep's folder."""

    totals: Totals
    pools: list[dict[str, Any]]
    files: Mapping[str, Index]


class Sweep:
    """The parts of a sweep: the company and units first, which take longest, then people by unit."""

    def __init__(self, computed: Computed, opening: Opening, folder: Path) -> None:
        self.computed, self.folder = computed, folder
        self.publisher = Publisher(computed.payroll)
        self.before = state.by_person(opening)
        self.cycles = kept_cycles(computed.rules.calendar, computed.period)
        places, people = self.publisher.places(), in_order(computed)
        self.parts: list[Sequence[Subject | str]] = [people[:FIRST], places[:1]]
        self.parts += [places[at : at + PART] for at in range(1, len(places), PART)]
        size = min(PART, max(BESIDE, len(people) // PARTS))
        self.parts += [people[at : at + size] for at in range(FIRST, len(people), size)]
        self._told: set[tuple[str, str]] = set()

    def part(self, number: int) -> Done:
        """Everything about the subjects of a part."""
        spool, part = Spool(self.folder / f"part-{number}"), self.parts[number]
        told = reduce(add, [self._some(part[at : at + BESIDE], spool) for at in range(0, len(part), BESIDE)])
        pools = {
            (shared.pool.pool, shared.unit): kept_pool(shared)
            for shared in self.computed.payroll.pools.done()
            if (shared.pool.pool, shared.unit) not in self._told
        }
        self._told |= {*pools}
        return Done(told, pools, spool.write())

    def _some(self, some: Sequence[Subject | str], spool: Spool) -> Totals:
        """Everything about some subjects; what is read column by column is read of all of them first."""
        spells = self.computed.payroll.spells
        self.publisher.begin(
            [own for each in some for own in ((each,) if isinstance(each, Subject) else spells(each))]
        )
        rows, pays = 0, []
        for subject in some:
            if isinstance(subject, Subject):
                rows += self._put(self.publisher.place(subject), spool)
            else:
                pays.append(pay := self.computed.pays[subject])
                rows += self._of(subject, pay, spool)
        return replace(totals(pays), results=rows)

    def _of(self, person: str, pay: PersonPay, spool: Spool) -> int:
        """Everything about a person; how many numbers it publishes."""
        left = after(self.cycles, {person: pay}, self.before.get(person, state.NONE))
        spool.put(CLOSING, (person,), state.line_of(person, left))
        spool.put(PIECES, (person,), _pieces(person, pieces(pay)))
        return self._put(self.publisher.person(person, pay), spool)

    def _put(self, rows: list[Row], spool: Spool) -> int:
        """The rows of one subject; how many numbers they publish."""
        key = rows[0].kind, rows[0].subject
        spool.put(RESULTS, key, "".join([results.line_of(row) for row in rows]))
        return self.publisher.count(rows)

    def left(self) -> list[tuple[Key, bytes]]:
        """The state after the period of those whom nobody pays in it."""
        found = []
        for person in sorted({*self.before} - {*self.computed.pays}):
            left = after(self.cycles, {}, self.before[person])
            if line := state.line_of(person, left):
                found.append(((person,), line.encode()))
        return found


def _pieces(person: str, own: Mapping[str, Decimal]) -> str:
    key = escaped(person)
    return "".join([f"{key}\t{escaped(component)}\t{amount}\n" for component, amount in sorted(own.items())])


def kept_pool(shared: Any) -> dict[str, Any]:
    """A pool's distribution as it is kept: texts alone."""
    return {
        "pool": shared.pool.pool,
        "unit": shared.unit,
        "amount": None if shared.amount is None else str(shared.amount),
        "weights": {member: str(weight) for member, weight in sorted(shared.weights.items())},
        "parts": {member: str(part) for member, part in sorted(shared.parts.items())},
        "left": str(shared.left),
    }


def in_order(computed: Computed) -> list[str]:
    """Everybody by unit, units after those below them.

    Who shares a pool or leads comes near the others.
    """
    above = computed.evaluation.world.units_above
    people: dict[str, list[str]] = defaultdict(list)
    for person in computed.pays:
        spells = computed.payroll.spells(person)
        people[spells[-1].unit if spells else ""].append(person)
    paths = {unit: (*reversed([*above(unit)]), _LAST) for unit in people}
    return [person for unit in sorted(people, key=paths.__getitem__) for person in people[unit]]


def sweep(
    computed: Computed,
    opening: Opening,
    folder: Path,
    workers: int | None = None,
    progress: Progress = quiet,
) -> Swept:
    """Settles and publishes everybody, and writes the files of a run into an empty folder.

    workers: how many processes; None for every core where there are enough people.
    """
    made = Sweep(computed, opening, folder)
    workers = workers or (cores() if len(computed.pays) >= FEW else 1)
    for pool in computed.payroll.pools.declared():
        computed.payroll.pools.members(pool)
    done = [made.part(0)]
    for each in in_parts(lambda number: made.part(number + 1), len(made.parts) - 1, workers):
        done.append(each)
        decided(progress, len(done), len(made.parts))
    spools = [each.spool for each in done]
    about = results.about(computed.period.key, made.publisher.sheets)
    files = {
        RESULTS: _written(folder, RESULTS, spools, [], about, workers),
        PIECES: _written(folder, PIECES, spools, [], {}, workers),
        CLOSING: _written(folder, CLOSING, spools, made.left(), {}, workers),
        OPENING: write_opening(folder, made.before, workers),
    }
    return Swept(reduce(add, (each.totals for each in done)), _pools(computed, done), files)


def _pools(computed: Computed, done: Sequence[Done]) -> list[dict[str, Any]]:
    """Every distribution of every pool, in order: from the workers, or worked out where nobody asked."""
    known = {key: kept for each in done for key, kept in each.pools.items()}
    pools = computed.payroll.pools
    return [
        known.get((pool, unit)) or kept_pool(pools.distribution(pool, unit))
        for pool in pools.declared()
        for unit in sorted(pools.members(pool))
    ]


def write_opening(folder: Path, before: Mapping[str, Opening], threads: int) -> Index:
    """The state before the period, as the file that a run keeps of it."""
    lines = ((person, state.line_of(person, own)) for person, own in sorted(before.items()))
    entries = (((person,), line.encode()) for person, line in lines if line)
    return write_blocks(folder / f"{OPENING}.gz", entries, {}, threads)


def _written(
    folder: Path,
    stream: str,
    spools: Iterable[Spool],
    further: list[tuple[Key, bytes]],
    about: Mapping[str, Any],
    threads: int,
) -> Index:
    """One stream of all spools, in order of key, as blocks."""
    with ExitStack() as opened:
        found: list[tuple[Key, bytes | mmap.mmap, int, int]] = [(k, c, 0, len(c)) for k, c in further]
        for spool in spools:
            if entries := spool.entries.get(stream):
                file = opened.enter_context(spool.file.open("rb"))
                content = opened.enter_context(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
                found += [(key, content, offset, length) for key, offset, length in entries]
        found.sort(key=lambda each: each[0])
        lines = ((key, content[at : at + length]) for key, content, at, length in found)
        return write_blocks(folder / f"{stream}.gz", lines, about, threads)
