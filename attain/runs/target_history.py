"""What became of one target: every version of the store in which it is otherwise than in the one before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from attain.engine.facts import Table
from attain.engine.money import scaled
from attain.engine.store import DuckEngine, Snapshot, Store
from attain.runs.target_grid import PLACES, Named, Who

#: So many versions of the table are looked at, the newest first.
MOST = 80


@dataclass(frozen=True)
class Step:
    """A change of a target. before, after: None for none. snapshot: the store with it."""

    snapshot: str
    before: Decimal | None
    after: Decimal | None
    fixed: bool = False
    on: date | None = None
    by: str = ""
    reason: str = ""


def versions(store: Store, table: str, most: int = MOST) -> list[Snapshot]:
    """The snapshots in which the table got its files, the newest first."""
    found: list[Snapshot] = []
    at = store.snapshot()
    while True:
        parent = store.snapshot(at.manifest.parent) if at.manifest.parent else None
        files = at.manifest.tables.get(table)
        before = parent.manifest.tables.get(table) if parent else None
        if files is not None and before != files:
            found.append(at)
        if parent is None or len(found) >= most:
            return found
        at = parent


def cell_history(
    engine: DuckEngine, store: Store, tables: Mapping[str, Table], named: Named, who: Who, period: str
) -> list[Step]:
    """The target's changes, the newest first."""
    rows = [
        (s.id, _row(engine, s, tables["targets"], named, who, period)) for s in versions(store, "targets")
    ]
    steps = []
    for (snapshot, row), (_, before) in zip(rows, [*rows[1:], ("", None)], strict=True):
        if row == before:
            continue
        old = before[0] if before else None
        if row is None:
            steps.append(Step(snapshot, old, None))
        else:
            value, fixed, on, by, reason = row
            steps.append(Step(snapshot, old, value, fixed, on, by or "", reason or ""))
    return steps


def _row(
    engine: DuckEngine, snapshot: Snapshot, table: Table, named: Named, who: Who, period: str
) -> tuple | None:
    rows = engine.query(
        f"SELECT value, fixed, set_on, set_by, reason FROM ({snapshot.relation(table)})"
        ' WHERE subject_kind = ? AND subject_id = ? AND name = ? AND "group" = ? AND period = ?',
        [who[0], who[1], named.name, named.group, period],
    )
    return (scaled(rows[0][0], PLACES), *rows[0][1:]) if rows else None
