"""From a source file to typed rows: `typed(_row, columns…)` and `bad(_row, column, value, fault, detail)`."""

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from attain.engine.facts.mapping import Mapping
from attain.engine.facts.table import Table
from attain.engine.formulas import RowExpression, names
from attain.engine.store import sql
from attain.engine.store.engine import DuckEngine
from attain.engine.store.intake.constants import literal
from attain.engine.store.intake.dates import ALL_ISO, date_form, has_times, known_zone, stated_form
from attain.engine.store.intake.feeds import EMPTY, Feeding, Header, feeding, header_places, source_text
from attain.engine.store.intake.form import SourceForm, Stated
from attain.engine.store.intake.formula import (
    computed,
    condition,
    input_name,
    inputs,
    number_columns,
    number_inputs,
)
from attain.engine.store.intake.glance import plain_columns
from attain.engine.store.intake.joining import join_source
from attain.engine.store.intake.numbers import bare_texts, decimal_mark
from attain.engine.store.intake.raw import Source, read_source
from attain.engine.store.intake.repairing import (
    Repair,
    check_found,
    leave_out,
    mend,
    prepare,
    whole_again,
)
from attain.engine.store.intake.settings import IntakeSettings
from attain.engine.store.intake.typing import Cell, Reading, cell, type_rows


@dataclass(frozen=True, slots=True)
class TypedSource:
    """What was read. rows: all that were asked for; skipped: those that `where` does not want.

    left_out: those that a repair leaves out.
    """

    form: SourceForm
    feeds: Feeding
    unused: tuple[str, ...]
    rows: int
    skipped: int
    left_out: int = 0


def stated_by(mapping: Mapping | None) -> Stated:
    """What a mapping says about the file's form."""
    if mapping is None:
        return Stated()
    return Stated(
        mapping.encoding, mapping.separator, mapping.sheet, mapping.date_format, mapping.decimal,
        mapping.header_row,
    )  # fmt: skip


def read_rows(
    engine: DuckEngine,
    path: Path,
    table: Table,
    mapping: Mapping | None,
    settings: IntakeSettings,
    workspace: Path,
    only: str | None = None,
    repairs: Sequence[Repair] = (),
) -> TypedSource:
    """Reads, maps and types the file. `only`: SQL of the rows that are counted, None for all.

    Raises Faulty if the file as a whole can't be read or mapped, or a repair is of no column of it.
    """
    engine.execute(
        'CREATE TABLE bad (_row BIGINT, "column" VARCHAR, value VARCHAR, fault VARCHAR, detail VARCHAR)'
    )
    source = whole_again(engine, read_source(engine, path, stated_by(mapping), "raw", workspace), repairs)
    prepare(engine, repairs)
    mended = {each.column for each in repairs if each.column}
    _structural(engine, source, table)
    header = header_places(source.form.header)
    found = mend(engine, header, mended, {})
    for number, join in enumerate(mapping.join if mapping else ()):
        header = join_source(engine, join, number, header, path, workspace)
        found = mend(engine, header, mended, found)
    check_found(mended, found, header, str(path))
    return _typed(engine, source, header, table, mapping, settings, only)


def _structural(engine: DuckEngine, source: Source, table: Table) -> None:
    personal = any(kind.personal for kind in table.columns.values())
    rows = [(row, c, "" if personal else value, f, d) for row, c, value, f, d in source.bad]
    schema = {
        "_row": "BIGINT",
        "column": "VARCHAR",
        "value": "VARCHAR",
        "fault": "VARCHAR",
        "detail": "VARCHAR",
    }
    engine.table("torn", rows, schema)
    engine.execute("INSERT INTO bad SELECT * FROM torn; DROP TABLE torn")


def _typed(
    engine: DuckEngine,
    source: Source,
    header: Header,
    table: Table,
    mapping: Mapping | None,
    settings: IntakeSettings,
    only: str | None,
) -> TypedSource:
    file = source.form.file
    feeds = feeding(table, header, mapping, file)
    plain, pointed = plain_columns(engine, table, _glanced(table, feeds, mapping), settings.decimals)
    feeds.texts.update({name: feeds.straight[name] for name in plain})
    where = mapping.where if mapping else None
    formulas = [*feeds.formulas.values(), *([where] if where else [])]
    read = inputs(formulas, header, file)
    if mapping and mapping.currency and mapping.currency.column:
        read = sorted({*read, mapping.currency.column})
    _texts(
        engine,
        table,
        feeds,
        {name: source_text(header.places[name]) for name in read if name in header.places},
    )
    reading, form = _reading(engine, source.form, table, feeds, formulas, mapping, settings, plain, pointed)
    rows = _count(engine, "raw", only) + _count(engine, "bad", only)
    # Not before: how a file writes its days and numbers is told by all of its rows.
    left_out = leave_out(engine, only)
    _numbered(engine, formulas, reading.mark)
    skipped = _filter(engine, where, file, only)
    cells, reads = _cells(table, feeds, reading, file)
    type_rows(engine, table.columns, cells, reads)
    taken = {
        *feeds.named.values(),
        *read,
        *(key for join in (mapping.join if mapping else ()) for key in join.pairs),
    }
    unused = tuple(name for name in header.places if name not in taken)
    return TypedSource(form, feeds, unused, rows, skipped, left_out)


def _texts(engine: DuckEngine, table: Table, feeds: Feeding, read: MappingOf[str, str]) -> None:
    """The texts of every target column, and of the source columns that formulas read."""
    columns = {name: feeds.texts.get(name, EMPTY) for name in table.columns}
    columns |= {input_name(name): text for name, text in read.items()}
    selected = ", ".join(f"{text} AS {sql.name(name)}" for name, text in columns.items())
    engine.execute(f"CREATE VIEW texts AS SELECT _row, {selected} FROM raw")


def _reading(
    engine: DuckEngine,
    form: SourceForm,
    table: Table,
    feeds: Feeding,
    formulas: list[RowExpression],
    mapping: Mapping | None,
    settings: IntakeSettings,
    plain: frozenset[str],
    pointed: bool,
) -> tuple[Reading, SourceForm]:
    """How dates and numbers are written: as stated, else as all values say."""
    stated = stated_by(mapping)
    fed = {name: kind for name, kind in table.columns.items() if name in feeds.named and name in feeds.texts}
    read = {input_name(name) for formula in formulas for name in number_inputs(formula)}
    numbers = [name for name, kind in fed.items() if kind.is_number] + sorted(read)
    bare_texts(engine, [*(name for name, kind in table.columns.items() if kind.is_number), *sorted(read)])
    mark = stated.decimal or ("." if pointed else None)
    if not stated.decimal and not plain.issuperset(numbers):
        mark = decimal_mark(engine, numbers, form.file)
    if mark == ",":
        plain = frozenset(name for name in plain if not table.columns[name].is_number)
    days = [name for name, kind in table.columns.items() if kind.kind in ("date", "timestamp")]
    dates = {
        name: stated_form(stated.date_format, form.file)
        if stated.date_format and name in fed
        else date_form(engine, name, form.kind == "xlsx", form.file)
        for name in days
        if name not in plain
    } | {name: ALL_ISO for name in days if name in plain}
    zone = known_zone(settings.time_zone, form.file)
    source_zone = known_zone(mapping.timezone, form.file) if mapping and mapping.timezone else None
    asked = [name for name in days if name in feeds.texts and name not in plain]
    times = frozenset(has_times(engine, asked))
    labels = {name: dates[name].label for name in days if name in fed}
    told = [key for key, value in (("date_format", stated.date_format), ("decimal", stated.decimal)) if value]
    known = replace(form, decimal=mark, date_formats=labels, stated=(*form.stated, *told))
    return Reading(settings.decimals, mark or ".", dates, times, zone, source_zone, plain), known


def _glanced(table: Table, feeds: Feeding, mapping: Mapping | None) -> dict[str, str]:
    """The columns that may turn out to be plain: those taken as they are, in no stated form."""
    stated = stated_by(mapping)
    return {
        name: place
        for name, place in feeds.straight.items()
        if not (stated.date_format and table.columns[name].kind in ("date", "timestamp"))
    }


def _numbered(engine: DuckEngine, formulas: list[RowExpression], mark: str) -> None:
    """The texts, and beside them the numbers that formulas reckon with."""
    numbers = "".join(
        f", {value} AS {sql.name(name)}" for name, value in number_columns(formulas, mark).items()
    )
    engine.execute(f"CREATE VIEW numbered AS SELECT *{numbers} FROM bared")


def _filter(engine: DuckEngine, where: RowExpression | None, file: str, only: str | None) -> int:
    """Drops the rows that are not wanted; returns how many of those that are counted."""
    if where is None:
        return 0
    before = _count(engine, "raw", only)
    wanted = f"SELECT _row FROM numbered WHERE {condition(where, file)}"
    engine.execute(f"CREATE TABLE wanted AS {wanted}")
    engine.execute("DELETE FROM raw WHERE _row NOT IN (FROM wanted); DROP TABLE wanted")
    return before - _count(engine, "raw", only)


def _count(engine: DuckEngine, table: str, only: str | None) -> int:
    among = f" WHERE _row IN ({only})" if only else ""
    return engine.query(f"SELECT count(*) FROM {table}{among}")[0][0]


def _cells(
    table: Table, feeds: Feeding, reading: Reading, file: str
) -> tuple[dict[str, Cell], dict[str, str]]:
    """How each column is typed, and where its source says something."""
    cells, reads = {}, {}
    for name, kind in table.columns.items():
        if formula := feeds.formulas.get(name):
            scale = kind.scale(reading.currency_decimals)
            cells[name] = Cell(computed(formula, kind, scale, file), "'fault.cell_formula'")
            read = [f"{sql.name(input_name(source))} IS NOT NULL" for source in names(formula.tree)]
            reads[name] = " AND ".join(read) or "true"
        else:
            cells[name] = cell(name, kind, reading)
            reads[name] = f"{sql.name(name)} IS NOT NULL"
        if (default := feeds.defaults.get(name)) is not None:
            meant = literal(name, kind, default, reading.currency_decimals, file)
            value = f"CASE WHEN {reads[name]} THEN {cells[name].value} ELSE {meant} END"
            cells[name] = Cell(value, cells[name].fault)
    return cells, reads
