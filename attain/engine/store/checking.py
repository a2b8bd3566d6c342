"""The whole store looked over: what tables say against each other, whatever the order they came in."""

from collections.abc import Mapping

from attain.engine.facts.table import Table
from attain.engine.faults import Fault
from attain.engine.store import sql
from attain.engine.store.engine import DuckEngine
from attain.engine.store.landing_tables import TOLD, contradictions
from attain.engine.store.snapshot import Snapshot


def check_snapshot(snapshot: Snapshot, tables: Mapping[str, Table]) -> list[Fault]:
    """Contradictions within tables, and keys that name nothing (the first ones of each kind)."""
    faults = []
    with DuckEngine() as engine:
        engine.register(snapshot, tables)
        for name, table in tables.items():
            if snapshot.rows(name):
                faults += contradictions(engine, name, sql.name(name))
                faults += _unknown_keys(engine, snapshot, table, tables)
    return faults


def _unknown_keys(
    engine: DuckEngine, snapshot: Snapshot, table: Table, tables: Mapping[str, Table]
) -> list[Fault]:
    faults = []
    for column, kind in table.columns.items():
        if kind.references is None or not snapshot.rows(kind.references):
            continue
        (key,) = tables[kind.references].key
        named, there = sql.name(column), sql.name(kind.references)
        rows = engine.query(
            f"SELECT DISTINCT {named} FROM {sql.name(table.name)} WHERE {named} IS NOT NULL "
            f"AND {named} NOT IN (SELECT {sql.name(key)} FROM {there}) ORDER BY 1 LIMIT {TOLD}"
        )
        faults += [
            Fault(
                f"fault.unknown_{kind.kind}",
                {"value": value, "column": column, "detail": kind.references, "table": table.name},
                severity="warning",
            )
            for (value,) in rows
        ]
    return faults
