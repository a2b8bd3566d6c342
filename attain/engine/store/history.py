"""The chain of snapshots: what each load or change has brought, and one table at two of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from attain.engine.facts.table import Table
from attain.engine.faults import Faulty
from attain.engine.store import sql
from attain.engine.store.engine import DuckEngine
from attain.engine.store.landing import physical
from attain.engine.store.manifest import Part
from attain.engine.store.manifests import named
from attain.engine.store.snapshot import Snapshot, select_parts
from attain.engine.store.store import Store
from attain.engine.store.waiting import told_of

#: So many rows that differ are shown.
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Step:
    """A snapshot in the chain. at: when its manifest was written, by the store's disk.

    loads: what it brought that its parent had not: what its load has told. rows: table → more or fewer rows.
    undone: what its parent had and it has not: loads that were taken back.
    """

    id: str
    parent: str
    at: datetime
    loads: tuple[dict[str, Any], ...]
    rows: Mapping[str, int]
    undone: tuple[dict[str, Any], ...] = ()


def steps(store: Store, start: str | None = None) -> Iterator[Step]:
    """The snapshots from the newest (or `start`) back to the first. Raises Faulty for an unknown start."""
    snapshot = store.snapshot(start)
    while True:
        parent = _parent(store, snapshot)
        yield _step(snapshot, parent)
        if parent is None:
            return
        snapshot = parent


def _parent(store: Store, snapshot: Snapshot) -> Snapshot | None:
    """The one before; None where there was none, or it is gone."""
    if not snapshot.manifest.parent:
        return None
    try:
        return store.snapshot(snapshot.manifest.parent)
    except Faulty:
        return None


def _step(snapshot: Snapshot, parent: Snapshot | None) -> Step:
    known = {entry.load_id for entry in parent.manifest.loads} if parent else set()
    new = [entry.load_id for entry in snapshot.manifest.loads if entry.load_id not in known]
    kept = {entry.load_id for entry in snapshot.manifest.loads}
    tables = {*snapshot.tables(), *(parent.tables() if parent else ())}
    rows = {name: snapshot.rows(name) - (parent.rows(name) if parent else 0) for name in sorted(tables)}
    return Step(
        snapshot.id,
        parent.id if parent else "",
        _written(snapshot, named(snapshot.id)),
        tuple(_told(snapshot, load) for load in new),
        {name: more for name, more in rows.items() if more},
        tuple(_told(snapshot, load) for load in sorted(known - kept)),
    )


def _told(snapshot: Snapshot, load: str) -> dict[str, Any]:
    try:
        return told_of(snapshot, load)
    except Faulty:
        return {"load_id": load, "table": "", "form": {"file": ""}}


def written_at(snapshot: Snapshot, load: str) -> datetime:
    """When a load's record was written."""
    return _written(snapshot, f"loads/{load}.json")


def _written(snapshot: Snapshot, name: str) -> datetime:
    try:
        return datetime.fromtimestamp(int(Path(snapshot.place.path(name)).stat().st_mtime), UTC)
    except OSError:
        return datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Compared:
    """A table at two snapshots. rows: (sign, values by column) of the first rows that differ.

    sign: "+" only in the second, "−" only in the first, "~" the second's values of a key whose row differs.
    """

    before: int
    after: int
    new: int
    gone: int
    changed: int
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Any, ...]], ...]


def compared(first: Snapshot, second: Snapshot, table: Table, decimals: int) -> Compared:
    """Rows by key. Files that both have are the same rows, and are not read."""
    kept = {name: kind for name, kind in table.columns.items() if not kind.personal}
    types = physical({name: kind.stored(decimals) for name, kind in kept.items()})
    there, here = first.parts(table.name), second.parts(table.name)
    same = {part.file for part in there} & {part.file for part in here}
    with DuckEngine() as engine:
        for name, parts, snapshot in (("a", there, first), ("b", here, second)):
            own = tuple(part for part in parts if part.file not in same)
            engine.execute(f"CREATE VIEW {name} AS {_rows(snapshot, own, types)}")
        on = sql.equal(table.key, "a", "b")
        alike = sql.same([name for name in kept if name not in table.key] or list(table.key), "a", "b")
        columns = sql.names(kept)
        engine.execute(
            f"CREATE TABLE differing AS SELECT '−' AS sign, {_of('a', kept)} FROM a ANTI JOIN b ON {on} "
            f"UNION ALL SELECT '+', {_of('b', kept)} FROM b ANTI JOIN a ON {on} "
            f"UNION ALL SELECT '~', {_of('b', kept)} FROM b JOIN a ON {on} WHERE NOT {alike}"
        )
        counts = dict(engine.query("SELECT sign, count(*) FROM differing GROUP BY 1"))
        rows = engine.query(
            f"SELECT sign, {columns} FROM differing ORDER BY {sql.names(table.key)}, sign LIMIT {SHOWN}"
        )
    return Compared(
        first.rows(table.name),
        second.rows(table.name),
        counts.get("+", 0),
        counts.get("−", 0),
        counts.get("~", 0),
        tuple(kept),
        tuple((sign, tuple(values)) for sign, *values in rows),
    )


def _of(relation: str, columns: Mapping[str, Any]) -> str:
    return ", ".join(f"{relation}.{sql.name(name)}" for name in columns)


def _rows(snapshot: Snapshot, parts: tuple[Part, ...], types: Mapping[str, str]) -> str:
    return select_parts(snapshot.place, parts, types)
