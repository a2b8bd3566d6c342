"""Between which days a column of facts lies, as its files tell without being read."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from attain.engine.facts import FactTable
from attain.engine.store.damage import whole_parquet
from attain.engine.store.snapshot import Snapshot

if TYPE_CHECKING:
    from attain.engine.store.engine import DuckEngine

Days = tuple[date, date]

#: The least and the greatest value of a column, and whether some group of rows doesn't tell its own.
TOLD = """
    SELECT MIN(stats_min_value), MAX(stats_max_value),
        BOOL_OR(stats_min_value IS NULL AND stats_null_count IS DISTINCT FROM num_values)
    FROM parquet_metadata(?) WHERE path_in_schema = ?
"""


def bounds(engine: "DuckEngine", snapshot: Snapshot, table: FactTable, name: str, days: Days) -> Days | None:
    """[from, to) of a column of days, of all months that `days` touch; `days` where it has none.

    None where the files don't tell.
    """
    parts = [part for part in snapshot.parts(table.name, *days) if part.file and name in part.columns]
    if not parts or table.columns[name].physical != "DATE":
        return None if parts else days
    files = [whole_parquet(snapshot.place.path(part.file)) for part in parts]
    ((first, last, untold),) = engine.query(TOLD, [files, name])
    if untold:
        return None
    return (
        days if first is None else (date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1))
    )
