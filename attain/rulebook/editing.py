"""A document's text with other numbers, and as its own next version. What is not named stays as it is."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from attain.rulebook.numbers import Number, Table, by_path, fields, is_number, literals
from attain.rulebook.scalars import scalar
from attain.rulebook.text_editing import insert, quoted, remove, set_key, set_value
from attain.rulebook.text_parts import Tree
from attain.rulebook.yaml_source import Path

#: A point that holds only beyond it.
_POINT = re.compile(r"(above )?[-+]?(\d+(\.\d+)?|\.\d+) ?%?")

#: Cells that hold a number and nothing else; of tiers they may be formulas, such as a param's name.
_NUMBERS = {"points": ("below", "y"), "rows": ("value",), "tiers": ()}

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it shall be. origin: which row of the text it was, None for a new one."""

    cells: Cells
    origin: int | None = None


@dataclass(frozen=True, slots=True)
class Wrong:
    """A cell that can't stand. row: of the rows given, from 0; -1 for a number alone. id: of the message."""

    path: Path
    row: int
    column: str
    id: str


def problems(text: str, numbers: Mapping[tuple, str], tables: Mapping[Path, Sequence[Row]]) -> list[Wrong]:
    """Which of the given numbers and rows can't be written. numbers: (*path, literal) → text."""
    known = by_path(fields(text))
    found = []
    for key, given in numbers.items():
        field = known.get(key)
        if not isinstance(field, Number):
            found.append(Wrong(key[:-1], -1, "", "fault.proposal.field"))
        elif not is_number(given):
            found.append(Wrong(key[:-1], key[-1], "", "fault.proposal.number"))
    for path, rows in tables.items():
        table = known.get((*path, -1))
        if not isinstance(table, Table):
            found.append(Wrong(path, -1, "", "fault.proposal.field"))
            continue
        if not rows:
            found.append(Wrong(path, -1, "", "fault.proposal.rows"))
        found += _wrong_cells(table, rows)
    return found


def _wrong_cells(table: Table, rows: Sequence[Row]) -> list[Wrong]:
    found = []
    for at, row in enumerate(rows):
        for column in table.columns:
            given, must = row.cells.get(column, ""), column in _NUMBERS[table.form]
            if table.form == "points" and column == "x":
                wrong = not _POINT.fullmatch(given)
            else:
                wrong = (bool(given) or (must and column != "below")) and must and not is_number(given)
            if wrong:
                found.append(Wrong(table.path, at, column, "fault.proposal.number"))
    return found


def changed(text: str, numbers: Mapping[tuple, str], tables: Mapping[Path, Sequence[Row]]) -> str:
    """The document with these numbers and rows; raises KeyError for a path that is no field of its."""
    known = by_path(fields(text))
    for key, given in numbers.items():
        field = known[key]
        if isinstance(field, Number) and given != field.text:
            text = _number(text, field, given)
    for path, rows in tables.items():
        table = known[(*path, -1)]
        if isinstance(table, Table):
            text = _table(text, table, rows)
    return text


def dated(text: str, starts: date) -> str:
    """The document as a version that begins on another day and has no end."""
    tree = Tree(text)
    if ("from",) in tree.spans:
        text = set_value(text, ("from",), starts.isoformat())
    if ("until",) in tree.spans:
        text = remove(text, ("until",))
    return text


def _number(text: str, field: Number, given: str) -> str:
    if field.at < 0:
        return set_value(text, field.path, given)
    raw = Tree(text).raw(field.path)
    begin, end = literals(raw)[field.at]
    return set_value(text, field.path, raw[:begin] + given + raw[end:])


def _table(text: str, table: Table, rows: Sequence[Row]) -> str:
    """First the cells of rows that stay, then new rows behind them, then what is gone."""
    kept = {row.origin: row for row in rows if row.origin is not None and row.origin < len(table.rows)}
    for at, was in enumerate(table.rows):
        if at in kept:
            text = _cells(text, table, at, was, kept[at].cells)
    behind: dict[int, list[Cells]] = {}
    last = -1
    for row in rows:
        if row.origin in kept:
            last = row.origin
        else:
            behind.setdefault(last, []).append(row.cells)
    gone = [at for at in range(len(table.rows)) if at not in kept]
    for after in sorted(behind, reverse=True):
        for cells in reversed(behind[after]):
            text = insert(text, table.path, after, _written(table, cells))
    for at in reversed(gone):
        shift = sum(len(new) for after, new in behind.items() if after < at)
        text = remove(text, Tree(text).items(table.path)[at + shift])
    return text


def _cells(text: str, table: Table, at: int, was: Cells, cells: Cells) -> str:
    for column in table.columns:
        before, now = was.get(column, ""), cells.get(column, "")
        if before != now:
            text = _cell(text, table, at, column, now, cells)
    return text


def _cell(text: str, table: Table, at: int, column: str, now: str, cells: Cells) -> str:
    tree = Tree(text)
    item = tree.items(table.path)[at]
    if table.form == "points":
        return set_key(text, item, now) if column == "x" else set_value(text, item, _factor(cells))
    path = (*item, column)
    if path not in tree.spans:
        return insert(text, item, len(tree.items(item)) - 1, f"{column}: {_scalar(table, column, now)}")
    return set_value(text, path, _scalar(table, column, now)) if now else remove(text, path)


def _written(table: Table, cells: Cells) -> str:
    """A new row as text."""
    if table.form == "points":
        return f"{cells['x']}: {_factor(cells)}"
    pairs = ((column, cells.get(column, "")) for column in table.columns)
    return "{" + ", ".join(f"{name}: {_scalar(table, name, cell)}" for name, cell in pairs if cell) + "}"


def _factor(cells: Cells) -> str:
    below = cells.get("below", "")
    return f"[{below}, {cells['y']}]" if below else cells["y"]


def _scalar(table: Table, column: str, cell: str) -> str:
    """A cell as a scalar: numbers as they are typed, names and formulas in quotes where they need them."""
    if is_number(cell) and (table.form == "tiers" or column == "value"):
        return cell
    plain = scalar(cell) if cell else cell
    return cell if isinstance(plain, int) and not isinstance(plain, bool) else quoted(cell)
