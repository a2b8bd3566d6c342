"""From texts to typed rows, in one statement; and a list of the cells that could not be read."""

from collections.abc import Mapping
from dataclasses import dataclass

from attain.engine.facts.columns import ColumnType
from attain.engine.store import sql
from attain.engine.store.engine import DuckEngine
from attain.engine.store.intake.dates import DateForm, moment_of
from attain.engine.store.intake.numbers import integer_of, plain_integer

#: Days outside these are slips of the pen ("0206-01-01"); 2100-01-01 is the open end.
FIRST_DAY, LAST_DAY = "DATE '1900-01-01'", "DATE '2100-01-01'"

TRUE = ["true", "t", "yes", "y", "1", "x", "是", "sí", "si", "s", "はい", "да", "истина", "verdadero", "真"]
FALSE = ["false", "f", "no", "n", "0", "否", "いいえ", "нет", "ложь", "falso", "假"]


@dataclass(frozen=True, slots=True)
class Reading:
    """How the texts of one file are to be read. plain: columns in which every text is plainly written."""

    currency_decimals: int
    mark: str
    dates: Mapping[str, DateForm]
    with_times: frozenset[str]
    zone: str
    source_zone: str | None
    plain: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Cell:
    """SQL of one column: its typed value, and the fault id where a text has no value."""

    value: str
    fault: str


def cell(column: str, kind: ColumnType, reading: Reading) -> Cell:
    """How a text of this column becomes a value."""
    text = sql.name(column)
    if column in reading.plain and kind.is_number:
        return Cell(plain_integer(text, kind.scale(reading.currency_decimals)), "'fault.cell_number'")
    if column in reading.plain and kind.kind == "boolean":
        return Cell(f"{text} = 'true'", "'fault.cell_boolean'")
    if kind.is_number:
        return Cell(*integer_of(column, kind.scale(reading.currency_decimals), reading.mark, kind.kind))
    if kind.kind in ("date", "timestamp"):
        return _date(column, kind, reading)
    if kind.kind == "boolean":
        word = f"lower({text})"
        yes, no = f"list_contains({sql.texts(TRUE)}, {word})", f"list_contains({sql.texts(FALSE)}, {word})"
        return Cell(f"CASE WHEN {yes} THEN true WHEN {no} THEN false END", "'fault.cell_boolean'")
    if kind.kind == "choice":
        known = f"list_contains({sql.texts(kind.choices)}, lower({text}))"
        return Cell(f"CASE WHEN {known} THEN lower({text}) END", "'fault.cell_choice'")
    return Cell(text, "'fault.cell_text'")


def _date(column: str, kind: ColumnType, reading: Reading) -> Cell:
    text, form = sql.name(column), reading.dates[column]
    moment = form.parsed(text)
    if column in reading.with_times:
        moment = moment_of(text, form, reading.zone, reading.source_zone)
    day = f"CAST({moment} AS DATE)"
    value = day if kind.kind == "date" else f"CAST({moment} AS TIMESTAMP)"
    inside = f"{day} BETWEEN {FIRST_DAY} AND {LAST_DAY}"
    fault = f"CASE WHEN {form.parsed(text)} IS NULL THEN 'fault.cell_date' ELSE 'fault.cell_date_far' END"
    return Cell(f"CASE WHEN {inside} THEN {value} END", fault)


def type_rows(
    engine: DuckEngine, columns: Mapping[str, ColumnType], cells: Mapping[str, Cell], reads: Mapping[str, str]
) -> None:
    """Makes `typed(_row, columns…, _bad)` from `numbered`, and adds the unreadable cells to `bad`.

    reads: column → SQL that is true where its source says something (a text, a formula's inputs).
    """
    values = ", ".join(f"{cells[c].value} AS {sql.name(c)}" for c in columns)
    passed = ", ".join(f"{reads[c]} AS {sql.name('has ' + c)}" for c in columns)
    wrong = " OR ".join(f"({_wrong(c, kind)})" for c, kind in columns.items())
    engine.execute(
        f"CREATE TABLE typed AS SELECT _row, {sql.names(columns)}, ({wrong}) AS _bad "
        f"FROM (SELECT _row, {values}, {passed} FROM numbered)"
    )
    if not engine.query("SELECT count(*) FROM typed WHERE _bad")[0][0]:
        return
    for column, kind in columns.items():
        engine.execute(
            f"INSERT INTO bad SELECT t._row, {sql.text(column)}, {hidden(kind)}, "
            f"CASE WHEN t.shown IS NULL THEN 'fault.cell_empty' ELSE t.fault END, {_detail(kind)} "
            f"FROM (SELECT _row, {_shown(column, reads)} AS shown, {cells[column].fault} AS fault "
            f"FROM numbered WHERE _row IN (SELECT _row FROM typed WHERE _bad)) t JOIN typed USING (_row) "
            f"WHERE typed.{sql.name(column)} IS NULL AND (t.shown IS NOT NULL OR {not kind.optional})"
        )


def _wrong(column: str, kind: ColumnType) -> str:
    missing = f"{sql.name(column)} IS NULL"
    if not kind.optional:
        return missing
    return f"{missing} AND {sql.name('has ' + column)}"


def _shown(column: str, reads: Mapping[str, str]) -> str:
    """SQL: the text that a fault shows for a column."""
    return f"CASE WHEN {reads[column]} THEN coalesce({sql.name(column)}, '') END"


def hidden(kind: ColumnType) -> str:
    """SQL: what stands in quarantine for a text of this column: personal data does not leave its place."""
    return "''" if kind.personal else "coalesce(t.shown, '')"


def _detail(kind: ColumnType) -> str:
    """SQL: what would have been right, for the fault's sentence."""
    return sql.text(", ".join(kind.choices) if kind.choices else str(kind).split("=")[0].strip())
