"""A first look at a file, for who maps it: its columns with examples, and how they seem to be written."""

import gzip
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from attain.engine.faults import Faulty
from attain.engine.store import sql
from attain.engine.store.engine import DuckEngine
from attain.engine.store.intake.dates import FORMS
from attain.engine.store.intake.feeds import source_text
from attain.engine.store.intake.form import SourceForm, Stated
from attain.engine.store.intake.numbers import bare_name, bare_texts, decimal_mark, fits
from attain.engine.store.intake.raw import Source, read_source, regular_file
from attain.engine.store.intake.text import is_compressed

#: Of a text file that is longer, so many bytes are looked at.
GLANCE = 8 << 20

#: So many different values of a column are asked how they are written.
MOST_VALUES = 5_000

#: So many examples are shown of a column.
EXAMPLES = 4

#: A column is of dates or numbers if so many of a hundred values are.
MOST = 60


@dataclass(frozen=True, slots=True)
class ColumnSeen:
    """A column of the file. examples: its first different values. filled: cells with a value.

    dates: ways to write dates that read most of its values: none, the one, or several that read as many.
    number: whether most of its values are numbers.
    """

    name: str
    examples: tuple[str, ...]
    filled: int
    dates: tuple[str, ...] = ()
    number: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """form: how the file is written, its decimal mark too. rows: as many as were looked at.

    sheets: of a workbook, those with cells. cut: whether only the beginning was looked at.
    torn: rows that could not be taken apart.
    """

    form: SourceForm
    rows: int
    columns: tuple[ColumnSeen, ...]
    sheets: tuple[str, ...] = ()
    cut: bool = False
    torn: int = 0

    def column(self, name: str) -> ColumnSeen | None:
        return next((each for each in self.columns if each.name == name), None)


def look_at(path: Path | str, stated: Stated | None = None) -> Look:
    """What is in the file. Raises Faulty if it is no table, or its form must be stated first."""
    file = regular_file(path)
    with tempfile.TemporaryDirectory() as folder, DuckEngine(spill=Path(folder)) as engine:
        begins, cut = _beginning(file, Path(folder))
        source = read_source(engine, begins, stated or Stated(), "raw", Path(folder))
        source = replace(source, form=replace(source.form, file=str(file)))
        names = [name for name in dict.fromkeys(source.form.header) if name]
        columns = ", ".join(
            f"{source_text(f'c{source.form.header.index(name)}')} AS {sql.name(name)}" for name in names
        )
        engine.execute(f"CREATE TABLE texts AS SELECT _row, {columns} FROM raw")
        (rows,) = engine.query("SELECT count(*) FROM texts")[0]
        seen = [_seen(engine, name) for name in names]
        seen, mark = _numbers(engine, seen, source)
        form = replace(source.form, decimal=mark, date_formats=_one_each(seen))
        return Look(form, rows, tuple(seen), sheets_of(file), cut, len({row for row, *_ in source.bad}))


def sheets_of(path: Path) -> tuple[str, ...]:
    """The sheets of a workbook that have cells; () for another file or one that can't be read."""
    with path.open("rb") as content:
        if content.read(2) != b"PK":
            return ()
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        return tuple(
            name for name in workbook.sheet_names if workbook.get_sheet_by_name(name).to_python(nrows=1)
        )
    except (CalamineError, PasswordError, OSError):
        return ()


def _beginning(file: Path, folder: Path) -> tuple[Path, bool]:
    """The file, or the beginning of a long text file up to a line's end."""
    with file.open("rb") as content:
        magic = content.read(4)
    if magic == b"PAR1" or magic[:2] == b"PK":
        return file, False
    with gzip.open(file, "rb") if is_compressed(file) else file.open("rb") as content:
        try:
            head = content.read(GLANCE + 1)
        except (OSError, EOFError):
            return file, False
    if len(head) <= GLANCE:
        return file, False
    target = folder / f"{file.name.removesuffix('.gz')}.head"
    target.write_bytes(head[: head.rfind(b"\n") + 1] or head)
    return target, True


def _seen(engine: DuckEngine, name: str) -> ColumnSeen:
    column = sql.name(name)
    first = engine.query(
        f"SELECT {column} FROM texts WHERE {column} IS NOT NULL GROUP BY 1 "
        f"ORDER BY min(_row) LIMIT {EXAMPLES}"
    )
    (filled,) = engine.query(f"SELECT count({column}) FROM texts")[0]
    return ColumnSeen(name, tuple(text for (text,) in first), filled, _dates(engine, column))


def _dates(engine: DuckEngine, column: str) -> tuple[str, ...]:
    """The forms that read the most values, if that is most of them."""
    counts = ", ".join(f"count({form.parsed('t')})" for form in FORMS)
    texts = f"SELECT DISTINCT {column} AS t FROM texts WHERE {column} IS NOT NULL LIMIT {MOST_VALUES}"
    (found,) = engine.query(f"SELECT {counts}, count(t) FROM ({texts})")
    *fitting, values = found
    best = max(fitting)
    if not best or best * 100 < values * MOST:
        return ()
    return tuple(form.label for form, count in zip(FORMS, fitting, strict=True) if count == best)


def _numbers(
    engine: DuckEngine, seen: list[ColumnSeen], source: Source
) -> tuple[list[ColumnSeen], str | None]:
    """The columns with those of numbers marked; and the decimal mark of all of them, if they agree."""
    names = [each.name for each in seen]
    bare_texts(engine, names)
    found, wholly = [], []
    for each in seen:
        text = sql.name(bare_name(each.name))
        (fitting, values) = engine.query(
            f"SELECT count(*) FILTER (WHERE {fits(text, '.')} OR {fits(text, ',')}), count(*) FROM bared "
            f"WHERE {text} IS NOT NULL"
        )[0]
        number = bool(values) and fitting * 100 >= values * MOST and not each.dates
        found.append(replace(each, number=number))
        if number and fitting == values:
            wholly.append(each.name)
    return found, _mark(engine, wholly, source)


def _mark(engine: DuckEngine, names: Sequence[str], source: Source) -> str | None:
    try:
        return decimal_mark(engine, list(names), source.form.file)
    except Faulty:
        return None


def _one_each(seen: Sequence[ColumnSeen]) -> dict[str, str]:
    return {each.name: each.dates[0] for each in seen if len(each.dates) == 1}
