"""Rows of a built-in table are merged by key into a new version of the files that have or get them."""

from dataclasses import replace
from pathlib import Path

from attain.engine.facts.check import CHECKS, Check
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
from attain.engine.store.snapshot import Snapshot, select_parts
from attain.engine.store.table_parts import touched, written

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
    landing = _without_personal(landing, whole, leaving)
    table, manifest = landing.table, snapshot.manifest
    parts = snapshot.parts(table.name)
    check_stored_types(landing, parts)
    keys = ["good"] if leaving is None else ["good", _leaving(engine, table, leaving)]
    chosen = touched(engine, table, parts, keys) if not whole else tuple(range(len(parts)))
    stored = stored_rows(landing, snapshot, tuple(parts[at] for at in chosen))
    counts = match_stored(engine, landing, stored)
    if leaving is not None and stored:
        found, stored = _without(engine, table, stored)
        if found and counts[0] == counts[2] == 0:
            counts = (0, counts[1], found)
    gone = _gone(engine, table, stored) if whole and stored else 0
    if counts[0] == counts[2] == gone == 0:
        return counts, manifest
    engine.execute(f"CREATE TABLE merged AS SELECT {sql.names(landing.declared)} FROM landed")
    if stored:
        engine.execute(f"INSERT INTO merged BY NAME {_staying(table, stored, whole)}")
    check_table(engine, table, _checked(landing, snapshot, parts, chosen))
    kept, personal = _parted(table)
    columns = {name: landing.declared[name] for name in kept}
    files = written(engine, snapshot.place, table, columns, parts, chosen, workspace)
    apart = None
    if personal:
        apart = _personal(engine, landing, snapshot, len(chosen) == len(parts), workspace)
    return counts, manifest.with_table(table.name, files, apart)


def _without_personal(landing: Landing, whole: bool, leaving: Path | None) -> Landing:
    """The same without personal columns, where these stay as they are: no source has them, no row leaves."""
    _, personal = _parted(landing.table)
    leaves = whole or (leaving is not None and leaving.read_text("utf-8").count("\n") > 1)
    if not personal or leaves or not set(personal) <= set(landing.absent):
        return landing
    kept = {name: kind for name, kind in landing.table.columns.items() if not kind.personal}
    absent = tuple(name for name in landing.absent if name in kept)
    return replace(landing, table=replace(landing.table, columns=kept), absent=absent)  # type: ignore[type-var]


def _checked(landing: Landing, snapshot: Snapshot, parts: tuple[Part, ...], chosen: tuple[int, ...]) -> str:
    """The table as it will be, as a relation."""
    others = tuple(part for at, part in enumerate(parts) if at not in chosen)
    if not others:
        return "merged"
    kept, _ = _parted(landing.table)
    types = physical(landing.declared)
    rows = select_parts(snapshot.place, others, {name: types[name] for name in kept})
    return f"(SELECT {sql.names(kept)} FROM merged UNION ALL {rows})"


def _personal(
    engine: DuckEngine, landing: Landing, snapshot: Snapshot, all_of_it: bool, workspace: Path
) -> Part:
    """The file of the personal columns: one, of all rows that have any."""
    table, types = landing.table, landing.declared
    _, personal = _parted(table)
    names = [*table.key, *personal]
    filled = " OR ".join(f"{sql.name(column)} IS NOT NULL" for column in personal)
    rows = f"SELECT {sql.names(names)} FROM merged WHERE {filled}"
    before = snapshot.personal(table.name)
    if not all_of_it and before is not None and before.file:
        engine_types = physical(types)
        apart = select_parts(snapshot.place, (before,), {name: engine_types[name] for name in names})
        changed = f"SELECT {sql.names(table.key)} FROM merged"
        if engine.query("SELECT 1 FROM duckdb_tables() WHERE table_name = 'leaving'"):
            changed += f" UNION ALL SELECT {sql.names(table.key)} FROM leaving"
        on = sql.equal(table.key, "p", "c")
        rows += f" UNION ALL SELECT p.* FROM ({apart}) p ANTI JOIN ({changed}) c ON {on}"
    chosen = {name: types[name] for name in names}
    folder = f"personal/{table.name}"
    return write_part(engine, snapshot.place, f"({rows})", chosen, table.order, folder, workspace)


def _leaving(engine: DuckEngine, table: Table, leaving: Path) -> str:
    """The keys of rows that leave, as a relation."""
    keys = ", ".join(
        f"CAST(coalesce({sql.name(name)}, '') AS {table.columns[name].physical}) AS {sql.name(name)}"
        for name in table.key
    )
    engine.execute(
        f"CREATE TABLE leaving AS SELECT {keys} FROM read_csv({sql.text(str(leaving))}, header = true, "
        "all_varchar = true, delim = ',', quote = '\"')"
    )
    return "leaving"


def _without(engine: DuckEngine, table: Table, stored: str) -> tuple[int, str]:
    """How many stored rows leave, and SQL of the others."""
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


def _parted(table: Table) -> tuple[list[str], list[str]]:
    personal = [name for name, kind in table.columns.items() if kind.personal]
    return [name for name in table.columns if name not in personal], personal


def stored_rows(landing: Landing, snapshot: Snapshot, parts: tuple[Part, ...] | None = None) -> str | None:
    """SQL of the stored rows (those of `parts` alone), personal columns beside the others."""
    table = landing.table
    parts = snapshot.parts(table.name) if parts is None else parts
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


def check_table(engine: DuckEngine, table: Table, relation: str) -> None:
    """Raises Faulty with the first contradictions among the rows of a built-in table.

    Where that is but a part of it, only the groups of `landed` are looked at: no others can have got any.
    """
    if faults := contradictions(engine, table.name, relation, relation != "merged"):
        raise Faulty(*faults)


def contradictions(engine: DuckEngine, name: str, relation: str, landed: bool = False) -> list[Fault]:
    """The first contradictions among the rows of `relation`, which holds table `name`.

    landed: only in the groups that `landed` has.
    """
    faults = []
    for check in CHECKS:
        if check.table == name:
            rows = _within(engine, check, relation) if landed and check.within else relation
            rows = engine.query(check.sql.replace("{rows}", rows) + f" LIMIT {TOLD}")
            columns = engine.columns()
            faults += [Fault(check.id, dict(zip(columns, row, strict=True))) for row in rows]
    return faults


def _within(engine: DuckEngine, check: Check, relation: str) -> str:
    """The rows of the groups in which something has landed."""
    groups = f"(SELECT DISTINCT {sql.names(check.within)} FROM landed)"
    on = sql.equal(check.within, "r", "l")
    engine.execute(
        f"CREATE OR REPLACE TABLE grouped AS SELECT r.* FROM {relation} r SEMI JOIN {groups} l ON {on}"
    )
    return "grouped"
