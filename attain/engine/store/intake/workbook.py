"""XLSX: the cells of one sheet as texts, exactly as Excel means them."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from attain.engine.faults import Fault, Faulty, nearest

#: A binary fraction stands for the decimal number that is nearest at this many places: 0.1 + 0.2 is 0.3.
PLACES = Decimal("1e-9")


def read_sheet(path: Path, stated: str | None) -> tuple[str, Iterator[tuple[int, list[str]]]]:
    """The sheet's name and its rows, (row number as Excel shows it, cells), blank rows passed over.

    Raises Faulty if the file is no workbook, is locked, or has several sheets and none is stated.
    """
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        name = _sheet(workbook, path, stated)
        sheet = workbook.get_sheet_by_name(name)
    except PasswordError:
        raise Faulty(Fault("fault.workbook_locked", {}, str(path))) from None
    except (CalamineError, OSError) as error:
        raise Faulty(Fault("fault.not_workbook", {"why": str(error)}, str(path))) from None
    return name, _rows(sheet)


def _sheet(workbook: CalamineWorkbook, path: Path, stated: str | None) -> str:
    names = workbook.sheet_names
    if stated is not None:
        if stated not in names:
            values = {"sheet": stated, "known": ", ".join(names), "nearest": nearest(stated, names)}
            raise Faulty(Fault("fault.sheet_unknown", values, str(path)))
        return stated
    filled = [name for name in names if workbook.get_sheet_by_name(name).to_python(nrows=1)]
    if not filled:
        raise Faulty(Fault("fault.file_empty", {}, str(path)))
    if len(filled) > 1:
        raise Faulty(Fault("fault.sheet_unstated", {"known": ", ".join(filled)}, str(path)))
    return filled[0]


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    first = (sheet.start or (0, 0))[0]
    for number, cells in enumerate(sheet.to_python(skip_empty_area=True), start=first + 1):
        texts = [cell_text(cell) for cell in cells]
        if any(texts):
            yield number, texts


def cell_text(cell: Any) -> str:
    """A cell as a CSV would hold it: ISO dates, plain decimals, true and false."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, float):
        return plain_number(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return plain_number(cell.total_seconds() / 60)
    return str(cell).strip()


def plain_number(value: float) -> str:
    """The decimal that a binary number was meant to be, without exponent or trailing zeros."""
    number = Decimal(repr(value))
    if not number.is_finite():
        return str(value)
    if number.as_tuple().exponent < PLACES.as_tuple().exponent:
        number = number.quantize(PLACES, rounding=ROUND_HALF_UP)
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
