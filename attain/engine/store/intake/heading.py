"""The row of a sheet in which its columns are named: titles, authors and dates may stand above it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from statistics import median_low

from attain.engine.faults import Fault, Faulty

#: A row as it stands: (its number as a spreadsheet shows it, its cells).
Row = tuple[int, Sequence[str]]

#: So many rows are looked at, blank lines aside.
LOOKED_AT = 50

#: A table of fewer columns is taken as it stands: a title can't be told from a name there.
FEWEST = 3

#: What names no column: a number, an amount or a date.
_FIGURE = re.compile(r"[\s\d.,:/+%()¥￥$€£₽年月日-]+")


def heading(rows: Iterable[Row], stated: int | None, file: str) -> tuple[Row, Iterator[Row]]:
    """The row of the columns' names, and those below it: the stated one, or the one that seems to name them.

    Raises Faulty for a stated row that is not there, or is blank.
    """
    parted = (row for row in rows if len(row[1]) > 1 or _filled(row))
    if stated is not None:
        found = next((row for row in parted if row[0] >= stated), None)
        if found is None or found[0] != stated or not _filled(found):
            raise Faulty(Fault("fault.header_row", {"row": stated}, file, stated))
        return found, parted
    seen = list(islice(parted, LOOKED_AT))
    if not seen:
        raise Faulty(Fault("fault.file_empty", {}, file))
    found = _likeliest(seen)
    return found, chain(seen[seen.index(found) + 1 :], parted)


def _likeliest(seen: Sequence[Row]) -> Row:
    """The first row that is as wide as what follows it, if it names columns; else the very first."""
    usual = median_low([_filled(row) for row in seen[1:]] or [0])
    if usual < FEWEST or _filled(seen[0]) * 2 > usual:
        return seen[0]
    wide = next(row for row in seen if _filled(row) * 2 > usual)
    return wide if _names(wide) else seen[0]


def _filled(row: Row) -> int:
    return sum(bool(cell.strip()) for cell in row[1])


def _names(row: Row) -> bool:
    """Whether the cells could name columns: none of them a figure, no two alike."""
    texts = [cell.strip() for cell in row[1] if cell.strip()]
    return len(set(texts)) == len(texts) and not any(_FIGURE.fullmatch(text) for text in texts)
