"""CSV files out: UTF-8, commas, \\n, ISO dates, true/false, an empty cell for nothing."""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

#: Says that a table is written: its name and how many of how many tables.
Progress = Callable[[str, int, int], None]


@dataclass
class Sheets:
    """The folder that the tables go to, and those written so far."""

    folder: Path
    progress: Progress | None = None
    tables: int = 0
    written: list[tuple[str, Path]] = field(default_factory=list)

    def rows(self, table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
        """Writes rows of values: dates, numbers, booleans, None for an empty cell."""
        path = self._path(table)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns.split())
            writer.writerows([_plain(cell) for cell in row] for row in rows)
        self._done(table, path)

    def lines(self, table: str, columns: str, blocks: Iterable[str]) -> None:
        """Writes ready lines of plain cells, in blocks: for the tables with very many rows."""
        path = self._path(table)
        with path.open("w", encoding="utf-8", newline="") as file:
            file.write(",".join(columns.split()) + "\n")
            file.writelines(blocks)
        self._done(table, path)

    def _path(self, table: str) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder / f"{table}.csv"

    def _done(self, table: str, path: Path) -> None:
        self.written.append((table, path))
        if self.progress:
            self.progress(table, len(self.written), self.tables)


def money(cents: int) -> str:
    """Cents as units of the currency: -1205 → "-12.05"."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _plain(cell: Any) -> Any:
    return ("true" if cell else "false") if cell is True or cell is False else cell
