"""Targets as people keep them in a spreadsheet: names down and months across, or one target a line."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from attain.engine.store import is_total
from attain.runs.target_grid import Who
from attain.wording.headings import period_of

#: A sheet has at most so many rows and columns.
MOST_ROWS, MOST_COLUMNS = 120_000, 200

#: So many rows of more than one cell are looked at for headings.
MOST_TITLES = 20

#: Headings of a sheet with one target a line, besides the column that names the subject.
PERIODS = frozenset({"period", "month", "期间", "月份", "periodo", "mes", "期間", "月", "период", "месяц"})
VALUES = frozenset(
    {
        "value",
        "target",
        "amount",
        "值",
        "目标",
        "valor",
        "objetivo",
        "importe",
        "値",
        "目標",
        "значение",
        "план",
        "сумма",
    }
)


@dataclass(frozen=True)
class Wrong:
    """What is wrong at a cell. row, column: from 1. id: a message; values: for its sentence."""

    row: int
    column: int
    id: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def at(self) -> str:
        """As a spreadsheet names the cell: C7."""
        letters, number = "", self.column
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return f"{letters}{self.row}"


@dataclass
class Sheet:
    """values: of (subject, period). wrong: all that is; where something is, nothing is to be used."""

    values: dict[tuple[Who, str], Decimal] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)


#: How a typed figure and a workbook's number are read.
Figures = tuple[Callable[[str], Decimal | None], Callable[[Decimal], Decimal]]


class NoSheet(Exception):
    """The file is no sheet: the id of a message."""


def rows_of(content: bytes) -> list[list[Any]]:
    """The cells of a CSV file or of a workbook's first sheet. Raises NoSheet for anything else."""
    if content[:2] == b"PK":
        try:
            book = CalamineWorkbook.from_filelike(io.BytesIO(content))
            return [list(row) for row in book.get_sheet_by_index(0).to_python(skip_empty_area=False)]
        except (CalamineError, PasswordError, IndexError):
            raise NoSheet("targets.import.unreadable") from None
    for encoding in ("utf-8-sig", "gb18030", "cp1251"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise NoSheet("targets.import.unreadable")
    if "\0" in text:
        raise NoSheet("targets.import.unreadable")
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        raise NoSheet("targets.import.unreadable") from None


def read_sheet(
    rows: Sequence[Sequence[Any]],
    year: int,
    whos: Callable[[str], list[Who]],
    figure: Callable[[str], Decimal | None],
    sound: Callable[[Decimal], Decimal],
    periods: Mapping[str, Any],
) -> Sheet:
    """The targets of a sheet.

    year: of headings that name a month alone. whos: a text → the subjects that it may mean. figure: a typed
    text → its value; sound: a number of a workbook → the value; ValueError for none. periods: keys that may
    be set. An empty cell leaves what is there.
    """
    sheet = Sheet()
    if len(rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in rows[:50]):
        sheet.wrong.append(Wrong(1, 1, "targets.import.too_large"))
        return sheet
    at = _head(rows, year)
    if at is None:
        sheet.wrong.append(Wrong(1, 1, "targets.import.empty"))
        return sheet
    head = rows[at]
    folded = [_text(cell).casefold() for cell in head]
    by_line = next((n for n, name in enumerate(folded) if name in PERIODS), None)
    value_at = next((n for n, name in enumerate(folded) if name in VALUES), None)
    if by_line is not None and value_at is not None:
        _lines(sheet, rows, at, by_line, value_at, year, whos, (figure, sound), periods)
    else:
        _grid(sheet, rows, at, year, whos, (figure, sound), periods)
    return sheet


def _head(rows: Sequence[Sequence[Any]], year: int) -> int | None:
    """Where the headings stand: the first row that names periods, for titles may stand above it.

    Where none does, the first row of more than one cell; None where there is none.
    """
    several = [at for at, row in enumerate(rows) if sum(1 for cell in row if _text(cell)) > 1]
    for at in several[:MOST_TITLES]:
        told = {_text(cell).casefold() for cell in rows[at]}
        if told & PERIODS or any(period_of(cell, year) for cell in rows[at]):
            return at
    return several[0] if several else None


def _grid(
    sheet: Sheet,
    rows: Sequence[Sequence[Any]],
    at: int,
    year: int,
    whos: Callable[[str], list[Who]],
    figures: Figures,
    periods: Mapping[str, Any],
) -> None:
    columns = {n: key for n, cell in enumerate(rows[at]) if (key := period_of(cell, year))}
    if not columns:
        sheet.wrong.append(Wrong(at + 1, 1, "targets.import.no_months"))
        return
    for n, key in columns.items():
        if key not in periods:
            sheet.wrong.append(Wrong(at + 1, n + 1, "targets.import.other_period", {"period": key}))
        if list(columns.values()).index(key) != list(columns).index(n):
            sheet.wrong.append(Wrong(at + 1, n + 1, "targets.import.twice_period", {"period": key}))
    named = list(range(min(columns))) or [n for n in range(len(rows[at])) if n not in columns]
    for number, row in enumerate(rows[at + 1 :], at + 2):
        if not any(_text(cell) for cell in row):
            continue
        who = _who(sheet, row, number, named, whos)
        for n, key in columns.items():
            if who is not None and n < len(row):
                _put(sheet, who, key, row[n], number, n + 1, figures)


def _lines(
    sheet: Sheet,
    rows: Sequence[Sequence[Any]],
    at: int,
    by_line: int,
    value_at: int,
    year: int,
    whos: Callable[[str], list[Who]],
    figures: Figures,
    periods: Mapping[str, Any],
) -> None:
    named = [n for n in range(len(rows[at])) if n not in (by_line, value_at)]
    for number, row in enumerate(rows[at + 1 :], at + 2):
        if not any(_text(cell) for cell in row):
            continue
        key = period_of(row[by_line], year) if by_line < len(row) else None
        if key is None or key not in periods:
            told = {"period": _text(row[by_line]) if by_line < len(row) else ""}
            sheet.wrong.append(Wrong(number, by_line + 1, "targets.import.other_period", told))
            continue
        who = _who(sheet, row, number, named, whos)
        if who is not None and value_at < len(row):
            _put(sheet, who, key, row[value_at], number, value_at + 1, figures)


def _who(
    sheet: Sheet, row: Sequence[Any], number: int, named: Sequence[int], whos: Callable[[str], list[Who]]
) -> Who | None:
    """Whom a row is about: the first cell that names one subject alone. None for a row of sums, too."""
    told = ""
    several = False
    for n in named:
        text = _text(row[n]) if n < len(row) else ""
        if not text:
            continue
        found = whos(text)
        if len(found) == 1:
            return found[0]
        told, several = told or text, several or len(found) > 1
    if is_total([told]):
        return None
    id = "targets.import.several" if several else "targets.import.nobody"
    sheet.wrong.append(Wrong(number, (named[0] if named else 0) + 1, id, {"text": told}))
    return None


def _put(
    sheet: Sheet,
    who: Who,
    period: str,
    cell: Any,
    row: int,
    column: int,
    figures: Figures,
) -> None:
    try:
        value = figures[1](Decimal(str(cell))) if _is_number(cell) else figures[0](_text(cell))
    except (ValueError, ArithmeticError):
        sheet.wrong.append(Wrong(row, column, "targets.import.figure", {"text": _text(cell)[:40]}))
        return
    if value is None:
        return
    if (who, period) in sheet.values:
        sheet.wrong.append(Wrong(row, column, "targets.import.twice", {"text": who[1], "period": period}))
    sheet.values[who, period] = value


def _is_number(cell: Any) -> bool:
    return not isinstance(cell, (str, bool)) and hasattr(cell, "__round__")


def _text(cell: Any) -> str:
    text = "" if cell is None else str(cell).strip()
    return text[:-2] if text.endswith(".0") and text[:-2].isdecimal() else text
