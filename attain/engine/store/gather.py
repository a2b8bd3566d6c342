"""A relation from fact files: kept partial aggregates of large files, a table of its own for the rest."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from attain.engine.measures.gathering import PIECE, Gathering
from attain.engine.store import sql
from attain.engine.store.partials import Foreseen, Partials, Rows
from attain.engine.store.pieces import pieces
from attain.engine.store.snapshot import Snapshot

if TYPE_CHECKING:
    from attain.engine.store.engine import DuckEngine

#: Told how many pieces are read, and of how many.
Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Read:
    """The parts of a relation. before: those of files that were known, added: those of all others."""

    gathering: Gathering
    before: tuple[Rows, ...]
    added: tuple[Rows, ...]

    @property
    def rows(self) -> tuple[Rows, ...]:
        return *self.before, *self.added

    @property
    def unique(self) -> bool:
        """Whether no key but NULL is there twice; of relations with one key."""
        return len(self.rows) == 1 or (not _loose(self.rows) and len(_ranges(self.rows)) == len(self.rows))

    def bands(self) -> list[str]:
        """The relation in parts that have no key but NULL in common, as few as there can be."""
        ranges, loose = _ranges(self.rows) or [("", [])], _loose(self.rows)
        starts = [first for first, _ in ranges[1:]]
        found = []
        for (_, together), low, high in zip(ranges, ["", *starts], [*starts, ""], strict=True):
            selects = [rows.select(self.gathering) for rows in together]
            held = _between(self.gathering.keys[0], low, high)
            selects += [rows.select(self.gathering, held) for rows in loose]
            found.append(" UNION ALL ".join(selects))
        return found


def foresee(engine: "DuckEngine", snapshot: Snapshot, gatherings: Iterable[Gathering]) -> Foreseen:
    """The cells that these relations will ask of each kept piece."""
    found: Foreseen = {}
    kept = Partials(engine, snapshot)
    for gathering in gatherings:
        large, _ = pieces(snapshot, gathering, engine.fewest_kept)
        for _, base in kept.bases(large, gathering):
            found.setdefault(base, {}).update(dict.fromkeys(gathering.cells))
    return found


def gather(
    engine: "DuckEngine",
    snapshot: Snapshot | None,
    gathering: Gathering,
    told: Told,
    known: Collection[str] = (),
) -> Read:
    """Makes the relation that `gathering` names. Without a snapshot: from the table as it is registered.

    known: files whose rows are a relation `before(name)` too, and those of all others `added(name)`.
    """
    if snapshot is None:
        return _from_registered(engine, gathering)
    large, small = pieces(snapshot, gathering, engine.fewest_kept, known)
    making = engine.making
    kept = Partials(engine, snapshot, making.foreseen if making else None, making)
    found: dict[bool, list[Rows]] = {True: [], False: []}
    for number, (piece, rows_of) in enumerate(kept.rows(large, gathering), 1):
        found[piece.among(known)] += rows_of
        told(number, len(large))
    for number, piece in enumerate(small):
        rows = sql.name(f"{gathering.name}_rows_{number}")
        query = kept.pieced(piece, gathering, gathering.cells)
        engine.execute(f"CREATE OR REPLACE TEMP TABLE {rows} AS {query}")
        found[piece.among(known)].append(_own(rows, gathering))
    read = Read(gathering, tuple(found[True]), tuple(found[False]))
    if known:
        _view(engine, before(gathering.name), _united(gathering, read.before))
        _view(engine, added(gathering.name), _united(gathering, read.added))
    _view(engine, gathering.name, _united(gathering, read.rows))
    return read


def before(name: str) -> str:
    """The relation of rows from files that were known."""
    return f"{name}_before"


def added(name: str) -> str:
    """The relation of rows from the others."""
    return f"{name}_added"


def _from_registered(engine: "DuckEngine", gathering: Gathering) -> Read:
    _view(engine, PIECE, f"SELECT * FROM {sql.name(gathering.table.name)}")
    rows, days = f"{gathering.name}_rows", (gathering.start, gathering.end)
    engine.keep(rows, gathering.query(gathering.cells, days, days))
    own = _own(sql.name(rows), gathering)
    _view(engine, gathering.name, own.select(gathering))
    return Read(gathering, (), (own,))


def _own(table: str, gathering: Gathering) -> Rows:
    """A table with all cells under their names."""
    return Rows(table, {cell: cell for cell in gathering.cells})


def _united(gathering: Gathering, rows: Iterable[Rows]) -> str:
    return " UNION ALL ".join(each.select(gathering) for each in rows)


def _view(engine: "DuckEngine", name: str, query: str) -> None:
    engine.execute(f"CREATE OR REPLACE TEMP VIEW {sql.name(name)} AS {query}")


def _loose(rows: Iterable[Rows]) -> list[Rows]:
    """Those of which it is not known between which keys they lie."""
    return [each for each in rows if each.reach is None]


def _ranges(rows: Iterable[Rows]) -> list[tuple[str, list[Rows]]]:
    """The first key of all that may have keys in common, and what that is, one range after the other."""
    reached = [(each.reach[0] or "", each.reach[-1] or "", each) for each in rows if each.reach is not None]
    found: list[tuple[str, list[Rows]]] = []
    last = ""
    for first, until, each in sorted(reached, key=lambda one: one[:2]):
        if not found or first > last:
            found.append((first, []))
        found[-1][1].append(each)
        last = max(last, until)
    return found


def _between(key: str, low: str, high: str) -> str:
    """Keys from `low` to before `high`; "" is no bound. NULL is among those without a lower one."""
    named = sql.name(key)
    bounds = [f"{named} >= {sql.text(low)}"] if low else []
    bounds += [f"{named} < {sql.text(high)}"] if high else []
    told = " AND ".join(bounds)
    return told if low or not told else f"({told} OR {named} IS NULL)"
