"""What waits in quarantine: by source, with what its loads have told of it."""

import csv
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from attain.engine.store.manifest import LoadEntry
from attain.engine.store.snapshot import Snapshot

#: What the quarantine file puts before a text that looks like a formula.
_DEFUSED = re.compile(r"'[=+@\-\t\r]")


@dataclass(frozen=True, slots=True)
class BadCell:
    """column: of the table, "" for the row; several parted by ", " for a key. value: the text there."""

    row: int
    column: str
    value: str
    fault: str
    detail: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A source with rows in quarantine.

    source: its name in the manifest. load, first: its last and its first load. file, digest: of the file that
    brought it. rows: how many wait. columns: of the table ← of the file.
    dates: table column → how the file writes dates; decimal: its decimal mark.
    """

    source: str
    load: str
    first: str
    table: str
    file: str
    digest: str
    rows: int
    columns: Mapping[str, str]
    dates: Mapping[str, str]
    decimal: str


def told_of(snapshot: Snapshot, load: str) -> dict:
    """What a load has told of itself. Raises Faulty where that is damaged."""
    found: dict = json.loads(snapshot.place.read(f"loads/{load}.json"))
    return found


def waiting(snapshot: Snapshot) -> list[Waiting]:
    """Every source with rows in quarantine, the one that was loaded last first."""
    last: dict[str, tuple[LoadEntry, LoadEntry]] = {}
    for entry in snapshot.manifest.loads:
        first = last.pop(entry.source, (entry, entry))[0]
        last[entry.source] = (first, entry)
    return [_waiting(snapshot, first, entry) for first, entry in reversed(last.values()) if entry.quarantined]


def _waiting(snapshot: Snapshot, first: LoadEntry, entry: LoadEntry) -> Waiting:
    told = told_of(snapshot, entry.load_id)
    form = told["form"]
    return Waiting(
        entry.source,
        entry.load_id,
        first.load_id,
        told["table"],
        form["file"],
        form["digest"],
        entry.quarantined,
        told["columns"],
        form["date_formats"],
        form["decimal"] or ".",
    )


def bad_cells(snapshot: Snapshot, load: str) -> list[BadCell]:
    """The cells that a load has put into quarantine, in the order of rows; values as they stood there."""
    path = Path(snapshot.place.path(f"quarantine/{load}.csv"))
    with path.open(encoding="utf-8", newline="") as file:
        return [
            BadCell(
                int(each["row"]), each["column"], _plain(each["value"]), each["fault"], _plain(each["detail"])
            )
            for each in csv.DictReader(file)
        ]


def _plain(text: str) -> str:
    return text[1:] if _DEFUSED.match(text) else text
