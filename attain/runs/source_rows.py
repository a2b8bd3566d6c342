"""The source rows and the SQL behind the measures of an explanation, fetched by predicate."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from attain.engine.measures.query import measure_query
from attain.engine.measures.relations import prepare
from attain.engine.measures.rows import LOAD, ROW, SHARE, Behind, rows_count, rows_query
from attain.engine.measures.schema import Schema
from attain.engine.measures.selection import Question
from attain.engine.money import PPM, scaled
from attain.engine.store import DuckEngine, Snapshot
from attain.engine.trace import Node
from attain.runs.compute import Computed, schema_of

#: The column that says where a row came from: file and row, as a spreadsheet counts them.
SOURCE = "_source"


@dataclass(frozen=True)
class SourceRows:
    """A measure's rows for one subject: the first ones, how many there are, and the SQL of the measure.

    columns: those of the source, then SOURCE (the file and row that it came from) and SHARE.
    """

    measure: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    count: int
    sql: str

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
    schema = schema_of(computed.rules)
    engine.register(snapshot, computed.rules.tables)
    traits = prepare(engine, snapshot, schema)
    found: dict[tuple[str, ...], SourceRows] = {}
    for measured in _measures(node):
        facts = measured.facts
        names = ("name", "level", "subject", "spell", "group", "period")
        key = tuple(str(facts[name]) for name in names)
        if key in found:
            continue
        period = computed.rules.calendar.period(facts["period"])
        measure = computed.rules.measure(facts["name"], period.last_day)
        question = Question(measure, period, schema, computed.rules.calendar, traits)
        where = Behind(facts["level"], facts["subject"], facts["spell"], facts["group"])
        rows = _rows(engine, question, where, schema, limit, offset)
        found[key] = replace(rows, **_placed(rows, snapshot))
    return list(found.values())


def _measures(node: Node) -> Iterator[Node]:
    if node.id == "measure":
        yield node
    for child in node.children:
        yield from _measures(child)


def _rows(
    engine: DuckEngine, question: Question, where: Behind, schema: Schema, limit: int, offset: int
) -> SourceRows:
    rows = engine.query(rows_query(question, where, limit, offset))
    columns = engine.columns()
    scales = [_scale(question, schema, column) for column in columns]
    shown = tuple(
        tuple(v if s is None or v is None else scaled(int(v), s) for v, s in zip(row, scales, strict=True))
        for row in rows
    )
    ((count, _share),) = engine.query(rows_count(question, where))
    sql = measure_query(question).sql("duckdb", pretty=True)
    return SourceRows(question.measure.measure, columns, shown, int(count), sql)


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


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    return value if value is None or isinstance(value, (int, bool)) else str(value)
