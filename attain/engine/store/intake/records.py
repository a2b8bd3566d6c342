"""The careful reader: records one by one, each with its row number, for files that are not tidy.

Rows are numbered as a spreadsheet shows them: the header is row 1, blank lines count.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from attain.engine.faults import Fault, Faulty
from attain.engine.store.intake.form import LONGEST_LINE

#: A row that could not be taken apart: (row, column, value, fault id, detail).
BadCell = tuple[int, str, str, str, str]


def csv_records(path: Path, separator: str) -> Iterator[tuple[int, list[str] | None]]:
    """(row number, cells) of each record; None for one whose quotes are broken. Blank lines are passed over.

    Raises Faulty if a quote is opened and never closed: it would swallow the rest of the file.
    """
    csv.field_size_limit(LONGEST_LINE)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, delimiter=separator, strict=True)
        row = 0
        while True:
            row += 1
            before = reader.line_num
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                if "end of data" in str(error):
                    fault = Fault("fault.quote_open", {"row": row}, str(path), before + 1)
                    raise Faulty(fault) from None
                yield row, None
                continue
            if any(cell.strip() for cell in cells):
                yield row, cells


def write_records(
    records: Iterable[tuple[int, Sequence[str] | None]], width: int, target: Path
) -> list[BadCell]:
    """Records to a tidy CSV of `width` columns after the row number; returns those that do not fit."""
    bad: list[BadCell] = []
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for row, cells in records:
            if cells is None:
                bad.append((row, "", "", "fault.row_quotes", ""))
            elif len(cells) < width:
                bad.append((row, "", _shown(cells), "fault.row_short", f"{len(cells)} / {width}"))
            elif any(cell.strip() for cell in cells[width:]):
                bad.append((row, "", _shown(cells), "fault.row_long", f"{len(cells)} / {width}"))
            else:
                writer.writerow([row, *cells[:width]])
    return bad


def _shown(cells: Sequence[str]) -> str:
    return " | ".join(cells)[:200]
