"""ClickHouse in process, as a check on the dialects: what its dialect in sqlglot leaves out."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlglot import exp

from attain.engine.facts.table import Table
from attain.engine.store import Snapshot
from attain.engine.store.snapshot import LINEAGE

_KINDS = {
    "BIGINT": "Nullable(Int64)",
    "VARCHAR": "Nullable(String)",
    "DATE": "Nullable(Date32)",
    "TIMESTAMP": "Nullable(DateTime64(6, 'UTC'))",
    "BOOLEAN": "Nullable(Bool)",
}

#: What standard SQL takes for granted.
_SETTINGS = (
    "join_use_nulls = 1, cast_keep_nullable = 1, aggregate_functions_null_for_empty = 1, "
    "prefer_column_name_to_alias = 1, union_default_mode = 'ALL', session_timezone = 'UTC', max_threads = 2"
)


class ClickHouse:
    """One session over a snapshot's files and the relations beside them."""

    def __init__(self, snapshot: Snapshot, tables: Mapping[str, Table], beside: Mapping[str, Any]) -> None:
        from chdb.session import Session

        self._session = Session()
        self._session.query("CREATE DATABASE facts")
        self._session.query("USE facts")
        for name, table in tables.items():
            self._files(snapshot, name, table)
        for name, (rows, columns) in beside.items():
            kinds = [_KINDS[_kind(value)] for value in rows[0]]
            self._made(name, dict(zip(columns, kinds, strict=True)), rows)

    def __enter__(self) -> "ClickHouse":
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def query(self, tree: exp.Expression) -> list[tuple[Any, ...]]:
        """Rows as DuckDB gives them, days as text."""
        text = tree.transform(_node).sql("clickhouse")
        answer = str(self._session.query(f"{text} SETTINGS {_SETTINGS}", "JSONCompactEachRow"))
        return [tuple(json.loads(line)) for line in answer.splitlines() if line.strip()]

    def _files(self, snapshot: Snapshot, name: str, table: Table) -> None:
        kinds = {c: kind.physical for c, kind in table.columns.items() if not kind.personal}
        kinds |= LINEAGE if table.date is not None else {}
        self._made(name, {column: _KINDS[kind] for column, kind in kinds.items()})
        for file in snapshot.files(name):
            self._session.query(f"INSERT INTO {_name(name)} SELECT * FROM file({_text(file)}, Parquet)")

    def _made(self, name: str, kinds: Mapping[str, str], rows: Sequence[Sequence[Any]] = ()) -> None:
        columns = ", ".join(f"{_name(column)} {kind}" for column, kind in kinds.items())
        self._session.query(f"CREATE TABLE {_name(name)} ({columns}) ENGINE = Memory")
        values = ", ".join(f"({', '.join(map(_literal, row))})" for row in rows)
        if values:
            self._session.query(f"INSERT INTO {_name(name)} VALUES {values}")


def _node(node: exp.Expression) -> exp.Expression:
    """Sums are taken in 128 bits: ClickHouse wraps around where others say that a number does not fit."""
    if isinstance(node, exp.Sum) and not isinstance(node.this, exp.Cast):
        wide = exp.DataType(this=exp.DataType.Type.INT128)
        node.set("this", exp.Cast(this=exp.Paren(this=node.this), to=wide))
    return node


def _kind(value: object) -> str:
    return "BIGINT" if isinstance(value, int) else "DATE" if isinstance(value, date) else "VARCHAR"


def _literal(value: object) -> str:
    return str(value) if isinstance(value, int) else _text(str(value))


def _name(name: str) -> str:
    return exp.to_identifier(name, quoted=True).sql("clickhouse")


def _text(value: str) -> str:
    return exp.Literal.string(value).sql("clickhouse")
