"""The source rows and the SQL behind the measures of an explanation, fetched by predicate."""

import json
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from attain.engine.measures.own import OWN, by_person
from attain.engine.measures.query import measure_query
from attain.engine.measures.relations import organise
from attain.engine.measures.rows import LOAD, ROW, SHARE, Behind, rows_count, rows_query
from attain.engine.measures.schema import Schema
from attain.engine.measures.selection import Question
from attain.engine.measures.traits import traits
from attain.engine.money import PPM, scaled
from attain.engine.store import DuckEngine, Snapshot
from attain.engine.trace import Node
from attain.runs.compute import Computed, schema_of
from attain.runs.own import Own, Rows, own

#: The column that says where a row came from: file and row, as a spreadsheet counts them.
SOURCE = "_source"

#: The tables that say who owns what.
OWNERS = ("coverage", "product_coverage")

#: Of so many subjects what was made is remembered.
MOST_SUBJECTS = 8


@dataclass(frozen=True)
class SourceRows:
    """A measure's rows for one subject: the first ones, and how many there are.

    columns: those of the source, then SOURCE (the file and row that it came from) and SHARE.
    """

    question: Question
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    count: int

    @property
    def measure(self) -> str:
        """The measure's name."""
        return self.question.measure.measure

    @property
    def sql(self) -> str:
        """The SQL of the measure."""
        return _text(self.question)

    def named(self) -> list[dict[str, Any]]:
        """The rows by the names of their columns."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def json(self) -> dict[str, Any]:
        """The same as JSON knows it: exact numbers and days as text."""
        rows = [{name: _plain(value) for name, value in row.items()} for row in self.named()]
        return {"measure": self.measure, "count": self.count, "rows": rows}


def behind(
    engine: DuckEngine, snapshot: Snapshot, computed: Computed, node: Node, limit: int = 100, offset: int = 0
) -> list[SourceRows]:
    """The rows behind every measure in the tree, each measure once."""
    return Sources(engine, snapshot, computed).rows(node, limit, offset)


class Sources:
    """Finds the rows behind a run's numbers. What was made for a subject stays for the next question.

    stays: who asks will ask about many people: whom each client belongs to is sorted by person once.
    """

    def __init__(
        self, engine: DuckEngine, snapshot: Snapshot, computed: Computed, stays: bool = False
    ) -> None:
        self.engine, self.snapshot, self.computed = engine, snapshot, computed
        self.schema = schema_of(computed.rules)
        engine.register(snapshot, computed.rules.tables)
        self.traits = traits(engine.query)
        self._by_person = {table: _sorted(engine, table) for table in OWNERS} if stays else {}
        self._own: OrderedDict[tuple[str, str], tuple[str, Own | None]] = OrderedDict()
        self._everybody = False

    def rows(self, node: Node, limit: int = 100, offset: int = 0) -> list[SourceRows]:
        """The rows behind every measure in the tree, each measure once, in the tree's order."""
        asked = self._asked(node)
        found: dict[tuple[str, ...], SourceRows] = {}
        for who in dict.fromkeys((behind.level, behind.subject) for _, behind in asked.values()):
            own = self._own_of(who)
            alike = {key: each for key, each in asked.items() if (each[1].level, each[1].subject) == who}
            if own is not None:
                own.scan(alike.values())
            for key, (question, behind) in alike.items():
                rows = self._rows(own, question, behind, limit, offset)
                found[key] = replace(rows, **_placed(rows, self.snapshot))
        return [found[key] for key in asked]

    def sql(self, node: Node) -> dict[str, str]:
        """The SQL of every measure in the tree, by name."""
        return {question.measure.measure: _text(question) for question, _ in self._asked(node).values()}

    def _asked(self, node: Node) -> dict[tuple[str, ...], tuple[Question, Behind]]:
        found = {}
        rules = self.computed.rules
        for facts in (measured.facts for measured in _measures(node)):
            period = rules.calendar.period(facts["period"])
            measure = rules.measure(facts["name"], period.last_day)
            question = Question(measure, period, self.schema, rules.calendar, self.traits)
            behind = Behind(facts["level"], facts["subject"], facts["spell"], facts["group"])
            key = (facts["name"], behind.level, behind.subject, behind.spell, behind.group, facts["period"])
            found.setdefault(tuple(map(str, key)), (question, behind))
        return found

    def _own_of(self, who: tuple[str, str]) -> Own | None:
        """The subject's own relations; those of the subject that was not asked about longest give way."""
        if who not in self._own:
            prefix = f"{OWN}{len(self._own)}_"
            if len(self._own) == MOST_SUBJECTS:
                prefix, _ = self._own.popitem(last=False)[1]
            world = self.computed.evaluation.world
            self._own[who] = prefix, own(self.engine, self.snapshot, world, who, prefix, self._by_person)
        self._own.move_to_end(who)
        return self._own[who][1]

    def _rows(
        self, own: Own | None, question: Question, behind: Behind, limit: int, offset: int
    ) -> SourceRows:
        """By the subject's own relations where that is possible, else by everybody's."""
        owned = own.owned(question) if own is not None else None
        found = own.rows(question, behind, owned, limit, offset) if own and owned else None
        rows, count = found or self._plain(question, behind, limit, offset)
        columns = (*question.fact.columns, LOAD, ROW, SHARE)
        scales = [_scale(question, self.schema, column) for column in columns]
        shown = tuple(
            tuple(
                v if s is None or v is None else scaled(int(v), s) for v, s in zip(row, scales, strict=True)
            )
            for row in rows
        )
        return SourceRows(question, columns, shown, count)

    def _plain(self, question: Question, behind: Behind, limit: int, offset: int) -> tuple[Rows, int]:
        if not self._everybody:
            organise(self.engine)
            self._everybody = True
        rows = self.engine.query(rows_query(question, behind, limit, offset))
        ((count, _share),) = self.engine.query(rows_count(question, behind))
        return rows, int(count)


def _sorted(engine: DuckEngine, table: str) -> str:
    """The name of a table of owners in the order of people."""
    name = f"{OWN}by_person_{table}"
    engine.keep(name, by_person(table))
    return name


def _text(question: Question) -> str:
    return measure_query(question).sql("duckdb", pretty=True)


def _measures(node: Node) -> Iterator[Node]:
    if node.id == "measure":
        yield node
    for child in node.children:
        yield from _measures(child)


def _placed(found: SourceRows, snapshot: Snapshot) -> dict[str, Any]:
    """Columns and rows with the name of the file in the place of the load's."""
    load, row = found.columns.index(LOAD), found.columns.index(ROW)
    files = {key: _file(snapshot, key) for key in {each[load] for each in found.rows}}
    return {
        "columns": (*found.columns[:load], SOURCE, *found.columns[row + 1 :]),
        "rows": tuple(
            (*each[:load], _at(files[each[load]], each[row]), *each[row + 1 :]) for each in found.rows
        ),
    }


def _at(file: str, row: int | None) -> str:
    """Where a row came from; in a cluster's own table rows have no number."""
    return file if row is None else f"{file}:{row}"


def _file(snapshot: Snapshot, load: str) -> str:
    name = f"loads/{load}.json"
    return json.loads(snapshot.place.read(name))["form"]["file"] if snapshot.place.exists(name) else load


def _scale(question: Question, schema: Schema, column: str) -> int | None:
    if column == SHARE:
        return len(str(PPM)) - 1
    kind = question.fact.columns.get(column)
    return kind.scale(schema.currency_decimals) if kind is not None and kind.is_number else None


def _exact(value: Any, scale: int | None) -> Any:
    """A stored integer as the number that it is worth; other values as they are."""
    return value if scale is None or value is None else scaled(int(value), scale)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    return value if value is None or isinstance(value, (int, bool)) else str(value)
