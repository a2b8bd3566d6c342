"""A relation from fact files: kept partial aggregates of large files, a table of its own for the rest."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from attain.engine.measures.gathering import PIECE, Gathering
from attain.engine.store import sql
from attain.engine.store.partials import Foreseen, Partials, pieces
from attain.engine.store.snapshot import Snapshot

if TYPE_CHECKING:
    from attain.engine.store.engine import DuckEngine

#: Told how many pieces are read, and of how many.
Told = Callable[[int, int], None]


def foresee(engine: "DuckEngine", snapshot: Snapshot, gatherings: Iterable[Gathering]) -> Foreseen:
    """The cells that these relations will ask of each kept piece."""
    found: Foreseen = {}
    kept = Partials(engine, snapshot)
    for gathering in gatherings:
        large, _ = pieces(snapshot, gathering, engine.fewest_kept)
        for piece in large:
            found.setdefault(kept.base(piece, gathering), {}).update(dict.fromkeys(gathering.cells))
    return found


def gather(engine: "DuckEngine", snapshot: Snapshot | None, gathering: Gathering, told: Told) -> None:
    """Makes the relation that `gathering` names. Without a snapshot: from the table as it is registered."""
    if snapshot is None:
        engine.execute(
            f"CREATE OR REPLACE TEMP VIEW {sql.name(PIECE)} AS SELECT * FROM {sql.name(gathering.table.name)}"
        )
        query = gathering.query(gathering.cells, (gathering.start, gathering.end))
        engine.keep(f"{gathering.name}_rows", query)
        engine.execute(
            f"CREATE OR REPLACE TEMP VIEW {sql.name(gathering.name)} AS "
            f"SELECT * FROM {sql.name(gathering.name + '_rows')}"
        )
        return
    large, small = pieces(snapshot, gathering, engine.fewest_kept)
    kept = Partials(engine, snapshot, engine.foreseen)
    selects: list[str] = []
    for number, piece in enumerate(large, 1):
        selects += kept.select(piece, gathering)
        told(number, len(large))
    for piece in small:
        rows = sql.name(f"{gathering.name}_rows")
        query = kept.pieced(piece, gathering, gathering.cells)
        engine.execute(f"CREATE OR REPLACE TEMP TABLE {rows} AS {query}")
        selects.append(f"SELECT * FROM {rows}")
    engine.execute(f"CREATE OR REPLACE TEMP VIEW {sql.name(gathering.name)} AS {' UNION ALL '.join(selects)}")
