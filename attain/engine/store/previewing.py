"""What a load would do, without doing it: read and checked to the last row, nothing landed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from attain.engine.facts.table import Table
from attain.engine.faults import Fault, Faulty
from attain.engine.money import scaled
from attain.engine.store import sql
from attain.engine.store.engine import DuckEngine
from attain.engine.store.intake.currency import convert
from attain.engine.store.intake.form import SourceForm
from attain.engine.store.intake.rows import read_rows
from attain.engine.store.intake.soundness import check_control
from attain.engine.store.landing import Landing, match_stored, physical
from attain.engine.store.landing_tables import stored_rows
from attain.engine.store.loading import Loading, check, part_good
from attain.engine.store.snapshot import Snapshot, select_parts

#: So many rows are shown from the beginning, and so many bad ones from anywhere.
FIRST, WRONG = 50, 20


@dataclass(frozen=True, slots=True)
class RowSeen:
    """A row as it will land. values: column → Decimal, date, datetime, bool or text; None for empty.

    texts: column → what stands there instead of a value. faults: of its cells, by column ("" = the row).
    """

    row: int
    values: Mapping[str, Any]
    faults: tuple[Fault, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a load would say. known: the file is in already; only rows in quarantine would be tried.

    months: month of facts → rows that land in it.
    reasons: (fault id, column) → rows. unmet: control totals that the rows do not meet, which refuse a load.
    """

    table: str
    form: SourceForm
    columns: Mapping[str, str]
    unused: tuple[str, ...]
    rows_read: int
    rows_skipped: int
    new: int
    unchanged: int
    corrected: int
    quarantined: int
    reasons: Mapping[tuple[str, str], int]
    rows: tuple[RowSeen, ...]
    wrong: tuple[RowSeen, ...]
    unmet: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    known: bool = False
    months: Mapping[str, int] = field(default_factory=dict)


def preview(loading: Loading, snapshot: Snapshot, workspace: Path) -> Preview:
    """Raises Faulty for what would refuse the load as a whole, control totals aside."""
    settings, told = loading.settings, loading.told
    source = loading.source(snapshot)
    known = any(entry.source == source for entry in snapshot.manifest.loads)
    with DuckEngine(settings.memory_limit, settings.threads, spill=workspace) as engine:
        told("reading", 0)
        read = read_rows(engine, loading.path, loading.table, loading.mapping, settings, workspace)
        told("checking", 0)
        unmet = _unmet(engine, loading, read.rows)
        file = str(loading.path)
        extras = convert(engine, loading.tables, loading.table, loading.mapping, settings, snapshot, file)
        warnings = check(engine, loading, snapshot, None)
        rows, wrong = _rows(engine, loading)
        (quarantined,) = engine.query("SELECT count(DISTINCT _row) FROM bad")[0]
        reasons = engine.query(
            'SELECT fault, "column", count(DISTINCT _row) AS n FROM bad GROUP BY 1, 2 ORDER BY n DESC, 1, 2'
        )
        told("landing", 0)
        part_good(engine, loading.table, extras, "preview")
        landing = Landing(loading.table, settings.decimals, read.feeds.absent, extras)
        new, unchanged, corrected = match_stored(engine, landing, _stored(landing, snapshot))
        months = _months(engine, loading.table)
    return Preview(
        loading.table.name,
        read.form,
        read.feeds.named,
        read.unused,
        read.rows,
        read.skipped,
        new,
        unchanged,
        corrected,
        quarantined,
        {(fault, column): count for fault, column, count in reasons},
        rows,
        wrong,
        unmet,
        tuple(warnings),
        known,
        months,
    )


def _months(engine: DuckEngine, table: Table) -> dict[str, int]:
    if table.date is None:
        return {}
    month = f"strftime({sql.name(table.date)}, '%Y-%m')"
    return dict(engine.query(f"SELECT {month}, count(*) FROM good GROUP BY 1 ORDER BY 1"))


def _unmet(engine: DuckEngine, loading: Loading, rows: int) -> tuple[Fault, ...]:
    if loading.mapping is None:
        return ()
    file = str(loading.path)
    try:
        check_control(engine, loading.table, loading.mapping, rows, loading.settings.decimals, file)
    except Faulty as error:
        return error.faults
    return ()


def _stored(landing: Landing, snapshot: Snapshot) -> str | None:
    """SQL of the rows that are there already."""
    if landing.table.date is None:
        return stored_rows(landing, snapshot)
    parts = snapshot.parts(landing.table.name)
    return select_parts(snapshot.place, parts, physical(landing.declared)) if parts else None


def _rows(engine: DuckEngine, loading: Loading) -> tuple[tuple[RowSeen, ...], tuple[RowSeen, ...]]:
    """The first rows, and the first bad ones."""
    every = "SELECT _row FROM typed UNION SELECT _row FROM bad"
    first = [row for (row,) in engine.query(f"SELECT _row FROM ({every}) ORDER BY _row LIMIT {FIRST}")]
    wrong = [row for (row,) in engine.query(f"SELECT DISTINCT _row FROM bad ORDER BY _row LIMIT {WRONG}")]
    if not first:
        return (), ()
    chosen = ", ".join(map(str, sorted({*first, *wrong})))
    table = loading.table
    names = list(table.columns)
    typed = {
        row: _values(table, names, cells, loading.settings.decimals)
        for row, *cells in engine.query(
            f"SELECT _row, {sql.names(names)} FROM typed WHERE _row IN ({chosen})"
        )
    }
    faults: dict[int, list[Fault]] = {}
    texts: dict[int, dict[str, str]] = {}
    for row, column, value, fault, detail in engine.query(
        f"SELECT * FROM bad WHERE _row IN ({chosen}) ORDER BY ALL"
    ):
        values = {"row": row, "column": column, "value": value, "detail": detail, "table": table.name}
        faults.setdefault(row, []).append(Fault(fault, values, str(loading.path), row, severity="warning"))
        texts.setdefault(row, {})[column] = value
    seen = {
        row: RowSeen(row, typed.get(row, {}), tuple(faults.get(row, ())), texts.get(row, {}))
        for row in {*first, *wrong}
    }
    return tuple(seen[row] for row in first), tuple(seen[row] for row in wrong)


def _values(table: Table, names: list[str], cells: list[Any], decimals: int) -> dict[str, Any]:
    found = {}
    for name, value in zip(names, cells, strict=True):
        kind = table.columns[name]
        found[name] = (
            scaled(int(value), kind.scale(decimals)) if kind.is_number and value is not None else value
        )
    return found
