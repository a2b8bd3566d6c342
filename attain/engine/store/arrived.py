"""What has come into a store since a snapshot, in files large enough that what they come to is kept."""

from collections.abc import Iterator, Mapping
from datetime import date

from attain.engine.facts.table import Table
from attain.engine.store import sql
from attain.engine.store.engine import DuckEngine
from attain.engine.store.manifest import Part
from attain.engine.store.pieces import FEWEST_KEPT
from attain.engine.store.snapshot import Snapshot


def newest_arrived(
    before: Snapshot, after: Snapshot, tables: Mapping[str, Table]
) -> tuple[Table, Part] | None:
    """Of the large fact files that `after` has and `before` had not, one of the newest month."""
    found = [(month, part.file, table, part) for month, table, part in _arrived(before, after, tables)]
    return max(found, key=lambda each: each[:2])[2:] if found else None


def last_day(engine: DuckEngine, snapshot: Snapshot, table: Table, part: Part) -> date | None:
    """The last day of which a file of facts has one: its statistics tell."""
    path = sql.text(snapshot.place.path(part.file))
    ((found,),) = engine.query(
        f"SELECT CAST(max({sql.name(str(table.date))}) AS DATE) FROM read_parquet({path})"
    )
    return found


def _arrived(
    before: Snapshot, after: Snapshot, tables: Mapping[str, Table]
) -> Iterator[tuple[str, Table, Part]]:
    for name, table in tables.items():
        if table.date is None:
            continue
        known = {part.file for part in before.parts(name)}
        for month, parts in after.partitions(name).items():
            yield from (
                (month, table, part) for part in parts if part.rows >= FEWEST_KEPT and part.file not in known
            )
