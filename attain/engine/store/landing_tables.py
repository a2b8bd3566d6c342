"""Rows of a built-in table are merged by key into a new version of the whole table."""

from pathlib import Path

from attain.engine.facts.check import CHECKS
from attain.engine.facts.table import Table
from attain.engine.faults import Fault, Faulty
from attain.engine.store import sql
from attain.engine.store.engine import DuckEngine
from attain.engine.store.landing import (
    Landing,
    check_stored_types,
    match_stored,
    physical,
    write_part,
)
from attain.engine.store.manifest import Manifest, Part
from attain.engine.store.place import Place
from attain.engine.store.snapshot import Snapshot, select_parts

#: How many faults of one kind are told; the first ones show what is wrong.
TOLD = 20


def land_table(
    engine: DuckEngine,
    landing: Landing,
    snapshot: Snapshot,
    workspace: Path,
    whole: bool,
    leaving: Path | None = None,
) -> tuple[tuple[int, int, int], Manifest]:
    """Counts (new, unchanged, corrected) and the manifest with the new version.

    whole: what the file does not have is gone; leaving: a file with the keys of rows that are.
    Raises Faulty if the table would contradict itself.
    """
    table, manifest = landing.table, snapshot.manifest
    parts = snapshot.parts(table.name)
    check_stored_types(landing, parts)
    stored = stored_rows(landing, snapshot)
    counts = match_stored(engine, landing, stored)
    if leaving is not None and stored:
        found, stored = _without(engine, table, stored, leaving)
        if found and counts[0] == counts[2] == 0:
            counts = (0, counts[1], found)
    gone = _gone(engine, table, stored) if whole and stored else 0
    if counts[0] == counts[2] == gone == 0:
        return counts, manifest
    engine.execute(f"CREATE TABLE merged AS SELECT {sql.names(landing.declared)} FROM landed")
    if stored:
        engine.execute(f"INSERT INTO merged BY NAME {_staying(table, stored, whole)}")
    check_table(engine, table.name, "merged")
    kept, personal = _parted(table)
    stored_types = landing.declared
    part = _write(engine, snapshot.place, table, kept, stored_types, "tables", workspace)
    apart = None
    if personal:
        filled = " OR ".join(f"{sql.name(column)} IS NOT NULL" for column in personal)
        engine.execute(f"DELETE FROM merged WHERE NOT ({filled})")
        apart = _write(
            engine, snapshot.place, table, [*table.key, *personal], stored_types, "personal", workspace
        )
    return counts, manifest.with_table(table.name, part, apart)


def _without(engine: DuckEngine, table: Table, stored: str, leaving: Path) -> tuple[int, str]:
    """How many stored rows leave, and SQL of the others."""
    keys = ", ".join(
        f"CAST(coalesce({sql.name(name)}, '') AS {table.columns[name].physical}) AS {sql.name(name)}"
        for name in table.key
    )
    engine.execute(
        f"CREATE TABLE leaving AS SELECT {keys} FROM read_csv({sql.text(str(leaving))}, header = true, "
        "all_varchar = true, delim = ',', quote = '\"')"
    )
    same = sql.equal(table.key, "o", "x")
    (count,) = engine.query(f"SELECT count(*) FROM ({stored}) o SEMI JOIN leaving x ON {same}")[0]
    return count, f"SELECT o.* FROM ({stored}) o ANTI JOIN leaving x ON {same}"


def _gone(engine: DuckEngine, table: Table, stored: str) -> int:
    """How many stored rows the file no longer has."""
    key = sql.equal(table.key, "o", "g")
    return engine.query(
        f"SELECT count(*) FROM ({stored}) o WHERE NOT EXISTS (SELECT 1 FROM good g WHERE {key})"
    )[0][0]


def _staying(table: Table, stored: str, whole: bool) -> str:
    """SQL of the stored rows that stay as they are."""
    if whole:
        return f"SELECT o.* FROM ({stored}) o SEMI JOIN ({_SAME}) g ON {sql.equal(table.key, 'o', 'g')}"
    return f"SELECT o.* FROM ({stored}) o ANTI JOIN landed l ON {sql.equal(table.key, 'o', 'l')}"


_SAME = "SELECT good.* FROM good JOIN matched USING (_row) WHERE matched.same"


def _write(
    engine: DuckEngine,
    place: Place,
    table: Table,
    columns: list[str],
    types: dict[str, str],
    folder: str,
    workspace: Path,
) -> Part:
    chosen = {name: types[name] for name in columns}
    return write_part(engine, place, "merged", chosen, table.order, f"{folder}/{table.name}", workspace)


def _parted(table: Table) -> tuple[list[str], list[str]]:
    personal = [name for name, kind in table.columns.items() if kind.personal]
    return [name for name in table.columns if name not in personal], personal


def stored_rows(landing: Landing, snapshot: Snapshot) -> str | None:
    """SQL of the stored rows, personal columns beside the others."""
    table = landing.table
    parts = snapshot.parts(table.name)
    if not parts or not parts[0].file:
        return None
    kept, personal = _parted(table)
    types = physical(landing.declared)
    rows = select_parts(snapshot.place, parts, {name: types[name] for name in kept})
    if not personal:
        return rows
    apart = snapshot.personal(table.name)
    files = (apart,) if apart and apart.file else ()
    names = [*table.key, *personal]
    beside = select_parts(snapshot.place, files, {name: types[name] for name in names})
    return f"SELECT * FROM ({rows}) LEFT JOIN ({beside}) USING ({sql.names(table.key)})"


def check_table(engine: DuckEngine, name: str, relation: str) -> None:
    """Raises Faulty with the first contradictions among the rows of a built-in table."""
    if faults := contradictions(engine, name, relation):
        raise Faulty(*faults)


def contradictions(engine: DuckEngine, name: str, relation: str) -> list[Fault]:
    """The first contradictions among the rows of `relation`, which holds table `name`."""
    faults = []
    for check in CHECKS:
        if check.table == name:
            rows = engine.query(check.sql.replace("{rows}", relation) + f" LIMIT {TOLD}")
            columns = engine.columns()
            faults += [Fault(check.id, dict(zip(columns, row, strict=True))) for row in rows]
    return faults
