"""A run's published numbers as they are kept: by subject, by node, or all in the canonical order.

A line holds one row (attain.engine.decide.publish.Row): kind, subject, spell, the name of its sheet, values
of the sheet's columns (\\N: none), and then for_period, node, group, unit and value of further numbers.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import chain, groupby, islice

from attain.engine.decide.publish import Cells, Published, Row, nodes
from attain.engine.decide.sheet import Column
from attain.runs.blocks import Blocks, escaped, unescaped

COLUMNS = tuple(f.name for f in fields(Published))

#: Stands where a subject publishes no number in a column of its sheet.
ABSENT = "\\N"

#: So many lines of the canonical export are made at a time.
PIECE = 10_000

#: Fields of a line before the values; fields of a further number.
HEAD, FURTHER = 4, 5


def line_of(row: Row) -> str:
    """A row as a line, with its end."""
    fields = [row.kind, row.subject, row.spell, row.sheet, *row.values, *chain.from_iterable(row.further)]
    try:
        line = "\t".join(fields)
    except TypeError:  # a number is absent
        line = ABSENT
    if "\\" not in line and "\n" not in line and line.count("\t") == len(fields) - 1:
        return line + "\n"
    return "\t".join(ABSENT if field is None else escaped(field) for field in fields) + "\n"


def row_of(line: str, sheets: Mapping[str, Sequence[Column]]) -> Row:
    """The row of a line. Raises ValueError and its like for what `line_of` did not write."""
    found: list[str | None] = list(line.split("\t"))
    if "\\" in line:
        found = [None if field == ABSENT else unescaped(field) for field in found]
    kind, subject, spell, sheet, *rest = found
    width = len(sheets[sheet])
    more = rest[width:]
    if len(rest) < width or len(more) % FURTHER:
        raise ValueError(line)
    further = [tuple(more[at : at + FURTHER]) for at in range(0, len(more), FURTHER)]
    return Row(kind, subject, spell, sheet, rest[:width], further)


def results_csv(published: Iterable[Published]) -> bytes:
    """The canonical export: one line a number, in the total order of its keys."""
    return _csv(chain([COLUMNS], (node.cells for node in published)))


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def about(period: str, sheets: Mapping[str, Sequence[Column]]) -> dict[str, object]:
    """What the lines of results mean, as their index keeps it."""
    return {"period": period, "sheets": {name: list(map(list, own)) for name, own in sheets.items()}}


@dataclass(frozen=True)
class Results:
    """Iterates over every published number in the canonical order. Raises Faulty where a file is damaged."""

    blocks: Blocks

    @property
    def period(self) -> str:
        """The period that pays."""
        return str(self.blocks.index.about["period"])

    @cached_property
    def sheets(self) -> dict[str, tuple[Column, ...]]:
        """The columns of every sheet."""
        found = self.blocks.index.about["sheets"]
        return {name: tuple(Column(*column) for column in own) for name, own in found.items()}

    def of(self, kind: str, subject: str) -> list[Published]:
        """Every number of one person ("person"), unit ("unit") or the company ("company")."""
        rows = [row_of(line, self.sheets) for line in self.blocks.of((kind, subject))]
        return [Published(*cells) for cells in nodes(rows, self.sheets, self.period)]

    @property
    def lines(self) -> Iterator[str]:
        """Every line as it is kept."""
        return chain.from_iterable(self.blocks)

    def column(
        self,
        node: str,
        for_period: str = "",
        kind: str = "person",
        group: str = "",
        lines: Iterable[str] | None = None,
    ) -> Iterator[tuple[str, str, str]]:
        """(subject, spell, value) of everyone who has the node, in order. for_period "": the run's own.

        lines: those of `lines` among which it looks; unless said, all.
        """
        about = for_period or self.period
        places = {name: _place(own, about, node, group) for name, own in self.sheets.items()}
        for line in self.lines if lines is None else lines:
            if not line.startswith(f"{kind}\t"):
                continue
            at = places[unescaped(line.split("\t", HEAD)[3])]
            if at is None:
                yield from self._further(line, about, node, group)
                continue
            found = line.split("\t", HEAD + at + 1)
            if found[HEAD + at] != ABSENT:
                yield unescaped(found[1]), unescaped(found[2]), unescaped(found[HEAD + at])

    def _further(self, line: str, about: str, node: str, group: str) -> Iterator[tuple[str, str, str]]:
        """A line's values of a node that has no column of its own."""
        if f"\t{escaped(node)}\t" not in line:
            return
        row = row_of(line, self.sheets)
        for period, name, by, _, value in dict.fromkeys(row.further):
            if (period, name, by) == (about, node, group):
                yield row.subject, row.spell, value

    def __iter__(self) -> Iterator[Published]:
        for cells in self._cells():
            yield Published(*cells)

    def csv(self) -> Iterator[bytes]:
        """The canonical export, a piece at a time."""
        yield _csv([COLUMNS])
        rows = self._cells()
        while piece := list(islice(rows, PIECE)):
            yield _csv(piece)

    def _cells(self) -> Iterator[Cells]:
        lines = chain.from_iterable(self.blocks)
        rows = (row_of(line, self.sheets) for line in lines)
        for _, own in groupby(rows, key=lambda row: (row.kind, row.subject)):
            yield from nodes(own, self.sheets, self.period)


def _place(columns: Sequence[Column], about: str, node: str, group: str) -> int | None:
    found = (at for at, each in enumerate(columns) if each[:3] == (about, node, group))
    return next(found, None)
