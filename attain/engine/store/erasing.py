"""Personal columns, apart from facts: read where a name must be shown, and erased on request."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from attain.engine.store import sql
from attain.engine.store.engine import DuckEngine
from attain.engine.store.landing import write_part
from attain.engine.store.manifest import Manifest
from attain.engine.store.snapshot import Snapshot


def personal_rows(
    snapshot: Snapshot, table: str, people: Collection[str] | None = None
) -> list[dict[str, Any]]:
    """The personal columns of a table with their key, of some people or of all; [] if there are none."""
    part = snapshot.personal(table)
    if part is None or not part.file:
        return []
    with DuckEngine() as engine:
        every = f"SELECT * FROM read_parquet({sql.text(str(snapshot.place.path(part.file)))})"
        among = "" if people is None else " WHERE list_contains(?, person_id)"
        rows = engine.query(every + among, [] if people is None else [sorted(people)])
        names = engine.columns()
    return [dict(zip(names, row, strict=True)) for row in rows]


def without_person(snapshot: Snapshot, person_id: str, workspace: Path) -> Manifest | None:
    """The manifest whose people have no personal columns for this person; None if there were none."""
    part = snapshot.personal("people")
    if part is None or not part.file:
        return None
    with DuckEngine(spill=workspace) as engine:
        path = sql.text(snapshot.place.path(part.file))
        engine.execute(
            f"CREATE TABLE staying AS SELECT * FROM read_parquet({path}) WHERE person_id <> ?", [person_id]
        )
        if engine.query("SELECT count(*) FROM staying")[0][0] == part.rows:
            return None
        kept = write_part(
            engine, snapshot.place, "staying", part.columns, ("person_id",), "personal/people", workspace
        )
    return snapshot.manifest.with_table("people", snapshot.manifest.tables["people"], kept)
