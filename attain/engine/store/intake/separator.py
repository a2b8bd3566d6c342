"""Which character parts a CSV's columns."""

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from statistics import median_low

from attain.engine.faults import Fault, Faulty
from attain.engine.store.intake.form import LONGEST_LINE
from attain.engine.store.intake.heading import FEWEST

SEPARATORS = (",", ";", "\t", "|")
NAMES = {"comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t", "pipe": "|"}
LOOKED_AT = 200


def separator_of(path: Path, stated: str | None) -> str:
    """The separator that parts the first records into the same number of columns, all alike.

    Raises Faulty where two separators do it equally well: the mapping has to state it.
    """
    if stated is not None:
        separator = NAMES.get(stated.casefold(), stated)
        if len(separator) != 1 or separator in '"\r\n':
            raise Faulty(Fault("fault.separator_unknown", {"separator": stated}, str(path)))
        return separator
    scores = {separator: _score(path, separator) for separator in SEPARATORS}
    best = max(scores.values())
    if best[1] <= 1:
        return ","
    winners = [separator for separator, score in scores.items() if score == best]
    if len(winners) > 1:
        raise Faulty(Fault("fault.separator_unsure", {"candidates": " ".join(winners)}, str(path)))
    return winners[0]


def numbered(path: Path, separator: str) -> Iterator[tuple[int, list[str]]]:
    """The records with their numbers, as far as they can be taken apart."""
    yield from enumerate(_records(path, separator), start=1)


def _score(path: Path, separator: str) -> tuple[float, int]:
    """(share of records that are as wide as the header, width); a single column is no evidence.

    The header is the first record that is parted at all, if what follows it is a table: titles stand above.
    """
    widths = [len(cells) for cells in islice(_records(path, separator), LOOKED_AT) if cells]
    if widths and widths[0] == 1 and median_low(widths) >= FEWEST:
        widths = widths[next(i for i, width in enumerate(widths) if width >= FEWEST) :]
    if not widths or widths[0] == 1:
        return 0.0, 1
    return sum(width == widths[0] for width in widths) / len(widths), widths[0]


def _records(path: Path, separator: str) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST_LINE)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, delimiter=separator)
        try:
            yield from reader
        except csv.Error:
            return
