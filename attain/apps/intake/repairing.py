"""What people put right: from fields and repaired files to repairs of a source."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db import transaction
from django.http import HttpRequest, QueryDict

from attain.apps.intake.models import Correction
from attain.apps.intake.quarantine import Opened, groups
from attain.engine.store import Repair, cells_of
from attain.runs.suggesting import as_file_writes

#: What a repaired file says in its second column where a row is left out.
YES = frozenset({"x", "yes", "y", "1", "true", "да", "是", "sí", "si", "はい"})


def typed(opened: Opened, post: QueryDict) -> list[Repair]:
    """The repairs that a form says: cells, the same text in many rows, rows left out."""
    reason = post.get("reason", "").strip()[:300]
    found: dict[tuple[int, str], Repair] = {}
    for group in groups(opened):
        out = bool(post.get(f"out-{group.number}"))
        value = post.get(f"all-{group.number}", "").strip()
        if group.twins and post.get(f"one-{group.number}"):
            found |= {(row, ""): Repair(row, "", "", reason) for row in group.rows[1:]}
            continue
        for row in group.rows:
            if out:
                found[row, ""] = Repair(row, "", "", reason)
            elif value and len(group.sources) == 1:
                written = as_written(opened, group.column, value)
                found[row, group.sources[0]] = Repair(row, group.sources[0], written, reason)
    for repair in _cells(opened, post, reason):
        found[repair.place] = repair
    return list(found.values())


def _cells(opened: Opened, post: QueryDict, reason: str) -> Iterable[Repair]:
    """Single cells that differ from what stands in the file; rows ticked to be left out."""
    if opened.cells is None:
        return
    columns = opened.cells.columns
    for row in opened.rows:
        if post.get(f"out-row-{row}"):
            yield Repair(row, "", "", reason)
            continue
        there = opened.cells.rows.get(row, {})
        for at, column in enumerate(columns):
            value = post.get(f"cell-{row}-{at}")
            if value is not None and value.strip() != there.get(column, "").strip():
                yield Repair(
                    row, column, as_written(opened, target_of(opened, column), value.strip()), reason
                )


def target_of(opened: Opened, source: str) -> str:
    """The table's column that a file's column feeds."""
    return next((name for name, fed in opened.waiting.columns.items() if fed == source), "")


def as_written(opened: Opened, column: str, value: str) -> str:
    """A value as the file writes such values."""
    kind = opened.table.columns.get(column) if opened.table else None
    return value if kind is None else as_file_writes(value, kind, opened.waiting.dates.get(column, ""))


def from_file(opened: Opened, path: Path) -> list[Repair]:
    """The repairs that a downloaded and corrected list says: its first columns are row and what is left out.

    Raises Faulty where it can't be read; ValueError where it is no such list.
    """
    most = max(opened.rows, default=0) + len(opened.rows) + 10
    sheet = cells_of(path, None, range(1, most))
    columns = opened.cells.columns if opened.cells else ()
    shared = [column for column in columns if column in sheet.columns]
    if len(sheet.columns) < 3 or not shared:
        raise ValueError
    number, out = sheet.columns[:2]
    found = []
    for cells in sheet.rows.values():
        text = cells[number].strip().removesuffix(".0")
        if not text.isdecimal() or int(text) not in opened.rows:
            continue
        row = int(text)
        if cells[out].strip().casefold() in YES:
            found.append(Repair(row, "", "", Path(path).name))
            continue
        there = opened.cells.rows.get(row, {}) if opened.cells else {}
        for column in shared:
            value = _undefused(cells[column].strip())
            if value != there.get(column, "").strip():
                written = as_written(opened, target_of(opened, column), value)
                found.append(Repair(row, column, written, Path(path).name))
    return found


def _undefused(text: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from taking a text for a formula."""
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in "=+@-" else text


@transaction.atomic
def enter(request: HttpRequest, source: str, repairs: Iterable[Repair]) -> int:
    """Keeps repairs until the work that makes them; how many there are."""
    entered = list(repairs)
    Correction.objects.filter(source=source).delete()
    Correction.objects.bulk_create(
        Correction(
            source=source,
            row=each.row,
            column=each.column,
            value=each.value,
            reason=each.reason,
            made_by=request.user,
        )
        for each in entered
    )
    return len(entered)


def given(source: str, incoming: int, load: str) -> dict[str, Any]:
    """What the work is asked with."""
    return {"source": source, "incoming": incoming, "load": load}
