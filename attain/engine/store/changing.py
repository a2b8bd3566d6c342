"""Rows of built-in tables changed by hand: entered as a file would bring them, all of them or none."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from attain.engine.facts.table import Table
from attain.engine.faults import Fault, Faulty
from attain.engine.store.engine import DuckEngine
from attain.engine.store.intake.report import LoadReport
from attain.engine.store.intake.settings import IntakeSettings
from attain.engine.store.loading import load, prepared
from attain.engine.store.snapshot import Snapshot

#: A row as a CSV file of the table has it: column → text, "" for an empty cell.
Row = Mapping[str, str]


@dataclass(frozen=True)
class Change:
    """What becomes of a built-in table.

    rows: new ones, and new values of those whose key is there (columns that no row names keep what they had).
    gone: keys of rows that are taken away.
    """

    table: str
    rows: Sequence[Row] = ()
    gone: Sequence[Row] = ()


def entered(
    tables: Mapping[str, Table],
    changes: Iterable[Change],
    name: str,
    settings: IntakeSettings,
    before: Snapshot,
    workspace: Path,
    engine: DuckEngine,
) -> tuple[Snapshot, list[LoadReport]]:
    """The snapshot with the changes, each seen by those after it; `before` itself where nothing differs."""
    snapshot, reports = before, []
    for number, change in enumerate(changes):
        folder = workspace / f"change-{number}"
        folder.mkdir()
        loading = prepared(tables, *_written(tables, change, name, folder), settings, lambda *_: None)
        if loading.table.date is not None:
            raise Faulty(Fault("fault.change_facts", {"table": change.table}))
        loading = replace(loading, leaving=folder / "gone.csv")
        report, manifest = load(loading, snapshot, workspace, engine)
        reports.append(report)
        if manifest is not snapshot.manifest:
            manifest = replace(manifest, parent=before.id)
            snapshot = Snapshot(manifest.hash, manifest, before.place)
    return snapshot, reports


def _written(tables: Mapping[str, Table], change: Change, name: str, folder: Path) -> tuple[Path, str]:
    """The rows as the file that could have brought them, beside it the keys that leave."""
    table = tables.get(change.table)
    path = folder / f"{name}.csv"
    if table is not None:
        columns = [column for column in table.columns if any(column in row for row in change.rows)]
        unknown = {key for row in change.rows for key in row} - set(table.columns)
        if unknown:
            raise KeyError(*sorted(unknown))
        _write(path, columns or list(table.columns), change.rows)
        _write(folder / "gone.csv", list(table.key), change.gone)
    else:
        path.touch()
    return path, change.table


def _write(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(columns)
        writer.writerows([row.get(column, "") for column in columns] for row in rows)
