"""Columns of text, aligned by what they measure on a screen: Chinese and Japanese signs are two wide."""

from collections.abc import Iterable, Sequence

from rich.cells import cell_len

GAP = "  "


def aligned(rows: Iterable[Sequence[str]], right: frozenset[int] = frozenset(), indent: str = "") -> str:
    """Rows of equal length as lines. right: numbers of the columns that are figures."""
    listed = [list(row) for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(*listed, strict=True)]
    return "\n".join(indent + _line(row, widths, right) for row in listed)


def _line(row: Sequence[str], widths: Sequence[int], right: frozenset[int]) -> str:
    cells = []
    for number, (cell, width) in enumerate(zip(row, widths, strict=True)):
        space = " " * (width - cell_len(cell))
        cells.append(space + cell if number in right else cell + space)
    return GAP.join(cells).rstrip()
