"""What is one subject's own, as small relations: who stands where, what they own, and its facts.

Nothing here is made of everybody, so that one person's rows take the time of one person.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from attain.engine.decide.world import World
from attain.engine.facts import FactTable
from attain.engine.measures.own import (
    OWN,
    Owned,
    Stretch,
    assigned,
    found_in,
    having_keys,
    joined_by,
    keys_in,
    own_facts,
    owned_by,
    read_of_facts,
    reading,
    stretch_of,
    whole_rows,
)
from attain.engine.measures.places import Places, places
from attain.engine.measures.relations import SCHEMAS
from attain.engine.measures.rows import LOAD, ROW, Behind, days_query, page_query, rows_count, rows_query
from attain.engine.measures.selection import Question
from attain.engine.measures.trees import Lines
from attain.engine.store import DuckEngine, Snapshot
from attain.engine.store.snapshot import FILE

#: Beyond so many people or keys they are spread over all row groups: nothing could be left out.
MOST_PEOPLE, MOST_KEYS = 1_000, 10_000

#: The facts of no more keys are read with all their columns; of more, those of the rows that are shown.
FEW_KEYS = 20

#: The same for the facts of a page of rows.
FEW_AT_ONCE = 10

#: A table of no more rows is read as it is.
FEW = 100_000


Rows = Sequence[tuple[Any, ...]]
Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Scan:
    """Facts that are read in one go: columns, [from, to) of days. name: of the relation that holds them."""

    columns: frozenset[str]
    days: Days
    name: str = ""

    def __or__(self, other: "Scan") -> "Scan":
        days = min(self.days[0], other.days[0]), max(self.days[1], other.days[1])
        return Scan(self.columns | other.columns, days, self.name)


@dataclass
class Own:
    """One subject's own relations. people: everybody whose facts roll up to it.

    prefix: of the names of its relations. sources: what is read in the place of tables of that name.
    """

    engine: DuckEngine
    snapshot: Snapshot
    people: frozenset[str]
    prefix: str = OWN
    sources: Mapping[str, str] = field(default_factory=dict)
    _keys: dict[tuple[str, str], frozenset[str] | None] = field(default_factory=dict)
    _scans: dict[tuple[str, Owned, str], Scan] = field(default_factory=dict)
    _beside: dict[tuple[str, str, Owned], str] = field(default_factory=dict)
    _shown: dict[tuple[str, tuple[str, ...]], Rows] = field(default_factory=dict)
    _parts: dict[tuple[str, Stretch, frozenset[str]], str] = field(default_factory=dict)

    def owned(self, question: Question) -> Owned | None:
        """How the subject's facts are found; None where they can be anywhere."""
        found = owned_by(question)
        return None if found is None or self.keys(found) is None else found

    def keys(self, owned: Owned) -> frozenset[str] | None:
        """The values of the fact's column that may be the subject's; None for too many."""
        at = owned.table, owned.key
        if at not in self._keys:
            self._keys[at] = self._owners(*at) if owned.table else self.people
        return self._keys[at]

    def _owners(self, table: str, key: str) -> frozenset[str] | None:
        source, name = self.sources.get(table, table), self.prefix + table
        self.engine.keep(name, having_keys(source, "person_id", sorted(self.people)))
        found = self.engine.query(keys_in(name, key, MOST_KEYS + 1))
        return frozenset(key for (key,) in found) if len(found) <= MOST_KEYS else None

    def scan(self, asked: Iterable[tuple[Question, Behind]]) -> None:
        """Reads the facts that all questions need, of each table in one go."""
        wanted: dict[tuple[str, Owned, str], tuple[FactTable, Scan]] = {}
        for question, behind in asked:
            owned = self.owned(question)
            if owned is not None:
                first = page_query if question.per else days_query
                read = read_of_facts(first(question, behind, owned.column)) | {question.on}
                if len(self.keys(owned) or ()) <= FEW_KEYS:
                    read.update(_whole(question))
                scan, at = Scan(frozenset(read), question.days), _at(question, owned)
                wanted[at] = question.fact, wanted[at][1] | scan if at in wanted else scan
        for at, (table, scan) in wanted.items():
            known = self._scans.get(at, Scan(frozenset(), scan.days, f"{self.prefix}{len(self._scans)}"))
            if known.columns == (both := known | scan).columns and known.days == both.days:
                continue
            fact, owned, on = at
            keys = sorted(self.keys(owned) or ())
            clip = None if on == table.date and _whole_months(both.days) else both.days
            query = own_facts(fact, both.columns | {FILE}, owned, keys, on, clip)
            self._keep(both.name, query, table, on, both.days)
            self._scans[at] = both

    def rows(
        self, question: Question, behind: Behind, owned: Owned, limit: int, offset: int
    ) -> tuple[Rows, int] | None:
        """What `rows_query` finds, and how many rows there are in all.

        None where a fact's key does not tell one row from another.
        """
        scan, whole = self._scans[_at(question, owned)], _whole(question)
        if question.per or scan.columns.issuperset(whole):
            ((count, _share),) = self._answer(rows_count(question, behind), question, owned)
            found = self._page(question, behind, owned, scan, limit, offset)
            return None if found is None else (found, int(count))
        days = self._answer(days_query(question, behind, owned.column), question, owned)
        count = sum(int(many) for *_, many in days)
        part = stretch_of(days, limit, offset)
        if part is None:
            return [], count
        columns = frozenset(whole)
        if len(part.keys) > FEW_AT_ONCE:
            columns = read_of_facts(page_query(question, behind, owned.column)) | {question.on}
        few = Scan(frozenset(columns), part.days, self._part(question, owned, part, columns))
        found = self._page(question, behind, owned, few, limit, offset - part.before)
        return (found, count) if found is not None and len(found) == min(limit, count - offset) else None

    def _page(
        self, question: Question, behind: Behind, owned: Owned, scan: Scan, limit: int, offset: int
    ) -> Rows | None:
        """What `rows_query` finds in a scan; None where a key does not tell one row from another."""
        whole = _whole(question)
        if scan.columns.issuperset(whole):
            return self._answer(rows_query(question, behind, limit, offset), question, owned, scan)
        page = self._answer(page_query(question, behind, owned.column, limit, offset), question, owned, scan)
        if not page:
            return []
        days = min(row[0] for row in page), max(row[0] for row in page) + timedelta(days=1)
        some, keys = ({row[at] for row in page} for at in (2, 1))
        shown = question.fact.name, tuple(sorted(keys))
        if shown not in self._shown:  # whoever is asked about is asked about again
            query = whole_rows(question, whole, owned, sorted(some), sorted(keys), days)
            files = self._files(scan, question, owned, Stretch(frozenset(some), days))
            self._shown[shown] = self.engine.query(self._read(query, question.fact, question.on, days, files))
        found = self._shown[shown]
        by_key = {row[-1]: row[:-1] for row in found}
        if not len(by_key) == len(found) == len(page):
            return None
        return [(*by_key[key], share) for _, key, _, share in page]

    def _part(self, question: Question, owned: Owned, part: Stretch, columns: Collection[str]) -> str:
        """The name of a relation with these facts of the subject, and only these columns."""
        at = question.fact.name, part, frozenset(columns)
        if at not in self._parts:
            name, on = f"{self.prefix}part_{len(self._parts)}", question.on
            files = self._files(self._scans[_at(question, owned)], question, owned, part)
            query = own_facts(question.fact.name, {*columns, FILE}, owned, sorted(part.keys), on, part.days)
            self._keep(name, query, question.fact, on, part.days, files)
            self._parts[at] = name
        return self._parts[at]

    def _files(self, scan: Scan, question: Question, owned: Owned, part: Stretch) -> set[str]:
        """The files that these facts were found in."""
        query = found_in(scan.name, FILE, owned, sorted(part.keys), question.on, part.days)
        return {file for (file,) in self.engine.query(query)}

    def _keep(self, name: str, query: Any, *of: Any) -> None:
        self.engine.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" AS {self._read(query, *of)}')

    def _read(
        self, query: Any, table: FactTable, on: str, days: Days, files: Collection[str] | None = None
    ) -> str:
        """A query over the facts of no other months and files than can have them."""
        within = days if on == table.date else ()
        facts = self.snapshot.located(table, *within, among=files)
        return f'WITH "{table.name}" AS ({facts}) {query.sql("duckdb", copy=False)}'

    def _answer(self, query: Any, question: Question, owned: Owned, scan: Scan | None = None) -> Rows:
        """The rows of a query over the subject's own relations. scan: where its facts are."""
        facts = scan or self._scans[_at(question, owned)]
        return self.engine.query(reading(query, self._instead(query, question, owned, facts.name)))

    def _instead(self, query: Any, question: Question, owned: Owned, facts: str) -> dict[str, str]:
        """The subject's own relations by the names of the tables in whose place they are read."""
        instead = {name: self.prefix + name for name in ("places", "rollup")}
        instead[question.fact.name] = facts
        if owned.table:
            instead[owned.table] = self.prefix + owned.table
        for table, key in joined_by(query, owned.column).items():
            if table not in instead and self.snapshot.rows(table) > FEW:
                instead[table] = self._of_keys(table, key, owned)
        return instead

    def _of_keys(self, table: str, key: str, owned: Owned) -> str:
        """The rows of a table beside the facts that can be joined to the subject's."""
        at = table, key, owned
        if at not in self._beside:
            name = f"{self.prefix}beside_{len(self._beside)}"
            self.engine.keep(name, having_keys(table, key, sorted(self.keys(owned) or ())))
            self._beside[at] = name
        return self._beside[at]


def _at(question: Question, owned: Owned) -> tuple[str, Owned, str]:
    """Questions that are alike in this read the same facts."""
    return question.fact.name, owned, question.on


def _whole_months(days: Days) -> bool:
    """Whether files, which hold a month each, need no look at their days."""
    return days[0].day == days[1].day == 1


def _whole(question: Question) -> tuple[str, ...]:
    """All columns of a fact, and where it was loaded from."""
    return (*question.fact.columns, LOAD, ROW)


def own(
    engine: DuckEngine, snapshot: Snapshot, world: World, who: tuple[str, str], prefix: str,
    sources: Mapping[str, str],
) -> Own | None:  # fmt: skip
    """The own relations of (level, subject): a person, a leader's team or a unit.

    None for the company and for very many people.
    """
    found = _places(engine, world, *who)
    if found is None:
        return None
    stood, units = found
    rollup = [row for row in stood.rollup(units) if row[1:3] == who]
    here = {row[0] for row in rollup}
    rows = [row for row in stood.rows if row[0] in here]
    engine.table(f"{prefix}places", rows, SCHEMAS["places"])
    engine.table(f"{prefix}rollup", rollup, SCHEMAS["rollup"])
    return Own(engine, snapshot, frozenset(row[1] for row in rows), prefix, sources)


def _places(
    engine: DuckEngine, world: World, level: str, subject: str
) -> tuple[Places, Mapping[str, tuple[str, ...]]] | None:
    """Where those stand whose facts can roll up to the subject, and units; None for very many people."""
    if level == "person":
        return places(engine.query(assigned("person_id", [subject])), {}), {}
    if level == "team":
        led = world.organisation.led_by(subject)
        above: dict[str, Lines] = defaultdict(lambda: {subject: []})
        for person, start, end, depth in led:
            above[person][subject].append((start, end, depth))
        people = {subject, *above}
        if len(people) > MOST_PEOPLE:
            return None
        return places(engine.query(assigned("person_id", sorted(people))), above), {}
    if level == "unit":
        units = [unit for unit in world.unit_parents if subject in world.units_above(unit)] or [subject]
        rows = engine.query(assigned("unit_id", units)) if len(units) <= MOST_PEOPLE else []
        if not rows or len(rows) > MOST_PEOPLE:
            return None
        return places(rows, {}), dict.fromkeys(units, (subject,))
    return None
