"""The source as a table of texts: `raw(_row, c0, c1, …)`, one column a column of the file.

Columns are known by position from here on, so that no name from a file stands in SQL.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from attain.engine.faults import Fault, Faulty
from attain.engine.store import sql
from attain.engine.store.engine import DuckEngine
from attain.engine.store.intake.form import LONGEST_LINE, SourceForm, Stated
from attain.engine.store.intake.heading import heading
from attain.engine.store.intake.records import BadCell, csv_records, write_records
from attain.engine.store.intake.separator import numbered, separator_of
from attain.engine.store.intake.text import clean_text, file_digest
from attain.engine.store.intake.workbook import read_sheet

#: A file with more columns than this is not a table that anyone meant to load.
MOST_COLUMNS = 2_000


@dataclass(frozen=True, slots=True)
class Source:
    """A file that stands as table `name` in the engine. bad: rows that could not be taken apart."""

    form: SourceForm
    name: str
    bad: tuple[BadCell, ...]


def regular_file(path: Path | str) -> Path:
    """The path, if there is a file that can be read. Raises Faulty if not."""
    found = Path(path)
    if not found.exists():
        raise Faulty(Fault("fault.file_missing", {"path": str(path)}, str(path)))
    if not found.is_file():
        raise Faulty(Fault("fault.not_a_file", {"path": str(path)}, str(path)))
    try:
        with found.open("rb") as content:
            content.read(1)
    except OSError as error:
        raise Faulty(Fault("fault.file_unreadable", {"why": error.strerror}, str(path))) from None
    return found


def read_source(engine: DuckEngine, path: Path, stated: Stated, name: str, workspace: Path) -> Source:
    """Puts the file's cells into table `name`. Raises Faulty for a file that is no table at all."""
    with path.open("rb") as content:
        magic = content.read(4)
    if magic == b"PAR1":
        return _read_parquet(engine, path, name)
    if magic[:2] == b"PK":
        return _read_workbook(engine, path, stated, name, workspace)
    return _read_csv(engine, path, stated, name, workspace)


def _read_parquet(engine: DuckEngine, path: Path, name: str) -> Source:
    try:
        described = engine.query("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)])
        header = tuple(row[0] for row in described)
        cells = ", ".join(_parquet_text(i, row[0], row[1]) for i, row in enumerate(described))
        engine.execute(
            f"CREATE TABLE {name} AS SELECT file_row_number + 1 AS _row, {cells} "
            "FROM read_parquet(?, file_row_number = true)",
            [str(path)],
        )
    except duckdb.Error as error:
        why = str(error).splitlines()[0]
        raise Faulty(Fault("fault.not_parquet", {"why": why}, str(path))) from None
    return Source(SourceForm(str(path), "parquet", file_digest(path), header), name, ())


def _parquet_text(position: int, column: str, kind: str) -> str:
    """A column as text; binary fractions to nine places, as in workbooks."""
    value = sql.name(column)
    if kind in ("DOUBLE", "FLOAT"):
        value = f"CAST({value} AS DECIMAL(38, 9))"
    return f"CAST({value} AS VARCHAR) AS c{position}"


def _read_workbook(engine: DuckEngine, path: Path, stated: Stated, name: str, workspace: Path) -> Source:
    sheet, rows = read_sheet(path, stated.sheet)
    (number, named), below = heading(rows, stated.header_row, str(path))
    header = list(named)
    while header and not header[-1].strip():
        header.pop()
    form = SourceForm(
        str(path),
        "xlsx",
        file_digest(path),
        _checked(header, path),
        sheet=sheet,
        header_row=number,
        stated=tuple(key for key in ("sheet", "header_row") if getattr(stated, key)),
    )
    width = len(header)
    padded = ((row, list(cells) + [""] * (width - len(cells))) for row, cells in below)
    return _read_records(engine, form, padded, name, workspace)


def _read_csv(engine: DuckEngine, path: Path, stated: Stated, name: str, workspace: Path) -> Source:
    text = clean_text(path, stated.encoding, workspace)
    separator = separator_of(text.path, stated.separator)
    (number, named), _ = heading(numbered(text.path, separator), stated.header_row, str(path))
    form = SourceForm(
        str(path),
        "csv",
        file_digest(path),
        _checked([cell.strip() for cell in named], path),
        encoding=text.encoding.name,
        confidence=text.encoding.confidence,
        separator=separator,
        quote='"',
        compressed=text.compressed,
        header_row=number,
        stated=tuple(key for key in ("encoding", "separator", "header_row") if getattr(stated, key)),
    )
    if text.tidy and number == 1 and _read_quickly(engine, form, text.path, name):
        return Source(form, name, ())
    records = (record for record in csv_records(text.path, separator) if record[0] > number)
    return _read_records(engine, form, records, name, workspace)


def _read_quickly(engine: DuckEngine, form: SourceForm, path: Path, name: str) -> bool:
    """Reads a tidy CSV with the engine; False where it is not tidy after all (quotes, widths)."""
    try:
        engine.execute(
            f"CREATE TABLE {name} AS SELECT row_number() OVER () + 1 AS _row, * FROM read_csv(?, "
            f"delim = {sql.text(form.separator or ',')}, quote = '\"', escape = '\"', header = true, "
            f"auto_detect = false, columns = {_columns(len(form.header))}, "
            f"max_line_size = {2 * LONGEST_LINE})",
            [_literal_path(path)],
        )
    except duckdb.InvalidInputException:
        return False
    return True


def _read_records(
    engine: DuckEngine,
    form: SourceForm,
    records: Iterable[tuple[int, Sequence[str] | None]],
    name: str,
    workspace: Path,
) -> Source:
    """Reads records that were numbered one by one."""
    target = workspace / f"{name}.records.csv"
    bad = write_records(records, len(form.header), target)
    columns = _columns(len(form.header), "'_row': 'BIGINT', ")
    engine.execute(
        f"CREATE TABLE {name} AS SELECT * FROM read_csv(?, delim = ',', quote = '\"', escape = '\"', "
        f"header = false, auto_detect = false, columns = {columns}, max_line_size = {4 * LONGEST_LINE})",
        [_literal_path(target)],
    )
    target.unlink()
    return Source(form, name, tuple(bad))


def _columns(width: int, before: str = "") -> str:
    return "{" + before + ", ".join(f"'c{i}': 'VARCHAR'" for i in range(width)) + "}"


def _literal_path(path: Path) -> str:
    """The path with glob characters taken literally."""
    return re.sub(r"([*?\[])", r"[\1]", str(path))


def _checked(header: Sequence[str], path: Path) -> tuple[str, ...]:
    if not any(header):
        raise Faulty(Fault("fault.header_empty", {}, str(path), 1))
    if len(header) > MOST_COLUMNS:
        values = {"columns": len(header), "most": MOST_COLUMNS}
        raise Faulty(Fault("fault.header_wide", values, str(path), 1))
    return tuple(header)
