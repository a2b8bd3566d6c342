"""What waits in quarantine, with what is needed to put it right: cells, reasons, suggestions."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.http import Http404

from attain.apps.house.api import store, workplace
from attain.apps.intake.models import Brought, Incoming
from attain.apps.intake.uploads import is_kept, path_of
from attain.engine.facts import Mapping as FileMapping
from attain.engine.facts import Table
from attain.engine.faults import Faulty
from attain.engine.formulas import RowExpression, names
from attain.engine.store import (
    BadCell,
    Cells,
    Snapshot,
    Store,
    Waiting,
    bad_cells,
    cells_of,
    is_total,
    waiting,
    written_at,
)
from attain.runs.suggesting import Keys, Suggestion, suggested
from attain.runs.workplace import Workplace

#: So many rows of a source are shown at most; the others come when these are settled.
MOST_ROWS = 5_000

#: In place of a fault: rows that look like the sums below a table.
SUMS = "row_sums"

#: Rows with one key.
TWICE = "fault.row_twice"

#: So many kinds of faults are shown with what would be right.
MOST_GROUPS = 30


@dataclass(frozen=True)
class Listed:
    """A source with rows that wait, as the list shows it."""

    waiting: Waiting
    at: datetime
    by: str
    reasons: tuple[tuple[str, int], ...]
    kept: bool
    title: str = ""

    @property
    def source(self) -> str:
        return self.waiting.source


@dataclass
class Group:
    """The same fault with the same text in rows. sources: columns of the file in which it is put right.

    twins: whether the rows are the same in every cell, so that any one of them will do.
    """

    number: int
    fault: str
    column: str
    value: str
    detail: str
    rows: list[int] = field(default_factory=list)
    sources: tuple[str, ...] = ()
    suggestions: list[Suggestion] = field(default_factory=list)
    twins: bool = False

    @property
    def sums(self) -> bool:
        """Whether these are rows that add up those above them."""
        return self.fault == SUMS


@dataclass(frozen=True)
class Opened:
    """A source with its rows. cells: None where the file does not lie here. table: None: not in the rules."""

    waiting: Waiting
    bad: tuple[BadCell, ...]
    incoming: Incoming | None
    cells: Cells | None
    table: Table | None
    house: Workplace

    @property
    def rows(self) -> dict[int, list[BadCell]]:
        found: dict[int, list[BadCell]] = defaultdict(list)
        for cell in self.bad:
            found[cell.row].append(cell)
        return dict(list(found.items())[:MOST_ROWS])

    @property
    def sums(self) -> set[int]:
        """Rows that look like the sums below a table."""
        cells = self.cells.rows if self.cells else {}
        return {row for row, texts in cells.items() if is_total(texts.values())}

    def sources(self, column: str) -> tuple[str, ...]:
        """The columns of the file in which a fault of a table's column (or several) is put right."""
        return sources_of(self.waiting.columns, column, self.cells.columns if self.cells else ())


def listed() -> list[Listed]:
    """Every source with rows that wait. Raises Faulty."""
    snapshot = store().snapshot()
    found = waiting(snapshot)
    brought = {each.load: each for each in Brought.objects.filter(load__in=[w.load for w in found])}
    files = Incoming.objects.select_related("upload").filter(source__in=[w.source for w in found])
    kept = {each.source for each in files if is_kept(each)}
    return [
        Listed(
            each,
            written_at(snapshot, each.load),
            brought[each.load].by_name if each.load in brought else "",
            _reasons(_bad(snapshot, each.load)),
            each.source in kept,
        )
        for each in found
    ]


def _reasons(cells: Collection[BadCell]) -> tuple[tuple[str, int], ...]:
    rows: dict[str, set[int]] = defaultdict(set)
    for cell in cells:
        rows[cell.fault].add(cell.row)
    return tuple(sorted(((fault, len(found)) for fault, found in rows.items()), key=lambda each: -each[1]))


def _bad(snapshot: Snapshot, load: str) -> tuple[BadCell, ...]:
    """Quarantine files are written once."""
    return _read(str(snapshot.place.root), load)


@lru_cache(maxsize=32)
def _read(place: str, load: str) -> tuple[BadCell, ...]:
    return tuple(bad_cells(Store.open(Path(place)).snapshot(), load))


def opened(source: str) -> Opened:
    """A source with the rows that wait. Raises Http404 where none do."""
    house = workplace()
    snapshot = house.store.snapshot()
    found = next((each for each in waiting(snapshot) if each.source == source), None)
    if found is None:
        raise Http404
    bad = _bad(snapshot, found.load)
    incoming = _kept(source)
    cells = None
    if incoming is not None:
        rows = list(dict.fromkeys(cell.row for cell in bad))[:MOST_ROWS]
        mapping = incoming.report.get("mapping")
        own = FileMapping.model_validate(mapping) if mapping else None
        try:
            cells = cells_of(path_of(incoming), own, rows)
        except Faulty:
            incoming = None
    return Opened(found, bad, incoming, cells, house.rules.tables.get(found.table), house)


def _kept(source: str) -> Incoming | None:
    """The file that brought a source, if it lies here."""
    found = Incoming.objects.select_related("upload").filter(source=source).order_by("-pk")
    return next((each for each in found if is_kept(each)), None)


def sources_of(columns: Mapping[str, str], column: str, there: Collection[str]) -> tuple[str, ...]:
    """Columns of the file behind a table's column: itself, or what its formula reads."""
    found: list[str] = []
    for each in column.split(", "):
        source = columns.get(each, "")
        if source.startswith("= "):
            found += sorted(names(RowExpression.of(source[2:]).tree))
        elif source and not source.startswith("“"):
            found.append(source)
    return tuple(each for each in dict.fromkeys(found) if each in there)


def groups(opened: Opened) -> list[Group]:
    """Faults that are the same in several rows, the most frequent first, with what would be right."""
    found: dict[tuple[str, str, str], Group] = {}
    sums = opened.sums
    for cell in opened.bad:
        same = (SUMS, "", "") if cell.row in sums else (cell.fault, cell.column, cell.value)
        group = found.get(same)
        if group is None:
            group = found[same] = Group(len(found), *same, cell.detail)
        if cell.row not in group.rows:
            group.rows.append(cell.row)
    order = sorted(found.values(), key=lambda each: (not each.sums, -len(each.rows), each.number))
    sorted_groups = order[:MOST_GROUPS]
    keys = Keys(lambda table: known_keys(opened.house, table))
    for group in sorted_groups:
        group.sources = opened.sources(group.column)
        group.twins = group.fault == TWICE and len(group.rows) > 1 and _same(opened, group.rows)
        group.suggestions = suggestions(opened, group.column, group.fault, group.value, keys)
    return sorted_groups


def _same(opened: Opened, rows: Iterable[int]) -> bool:
    """Whether rows have the same in every cell of the file."""
    cells = opened.cells.rows if opened.cells else {}
    found = {tuple(text.strip() for text in cells[row].values()) if row in cells else row for row in rows}
    return len(found) == 1


def suggestions(opened: Opened, column: str, fault: str, value: str, keys: Keys) -> list[Suggestion]:
    if opened.table is None or column not in opened.table.columns or len(opened.sources(column)) != 1:
        return []
    dates, mark = opened.waiting.dates, opened.waiting.decimal
    return suggested(value, fault, opened.table.columns[column], dates.get(column, ""), mark, keys)


def known_keys(house: Workplace, table: str) -> dict[str, str]:
    """Keys of a built-in table with the names that people know them by."""
    snapshot, declared = house.store.snapshot(), house.rules.tables[table]
    key = declared.key[0]
    with house.engine() as engine:
        title = "title" if "title" in declared.columns and not declared.columns["title"].personal else ""
        columns = f'"{key}", "{title}"' if title else f'"{key}", NULL'
        found = {
            str(row[0]): str(row[1] or "")
            for row in engine.query(f"SELECT {columns} FROM ({snapshot.relation(declared)})")
        }
    for row in house.store.personal(table):
        name = row.get("name") or " ".join(filter(None, (row.get("given_name"), row.get("family_name"))))
        if name and str(row[key]) in found:
            found[str(row[key])] = str(name)
    return found
