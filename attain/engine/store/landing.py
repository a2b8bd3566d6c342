"""Good rows go to their place: new ones beside the old, corrected ones in a new version of their month.

Reads `good` (columns, extras, _load, _row); what has landed stands in files that a manifest may name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from attain.engine.facts.columns import REFERENCES, column_type
from attain.engine.facts.table import Table
from attain.engine.faults import Fault, Faulty
from attain.engine.store import sql
from attain.engine.store.engine import DuckEngine
from attain.engine.store.manifest import Part
from attain.engine.store.place import Place
from attain.engine.store.snapshot import Snapshot, select_parts

#: A month with more files than this is written anew as one: many small files make reading slower.
MOST_FILES = 8

#: Stored types of the columns that intake adds.
HIDDEN = {"_load": "text", "_row": "integer"}

Told = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Landing:
    """What is to land. extras: columns beside the declared ones (originals of converted money).

    absent: columns that the source does not have; rows that are there already keep what they had.
    """

    table: Table
    decimals: int
    absent: tuple[str, ...] = ()
    extras: Mapping[str, str] = field(default_factory=dict)

    @property
    def declared(self) -> dict[str, str]:
        """Column → stored type."""
        return {name: kind.stored(self.decimals) for name, kind in self.table.columns.items()}

    @property
    def stored(self) -> dict[str, str]:
        """Every column of the stored rows → stored type."""
        return {**self.declared, **self.extras, **HIDDEN}


@dataclass(frozen=True, slots=True)
class Landed:
    """Counts of rows, and the new files of each month."""

    new: int
    unchanged: int
    corrected: int
    months: Mapping[str, tuple[Part, ...]]


def physical(columns: Mapping[str, str]) -> dict[str, str]:
    """Stored types as engine types."""
    return {name: column_type(kind).physical for name, kind in columns.items()}


def check_stored_types(landing: Landing, parts: tuple[Part, ...]) -> None:
    """Columns keep their type for good; but a key may become a text, which is stored alike.

    Raises Faulty for those whose declaration has changed otherwise.
    """
    faults = {
        name: Fault(
            "fault.table_changed", {"table": landing.table.name, "column": name, "was": was, "is": now}
        )
        for part in parts
        for name, now in landing.declared.items()
        if (was := part.columns.get(name, now)) != now and not (now == "text" and was in REFERENCES)
    }
    if faults:
        raise Faulty(*faults.values())


def match_stored(engine: DuckEngine, landing: Landing, stored: str | None) -> tuple[int, int, int]:
    """Makes `landed` (rows to write) and `matched` (rows whose key is stored). stored: SQL, None for nothing.

    Counts (new, unchanged, corrected).
    """
    table, key = landing.table, landing.table.key
    compared = [name for name in table.columns if name not in key and name not in landing.absent]
    kept = [name for name in landing.absent if name in table.columns]
    old = ", ".join(f"o.{sql.name(name)} AS {sql.name('old ' + name)}" for name in kept)
    month = f"strftime(o.{sql.name(table.date)}, '%Y-%m')" if table.date else "''"
    source = f"({stored})" if stored else "(FROM good WHERE false)"
    engine.execute(
        f"CREATE TABLE matched AS SELECT g._row, {sql.same(compared, 'g', 'o')} AS same, {month} AS month"
        f"{', ' + old if old else ''} FROM good g JOIN {source} o ON {sql.equal(key, 'g', 'o')}"
    )
    replaced = ", ".join(
        f"CASE WHEN m._row IS NULL THEN g.{sql.name(n)} ELSE m.{sql.name('old ' + n)} END AS {sql.name(n)}"
        for n in kept
    )
    columns = f"g.* REPLACE ({replaced})" if replaced else "g.*"
    if stored is None:
        engine.execute("CREATE VIEW landed AS SELECT *, false AS _corrects FROM good")
        return engine.query("SELECT count(*) FROM good")[0][0], 0, 0
    engine.execute(
        f"CREATE TABLE landed AS SELECT {columns}, m._row IS NOT NULL AS _corrects FROM good g "
        "LEFT JOIN matched m ON g._row = m._row WHERE m.same IS NULL OR NOT m.same"
    )
    (counts,) = engine.query(
        "SELECT count(*) FILTER (WHERE NOT _corrects), count(*) FILTER (WHERE _corrects) FROM landed"
    )
    new, corrected = counts
    return new, engine.query("SELECT count(*) FROM matched WHERE same")[0][0], corrected


def land_facts(
    engine: DuckEngine, landing: Landing, snapshot: Snapshot, workspace: Path, told: Told
) -> Landed:
    """Writes the months that `good` touches, and those that corrected rows have left."""
    table, place = landing.table, snapshot.place
    parts = snapshot.parts(table.name)
    check_stored_types(landing, parts)
    stored = select_parts(place, parts, physical(landing.declared)) if parts else None
    new, unchanged, corrected = match_stored(engine, landing, stored)
    left = {row[0] for row in engine.query("SELECT DISTINCT month FROM matched WHERE NOT same")}
    day = f"CAST({sql.name(str(table.date))} AS DATE)"
    reached = {f"{day:%Y-%m}" for (day,) in engine.query(f"SELECT DISTINCT {day} FROM landed")}
    months = {}
    for number, month in enumerate(sorted(left | reached)):
        told("writing", number / len(left | reached))
        before = snapshot.partitions(table.name).get(month, ())
        anew = month in left or len(before) >= MOST_FILES
        written = _write_month(engine, landing, place, month, before if anew else (), workspace)
        months[month] = (*(() if anew else before), *written)
    return Landed(new, unchanged, corrected, months)


def _write_month(
    engine: DuckEngine,
    landing: Landing,
    place: Place,
    month: str,
    before: tuple[Part, ...],
    workspace: Path,
) -> tuple[Part, ...]:
    """One file with the month's landed rows, and the rows of `before` that are not corrected."""
    columns = {**{n: k for part in before for n, k in part.columns.items()}, **landing.stored}
    declared = [name for name in columns if name not in HIDDEN] + list(HIDDEN)
    columns = {name: columns[name] for name in declared}
    rows = f"({_month_rows(landing, place, month, before, columns)})"
    folder = f"facts/{landing.table.name}/{month}"
    part = write_part(engine, place, rows, columns, landing.table.order, folder, workspace)
    return (part,) if part.rows else ()


def _month_rows(
    landing: Landing, place: Place, month: str, before: tuple[Part, ...], columns: Mapping[str, str]
) -> str:
    """SQL of a month's rows: those that landed, and those of `before` that stay."""
    types = physical(columns)
    landed = ", ".join(
        sql.name(name) if name in landing.stored else f"CAST(NULL AS {types[name]}) AS {sql.name(name)}"
        for name in columns
    )
    rows = f"SELECT {landed} FROM landed WHERE {_within(str(landing.table.date), month)}"
    if before:
        key = sql.equal(landing.table.key, "o", "l")
        rows += (
            f" UNION ALL SELECT {sql.names(columns)} FROM ({select_parts(place, before, types)}) o "
            f"WHERE NOT EXISTS (SELECT 1 FROM landed l WHERE l._corrects AND {key})"
        )
    return rows


def _within(date: str, month: str) -> str:
    """SQL: whether a date lies in the month, as a range, by which blocks of rows can be passed over."""
    first = f"DATE '{month}-01'"
    return f"{sql.name(date)} >= {first} AND {sql.name(date)} < {first} + INTERVAL 1 MONTH"


def write_part(
    engine: DuckEngine,
    place: Place,
    relation: str,
    columns: Mapping[str, str],
    order: tuple[str, ...],
    folder: str,
    workspace: Path,
) -> Part:
    """The rows of a relation in a total order as an immutable file; no file is kept for no rows."""
    target = workspace / "part.parquet"
    rows = engine.copy(f"SELECT {sql.names(columns)} FROM {relation} ORDER BY {sql.names(order)}", target)
    if not rows:
        return Part("", 0, columns)
    return Part(place.adopt(target, folder, ".parquet"), rows, columns)
