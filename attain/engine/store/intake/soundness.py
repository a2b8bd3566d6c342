"""Checks of typed rows against each other and against what is known: keys, ranges, references, totals."""

import re
from collections.abc import Mapping as MappingOf
from decimal import Decimal

from attain.engine.facts.mapping import Mapping
from attain.engine.facts.table import Table
from attain.engine.faults import Fault, Faulty, nearest
from attain.engine.money import rounded, scaled
from attain.engine.store import sql
from attain.engine.store.engine import DuckEngine
from attain.engine.store.snapshot import Snapshot


def check_duplicates(engine: DuckEngine, table: Table) -> None:
    """All rows that share a key go to quarantine, each naming the others: we can't say which is right."""
    key = sql.names(table.key)
    filled = " AND ".join(f"{sql.name(column)} IS NOT NULL" for column in table.key)
    shown = " || '|' || ".join(f"CAST(t.{sql.name(column)} AS VARCHAR)" for column in table.key)
    engine.execute(
        f"INSERT INTO bad SELECT t._row, {sql.text(', '.join(table.key))}, {shown}, 'fault.row_twice', "
        f"array_to_string(list_filter(d.rows, lambda r: r <> t._row)[:5], ', ') FROM typed t JOIN "
        f"(SELECT {key}, list(_row ORDER BY _row) AS rows FROM typed WHERE {filled} GROUP BY {key} "
        f"HAVING count(*) > 1) d USING ({key})"
    )


def check_ranges(engine: DuckEngine, table: Table) -> None:
    """A spell ends after it starts."""
    if "from" in table.columns and "to" in table.columns and table.columns["from"].kind == "date":
        engine.execute(
            "INSERT INTO bad SELECT _row, 'to', CAST(\"to\" AS VARCHAR), 'fault.range_empty', "
            'CAST("from" AS VARCHAR) FROM typed WHERE "from" >= "to"'
        )


def check_references(
    engine: DuckEngine, table: Table, tables: MappingOf[str, Table], snapshot: Snapshot
) -> list[Fault]:
    """Rows that name an unknown client, product, person or unit go to quarantine.

    A table that was never loaded can't be asked: that is told by the warnings that are returned.
    """
    warnings = []
    for column, kind in table.columns.items():
        if kind.references is None:
            continue
        if kind.references != table.name and not snapshot.rows(kind.references):
            warnings.append(
                Fault(
                    "fault.references_unchecked",
                    {"column": column, "table": kind.references},
                    severity="warning",
                )
            )
            continue
        engine.execute(
            f"INSERT INTO bad SELECT _row, {sql.text(column)}, {sql.name(column)}, "
            f"'fault.unknown_{kind.kind}', {sql.text(kind.references)} FROM typed WHERE {sql.name(column)} "
            f"IS NOT NULL AND {sql.name(column)} NOT IN ({_known(kind.references, table, tables, snapshot)})"
        )
    return warnings


def _known(name: str, table: Table, tables: MappingOf[str, Table], snapshot: Snapshot) -> str:
    """SQL of the keys of a built-in table; rows may name rows of their own file."""
    (key,) = tables[name].key
    known = f"SELECT {sql.name(key)} FROM ({snapshot.relation(tables[name])})"
    if name == table.name:
        known += f" UNION ALL SELECT {sql.name(key)} FROM typed WHERE {sql.name(key)} IS NOT NULL"
    return known


def check_control(
    engine: DuckEngine, table: Table, mapping: Mapping, rows: int, decimals: int, file: str
) -> dict[str, Decimal]:
    """The source's control totals, met by all rows that were read. Raises Faulty with both numbers if not."""
    found = {total: _total(engine, table, total, rows, decimals, file) for total in mapping.control}
    faults = [
        Fault("fault.control_total", {"total": total, "stated": stated, "found": found[total]}, file)
        for total, stated in mapping.control.items()
        if rounded(found[total], max(0, -int(stated.as_tuple().exponent))) != stated
    ]
    if faults:
        raise Faulty(*faults)
    return found


def _total(engine: DuckEngine, table: Table, total: str, rows: int, decimals: int, file: str) -> Decimal:
    if total == "rows":
        return Decimal(rows)
    column = re.sub(r"^sum\(\s*|\s*\)$", "", total)
    kind = table.columns.get(column)
    if kind is None or not kind.is_number:
        values = {"column": column, "nearest": nearest(column, dict(table.columns)), "table": table.name}
        raise Faulty(Fault("fault.control_column", values, file))
    (found,) = engine.query(f"SELECT sum(CAST({sql.name(column)} AS HUGEINT)) FROM typed")[0]
    return scaled(int(found or 0), kind.scale(decimals))
