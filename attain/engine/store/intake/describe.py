"""How a file is written, without loading it: for a first look, and for writing a mapping."""

import tempfile
from dataclasses import replace
from pathlib import Path

from attain.engine.faults import Faulty
from attain.engine.store import sql
from attain.engine.store.engine import DuckEngine
from attain.engine.store.intake.dates import date_form
from attain.engine.store.intake.feeds import source_text
from attain.engine.store.intake.form import SourceForm, Stated
from attain.engine.store.intake.numbers import bare_name, bare_texts, decimal_mark, fits
from attain.engine.store.intake.raw import read_source, regular_file


def describe_source(path: Path | str, stated: Stated | None = None) -> SourceForm:
    """The file's form; date forms and decimal mark by source column. Raises Faulty if it is no table.

    A property that its values leave open (d/m or m/d) is left out; a load would ask for it.
    """
    file = regular_file(path)
    with tempfile.TemporaryDirectory() as folder, DuckEngine(spill=Path(folder)) as engine:
        source = read_source(engine, file, stated or Stated(), "raw", Path(folder))
        header = source.form.header
        columns = ", ".join(
            f"{source_text(f'c{i}')} AS {sql.name(_own(header, i))}" for i in range(len(header))
        )
        engine.execute(f"CREATE TABLE texts AS SELECT _row, {columns} FROM raw")
        names = [_own(header, i) for i in range(len(header))]
        dates = {name: form for name in names if (form := _date_form(engine, name, source.form))}
        return replace(source.form, date_formats=dates, decimal=_mark(engine, names, dates, source.form))


def _own(header: tuple[str, ...], position: int) -> str:
    """The column's name; a nameless or repeated one by its position."""
    name = header[position]
    return name if name and header.index(name) == position else f"#{position + 1}"


def _date_form(engine: DuckEngine, name: str, form: SourceForm) -> str | None:
    """The form that reads every value of the column, if it is the only one."""
    try:
        found = date_form(engine, name, False, form.file)
    except Faulty:
        return None
    column = sql.name(name)
    (unread, values) = engine.query(
        f"SELECT count(*) FILTER (WHERE {found.parsed(column)} IS NULL), count(*) FROM texts "
        f"WHERE {column} IS NOT NULL"
    )[0]
    return found.label if values and not unread else None


def _mark(engine: DuckEngine, names: list[str], dates: dict[str, str], form: SourceForm) -> str | None:
    numbers = []
    bare_texts(engine, names)
    for name in names:
        text = sql.name(bare_name(name))
        (no, values) = engine.query(
            f"SELECT count(*) FILTER (WHERE NOT ({fits(text, '.')} OR {fits(text, ',')})), count(*) "
            f"FROM bared WHERE {text} IS NOT NULL"
        )[0]
        if values and not no and name not in dates:
            numbers.append(name)
    try:
        return decimal_mark(engine, numbers, form.file)
    except Faulty:
        return None
