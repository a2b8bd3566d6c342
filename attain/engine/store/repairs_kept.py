"""Which repairs a source has had: kept beside its loads, so that a later one completes them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from attain.engine.facts.table import Table
from attain.engine.store import sql
from attain.engine.store.engine import DuckEngine
from attain.engine.store.intake.repairing import Repair, merged, read_repairs, write_repairs
from attain.engine.store.manifest import LoadEntry
from attain.engine.store.place import Place


@dataclass(frozen=True)
class Repairs:
    """What a load puts right. all: of the source, earlier ones too; new: those not known before."""

    all: tuple[Repair, ...] = ()
    new: tuple[Repair, ...] = ()


def repairs_of(
    place: Place, earlier: Sequence[LoadEntry], given: Iterable[Repair], waiting: Collection[int] | None
) -> Repairs:
    """The repairs of a source. given: of this load; those of rows that do not wait change nothing.

    waiting: the rows that wait, None where the source is loaded for the first time.
    """
    known: list[Repair] = []
    for entry in reversed(earlier):
        name = f"repairs/{entry.load_id}.csv"
        if place.exists(name):
            known = read_repairs(place.path(name))
            break
    wanted = [each for each in merged(given) if waiting is None or each.row in waiting]
    old = {each.place: each.value for each in known}
    new = tuple(each for each in wanted if old.get(each.place) != each.value)
    return Repairs(tuple(merged(known, wanted)), new)


def rows_named(given: Iterable[Repair], only: str | None, engine: DuckEngine) -> set[int] | None:
    """Those of the repaired rows that wait. only: SQL of all rows that do; None for a first load."""
    if only is None:
        return None
    rows = sorted({each.row for each in given})
    if not rows:
        return set()
    chosen = ", ".join(map(str, rows))
    return {row for (row,) in engine.query(f"SELECT * FROM ({only}) w(row) WHERE row IN ({chosen})")}


def keep_repairs(
    repairs: Repairs, table: Table, named: Mapping[str, str], workspace: Path, place: Place, load_id: str
) -> None:
    """Keeps them beside the load, without values of personal columns: those live in one place alone.

    named: target column → source column.
    """
    personal = {named.get(name) for name, kind in table.columns.items() if kind.personal}
    kept = [each for each in repairs.all if each.column not in personal]
    if kept:
        target = workspace / "repairs.csv"
        write_repairs(kept, target)
        place.move(target, f"repairs/{load_id}.csv")


def narrow(engine: DuckEngine, only: str | None) -> None:
    """From `typed` and `bad` to the rows that are taken: the others were there to be compared with."""
    if only is not None:
        for table in ("typed", "bad"):
            engine.execute(f"DELETE FROM {sql.name(table)} WHERE _row NOT IN ({only})")
