"""Between which days a column of facts lies, as the statistics of its files tell."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from attain.engine.facts import FactTable
from attain.engine.store import sql
from attain.engine.store.damage import readable, whole_parquet
from attain.engine.store.snapshot import Snapshot

if TYPE_CHECKING:
    from attain.engine.store.engine import DuckEngine

Days = tuple[date, date]


def bounds(engine: "DuckEngine", snapshot: Snapshot, table: FactTable, name: str, days: Days) -> Days | None:
    """[from, to) of a column of days, of all months that `days` touch; `days` where it has none.

    None for a column of another type. Of one file the engine takes the least and the greatest value from its
    statistics; of several at once it would read the column.
    """
    parts = [part for part in snapshot.parts(table.name, *days) if part.file and name in part.columns]
    if not parts or table.columns[name].physical != "DATE":
        return None if parts else days
    files = [whole_parquet(snapshot.place.path(part.file)) for part in parts]
    ends = f"MIN({sql.name(name)}) AS first, MAX({sql.name(name)}) AS last"
    each = [f"SELECT {ends} FROM read_parquet({sql.text(file)})" for file in files]
    with readable(files):
        ((first, last),) = engine.query(f"SELECT MIN(first), MAX(last) FROM ({' UNION ALL '.join(each)})")
    return days if first is None else (first, last + timedelta(days=1))
