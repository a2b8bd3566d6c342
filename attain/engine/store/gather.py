"""A relation from fact files: kept partial aggregates of large files, a table of its own for the rest."""

from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING

from attain.engine.measures.gathering import PIECE, Gathering
from attain.engine.store import sql
from attain.engine.store.partials import Foreseen, Partials, Range, apart, pieces
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


def gather(
    engine: "DuckEngine",
    snapshot: Snapshot | None,
    gathering: Gathering,
    told: Told,
    known: Collection[str] = (),
) -> bool:
    """Makes the relation that `gathering` names. Without a snapshot: from the table as it is registered.

    known: files whose rows are a relation `before(name)` too, and those of all others `added(name)`.
    Whether no key but NULL is there twice; of relations with one key.
    """
    if snapshot is None:
        _from_registered(engine, gathering)
        return True
    large, small = pieces(snapshot, gathering, engine.fewest_kept, known)
    kept = Partials(engine, snapshot, engine.foreseen)
    selects: dict[bool, list[str]] = {True: [], False: []}
    ranges: list[Range] = []
    for number, piece in enumerate(large, 1):
        files, reached = kept.select(piece, gathering)
        selects[piece.among(known)] += files
        ranges += reached
        told(number, len(large))
    for number, piece in enumerate(small):
        rows = sql.name(f"{gathering.name}_rows_{number}")
        query = kept.pieced(piece, gathering, gathering.cells)
        engine.execute(f"CREATE OR REPLACE TEMP TABLE {rows} AS {query}")
        selects[piece.among(known)].append(f"SELECT * FROM {rows}")
    if known:
        _view(engine, before(gathering.name), " UNION ALL ".join(selects[True]))
        _view(engine, added(gathering.name), " UNION ALL ".join(selects[False]))
    _view(engine, gathering.name, " UNION ALL ".join([*selects[True], *selects[False]]))
    return apart(ranges) if not small else not large and len(small) == 1


def before(name: str) -> str:
    """The relation of rows from files that were known."""
    return f"{name}_before"


def added(name: str) -> str:
    """The relation of rows from the others."""
    return f"{name}_added"


def _from_registered(engine: "DuckEngine", gathering: Gathering) -> None:
    _view(engine, PIECE, f"SELECT * FROM {sql.name(gathering.table.name)}")
    rows, days = f"{gathering.name}_rows", (gathering.start, gathering.end)
    engine.keep(rows, gathering.query(gathering.cells, days, days))
    _view(engine, gathering.name, f"SELECT * FROM {sql.name(rows)}")


def _view(engine: "DuckEngine", name: str, query: str) -> None:
    engine.execute(f"CREATE OR REPLACE TEMP VIEW {sql.name(name)} AS {query}")
