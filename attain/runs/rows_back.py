"""What takes entered rows back: the rows as they were, and away with those that were not there."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attain.engine.facts import Table
from attain.engine.money import scaled
from attain.engine.store import Change as Entry
from attain.engine.store import DuckEngine, Snapshot

#: Table and row: as a CSV file has it; {} of a key where there is none.
Found = list[tuple[str, dict[str, str], dict[str, str]]]


def texts(table: Table, row: Mapping[str, Any], decimals: int) -> dict[str, str]:
    """A stored row as a CSV file of the table would have it."""
    return {name: _text(row[name], table, name, decimals) for name in row}


def rows_there(
    engine: DuckEngine, snapshot: Snapshot, tables: Mapping[str, Table], of: Iterable[Entry], decimals: int
) -> Found:
    """(table, key, row) of every row that the entries touch, as the snapshot has it. No personal columns."""
    found: Found = []
    for entry in of:
        table = tables[entry.table]
        engine.register(snapshot, {entry.table: table})
        keys = [{name: row.get(name, "") for name in table.key} for row in (*entry.rows, *entry.gone)]
        found += [(entry.table, key, row) for key, row in _by_key(engine, table, keys, decimals)]
    return found


def back(before: Found, after: Found) -> list[Entry]:
    """The entries that make the rows as they were before. Rows whose columns are the same both times stay."""
    rows: dict[str, list[dict[str, str]]] = {}
    gone: dict[str, list[dict[str, str]]] = {}
    now = {(table, tuple(key.items())): row for table, key, row in after}
    for table, key, row in before:
        if now.get((table, tuple(key.items()))) == row:
            continue
        if row:
            rows.setdefault(table, []).append(row)
        else:
            gone.setdefault(table, []).append(key)
    tables = dict.fromkeys(table for table, _, _ in before)
    return [Entry(table, rows.get(table, []), gone.get(table, [])) for table in reversed(tables)]


def _by_key(
    engine: DuckEngine, table: Table, keys: Sequence[Mapping[str, str]], decimals: int
) -> list[tuple[dict[str, str], dict[str, str]]]:
    kept = [name for name, kind in table.columns.items() if not kind.personal]
    columns = ", ".join(f'"{name}"' for name in kept)
    told = []
    for key in {tuple(each.items()): dict(each) for each in keys}.values():
        same = " AND ".join(f"coalesce(CAST(\"{name}\" AS VARCHAR), '') = ?" for name in table.key)
        rows = engine.query(f'SELECT {columns} FROM "{table.name}" WHERE {same}', list(key.values()))
        told.append((key, texts(table, dict(zip(kept, rows[0], strict=True)), decimals) if rows else {}))
    return told


def _text(value: Any, table: Table, column: str, decimals: int) -> str:
    kind = table.columns[column]
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if kind.kind == "percent":
        return f"{scaled(value, kind.scale(decimals) - 2).normalize():f}%"
    if kind.is_number:
        return f"{scaled(value, kind.scale(decimals)):f}"
    return str(value)
