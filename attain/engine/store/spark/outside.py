"""Facts that lie in the cluster's own tables: found, checked, described, and read as the store's are.

A table of the catalogue stands for a fact table of the rulebook if it has the columns under the same
names, exact numbers for numbers, and each key once. What a run can say of it is its name, its columns, how
many rows it has, and a sum of hashes of all their values, by which any later change is noticed.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from attain.engine.facts.columns import ColumnType, column_type
from attain.engine.facts.table import Table
from attain.engine.faults import Fault, Faulty, nearest
from attain.engine.store import manifests
from attain.engine.store.manifest import Outside
from attain.engine.store.snapshot import Snapshot
from attain.engine.store.spark.cluster import Cluster
from attain.engine.store.spark.dialect import quoted
from attain.engine.store.spark.outside_sql import checks, doubles, read_as

#: What a column may be in the cluster's table, by how the store has it. Fractions of two are no exact number.
FITTING = {
    "BIGINT": ("tinyint", "smallint", "int", "bigint", "decimal"),
    "VARCHAR": ("string", "char", "varchar", "tinyint", "smallint", "int", "bigint"),
    "DATE": ("date",),
    "TIMESTAMP": ("timestamp", "timestamp_ntz", "date"),
    "BOOLEAN": ("boolean",),
}


class Outsiders:
    """The tables of a cluster's catalogue that stand for fact tables, each looked through once."""

    def __init__(self, spark: Any, cluster: Cluster) -> None:
        self._spark, self._cluster = spark, cluster
        self._seen: set[tuple[str, str]] = set()

    def described(self, snapshot: Snapshot, tables: Mapping[str, Table], decimals: int) -> Snapshot:
        """The snapshot with the mapped facts in the place of the store's own, kept as a manifest beside it.

        Raises Faulty: a name that is no fact table, a table that is not there or whose columns or rows do not
        fit.
        """
        if not self._cluster.tables:
            return snapshot
        found = {}
        for name, outside in sorted(self._cluster.tables.items()):
            table = tables.get(name)
            if table is None or table.date is None:
                near = nearest(name, {n for n, t in tables.items() if t.date is not None})
                raise Faulty(Fault("fault.spark.not_fact", {"table": name, "nearest": near}))
            stored = {column: kind.stored(decimals) for column, kind in table.columns.items()}
            found[name] = self._looked_through(table, outside, stored)
        facts = {name: parts for name, parts in snapshot.manifest.facts.items() if name not in found}
        manifest = replace(snapshot.manifest, facts=facts, outside=found, parent=snapshot.id)
        manifests.keep(snapshot.place, manifest)
        return Snapshot(manifest.hash, manifest, snapshot.place)

    def read(self, outside: Outside, table: Table) -> Any:
        """The rows as the store would have them. Raises Faulty where they are no longer those described."""
        if (outside.table, outside.content) not in self._seen:
            now = self._looked_through(table, outside.table, outside.columns)
            if now != outside:
                values = {"table": table.name, "outside": outside.table, "was": outside.rows}
                values["rows"] = now.rows
                raise Faulty(Fault("fault.spark.changed", values))
        there = self._fits(table, outside.table)
        kinds = _kinds(table, outside.columns)
        return self._spark.sql(read_as(_source(outside.table), outside.table, kinds, there))

    def _looked_through(self, table: Table, outside: str, stored: Mapping[str, str]) -> Outside:
        """The table as it is now: every row is read once, and once more for its key. Raises Faulty."""
        kinds, source = _kinds(table, stored), _source(outside)
        there = self._fits(table, outside)
        row = self._spark.sql(checks(source, kinds, there)).collect()[0].asDict()
        faults = [
            Fault("fault.spark.value", {"table": table.name, "outside": outside, "column": name, "rows": n})
            for name in kinds
            if (n := row.get(f"wrong {name}"))
        ]
        (twice,) = self._spark.sql(doubles(source, table.key)).collect()[0]
        if twice:
            key = ", ".join(table.key)
            values = {"table": table.name, "outside": outside, "key": key, "rows": twice}
            faults.append(Fault("fault.spark.twice", values))
        if faults:
            raise Faulty(*faults)
        content = f"{int(row['content'] or 0) % 2**128:032x}"
        self._seen.add((outside, content))
        return Outside(outside, row["rows"], content, dict(stored))

    def _fits(self, table: Table, outside: str) -> set[str]:
        """The columns that are there, in small letters; the table is then a view named `_source`.

        Raises Faulty where the catalogue has no such table, or columns are missing or of another type.
        """
        from pyspark.errors import AnalysisException, ParseException

        try:
            relation = self._spark.table(outside)
        except (AnalysisException, ParseException):
            raise Faulty(Fault("fault.spark.no_table", {"table": table.name, "outside": outside})) from None
        relation.createOrReplaceTempView(quoted(_source(outside)))
        there = {name.lower(): kind for name, kind in relation.dtypes}
        faults = [
            f for name, kind in table.columns.items() if (f := _misfit(table, outside, name, kind, there))
        ]
        if faults:
            raise Faulty(*faults)
        return set(there)


def _source(outside: str) -> str:
    """The view of a catalogue's table, for names that go into queries."""
    return f"_outside {outside}"


def _kinds(table: Table, stored: Mapping[str, str]) -> dict[str, tuple[ColumnType, int]]:
    """Each column's declared type, and the scale that it is read at."""
    return {name: (kind, column_type(stored[name]).scale(0)) for name, kind in table.columns.items()}


def _misfit(
    table: Table, outside: str, name: str, kind: ColumnType, there: Mapping[str, str]
) -> Fault | None:
    values = {"table": table.name, "outside": outside, "column": name, "type": str(kind)}
    found = there.get(name.lower())
    if found is None:
        near = nearest(name, dict(there))
        return None if kind.optional else Fault("fault.spark.no_column", {**values, "nearest": near})
    if found.partition("(")[0] in FITTING[kind.physical]:
        return None
    return Fault("fault.spark.column_type", {**values, "found": found})
