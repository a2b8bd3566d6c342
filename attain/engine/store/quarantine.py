"""Cells that were not taken, in a file that can be opened in a spreadsheet without harm."""

from pathlib import Path

from attain.engine.faults import Fault
from attain.engine.store import sql
from attain.engine.store.engine import DuckEngine
from attain.engine.store.intake.report import SHOWN

COLUMNS = ("row", "column", "value", "fault", "detail")

#: What a spreadsheet would take for a formula; a plain negative number is none.
_FORMULA = "^[=+@\\-\\t\\r]"
_NUMBER = "[+-]?[0-9][0-9.,]*%?"


def write_quarantine(engine: DuckEngine, target: Path) -> None:
    """Writes `bad`, one line a cell, ordered; texts that look like formulas begin with an apostrophe."""
    value, detail = _defused("value"), _defused("detail")
    engine.execute(
        f'COPY (SELECT _row AS "row", "column", {value} AS value, fault, {detail} AS detail FROM bad '
        f"ORDER BY ALL) TO {sql.text(str(target))} (FORMAT csv, HEADER true, FORCE_QUOTE (value, detail))"
    )


def _defused(column: str) -> str:
    dangerous = (
        f"regexp_matches({column}, {sql.text(_FORMULA)}) AND NOT regexp_full_match({column}, '{_NUMBER}')"
    )
    return f"CASE WHEN {dangerous} THEN '''' || {column} ELSE {column} END"


def first_faults(engine: DuckEngine, table: str, file: str) -> tuple[Fault, ...]:
    """The first quarantined cells, as faults of the source file."""
    rows = engine.query(f'SELECT _row, "column", value, fault, detail FROM bad ORDER BY ALL LIMIT {SHOWN}')
    return tuple(
        Fault(
            fault,
            {"row": row, "column": column, "value": value, "detail": detail, "table": table},
            file,
            row,
            severity="warning",
        )
        for row, column, value, fault, detail in rows
    )


def rows_of(path: str) -> str:
    """SQL of the row numbers in a quarantine file."""
    return f'SELECT DISTINCT "row" FROM read_csv({sql.text(path)}, header = true, columns = {_TYPES})'


_TYPES = "{'row': 'BIGINT', 'column': 'VARCHAR', 'value': 'VARCHAR', 'fault': 'VARCHAR', 'detail': 'VARCHAR'}"
