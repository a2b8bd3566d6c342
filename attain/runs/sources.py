"""Which files go where: by a mapping's pattern, or by the table that a file's name begins with."""

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from attain.engine.facts.builtin import BUILTIN
from attain.engine.facts.mapping import Mapping as FileMapping
from attain.engine.faults import Fault, Faulty, nearest
from attain.engine.store import regular_file
from attain.rulebook.load import Loaded

#: What a folder is searched for.
SUFFIXES = (".csv", ".csv.gz", ".txt", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods", ".parquet")


@dataclass(frozen=True, slots=True)
class Source:
    """A file and where its rows go: a table's name, or a mapping."""

    path: Path
    into: str | FileMapping

    @property
    def table(self) -> str:
        return self.into if isinstance(self.into, str) else self.into.into


def sources(loaded: Loaded, paths: Iterable[Path], into: str | None = None) -> list[Source]:
    """Files, and all that folders hold, with their tables or mappings; built-in tables first.

    A file goes where `into` says, else by the mapping whose `file:` matches its name, else to the table
    that its name begins with (order_lines.csv, order_lines-2026-10.xlsx). Raises Faulty for all that have no
    such place or can't be read, and for a rulebook with errors.
    """
    if loaded.rules is None:
        raise Faulty(*loaded.faults)
    found: list[Source] = []
    faults: list[Fault] = []
    for given in paths:
        try:
            found += [Source(path, _into(loaded, path, into)) for path in _files(given)]
        except Faulty as error:
            faults += error.faults
    if faults:
        raise Faulty(*faults)
    order = [*BUILTIN, *sorted(loaded.rules.facts)]
    return sorted(found, key=lambda s: (order.index(s.table), str(s.path)))


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [regular_file(path)]
    found = sorted(p for p in path.iterdir() if p.is_file() and p.name.lower().endswith(SUFFIXES))
    if not found:
        raise Faulty(Fault("fault.load.folder", {}, str(path)))
    return found


def _into(loaded: Loaded, path: Path, into: str | None) -> str | FileMapping:
    tables = loaded.rules.tables if loaded.rules else {}
    mappings = {mapping.mapping: mapping for mapping in loaded.mappings}
    if into is not None:
        if into in mappings or into in tables:
            return mappings.get(into, into)
        values = {"name": into, "nearest": nearest(into, [*mappings, *tables])}
        raise Faulty(Fault("fault.load.into", values, str(path)))
    by_file = [m for m in mappings.values() if m.file != "*" and fnmatch(path.name, m.file)]
    if len(by_file) == 1:
        return by_file[0]
    if by_file:
        values = {"name": path.name, "mappings": ", ".join(m.mapping for m in by_file)}
        raise Faulty(Fault("fault.load.mappings", values, str(path)))
    stem = path.name.split(".")[0].casefold()
    named = [table for table in tables if _begins(stem, table.casefold())]
    if not named:
        values = {"name": path.name, "nearest": nearest(stem, list(tables)) or min(tables)}
        raise Faulty(Fault("fault.load.table", values, str(path)))
    return max(named, key=len)


def _begins(stem: str, table: str) -> bool:
    """order_lines, order_lines-2026-10, order_lines_jan, order_lines (2)."""
    return stem == table or (stem.startswith(table) and not stem.removeprefix(table)[0].isalpha())
