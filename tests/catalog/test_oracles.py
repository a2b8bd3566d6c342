"""Every measure of the catalogue gives what a slow and plain SQL query gives, person by person.

oracles/<measure>.sql was written by hand against `oracles/_credit.sql`, which expands coverage day by
day; it shares nothing with the SQL that the engine builds. `$start` and `$end` bound the period, half-open.
"""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from attain.catalog import PATH
from attain.engine.facts import ColumnType, FactTable, all_tables
from attain.engine.measures.aggregate import Request, measured
from attain.engine.measures.declaration import Measure
from attain.engine.measures.figures import Figures
from attain.engine.measures.relations import organise
from attain.engine.measures.schema import Schema
from attain.engine.money import rounded
from attain.engine.period import Calendar
from attain.engine.store.engine import DuckEngine
from attain.rulebook.load import Loaded, load
from tests.catalog.invented import Rows, company

ORACLES = Path(__file__).parent / "oracles"
CALENDAR = Calendar()
MONTH, QUARTER = "2026-03", "2025-Q4"
Values = dict[tuple[str, str], Decimal]


def measures(loaded: Loaded) -> dict[str, Measure]:
    return {d.name: d.rule for d in loaded.documents if d.kind == "measure"}


MEASURES = measures(load(PATH))
NAMES = sorted(MEASURES)

#: Every measure in a month; those that look beyond their period in a quarter too.
ASKED = [
    *((name, MONTH) for name in NAMES),
    *((name, QUARTER) for name in NAMES if MEASURES[name].window.kind != "period"),
    *((name, QUARTER) for name in ("sales_amount", "orders_shipped_well", "staff_months_counted")),
]


@pytest.fixture(scope="module")
def tables(catalogue: Loaded) -> dict:
    return all_tables([d.rule for d in catalogue.documents if d.kind == "fact"])


@pytest.fixture(scope="module")
def rows(tables: dict) -> Rows:
    return company({name: table for name, table in tables.items() if isinstance(table, FactTable)})


@pytest.fixture(scope="module")
def figures(tables: dict, rows: Rows) -> Figures:
    """Every measure in every period, by the engine, from scaled integers."""
    engine = DuckEngine(threads=2)
    for name, table in tables.items():
        kinds = {c: kind for c, kind in table.columns.items() if not kind.personal}
        stored = [[_stored(row.get(c), kind) for c, kind in kinds.items()] for row in rows.get(name, [])]
        engine.table(name, stored, {c: kind.physical for c, kind in kinds.items()})
    asked = [Request(MEASURES[name], CALENDAR.period(period)) for name, period in ASKED]
    return measured(engine, asked, Schema(tables), CALENDAR, organise(engine))


@pytest.fixture(scope="module")
def paper(tables: dict, rows: Rows) -> duckdb.DuckDBPyConnection:
    """The same rows with numbers as people write them, and who is credited with what, day by day."""
    connection = duckdb.connect()
    for name, table in tables.items():
        kinds = {c: kind for c, kind in table.columns.items() if not kind.personal}
        columns = ", ".join(f'"{c}" {_written(kind)}' for c, kind in kinds.items())
        connection.execute(f'CREATE TABLE "{name}" ({columns})')
        lists = ", ".join(f"unnest(?::{_written(kind)}[])" for kind in kinds.values())
        listed = [[row.get(c) for row in rows.get(name, [])] for c in kinds]
        connection.execute(f'INSERT INTO "{name}" SELECT {lists}', listed)
    connection.execute((ORACLES / "_credit.sql").read_text())
    return connection


def _stored(value: object, kind: ColumnType) -> object:
    return int(Decimal(value).scaleb(kind.scale(2))) if kind.is_number and value is not None else value


def _written(kind: ColumnType) -> str:
    return f"DECIMAL(18, {kind.scale(2)})" if kind.is_number else kind.physical


def by_oracle(paper: duckdb.DuckDBPyConnection, name: str, period: str) -> Values:
    query, asked = (ORACLES / f"{name}.sql").read_text(), CALENDAR.period(period)
    bounds = {"start": asked.start, "end": asked.end}
    used = {word: day for word, day in bounds.items() if f"${word}" in query}
    found = paper.execute(query, used).fetchall()
    return {(p, s.isoformat() if s else ""): Decimal(v) for p, s, v in found if v is not None}


def by_engine(figures: Figures, name: str, period: str) -> Values:
    people = {
        (key.subject, key.spell): value
        for key, value in figures
        if (key.measure, key.period, key.level, key.group) == (name, period, "person", "")
    }
    return people | {("company", ""): figures.value(name, "company", "company", "", "", period)}


def without_zeros(values: Mapping, decimals: int) -> Values:
    """Rounded as published; a subject with nothing and one with zero are alike."""
    return {key: exact for key, value in values.items() if (exact := rounded(value, decimals))}


@pytest.mark.parametrize(("name", "period"), ASKED)
def test_a_measure_is_what_its_oracle_says(name, period, figures, paper):
    decimals = figures.worth(name, period).decimals
    expected = without_zeros(by_oracle(paper, name, period), decimals)
    assert without_zeros(by_engine(figures, name, period), decimals) == expected
    assert expected.get(("company", "")), "an oracle that says zero for everyone proves nothing"


def test_every_measure_has_an_oracle_and_every_oracle_a_measure():
    assert sorted(file.stem for file in ORACLES.glob("[!_]*.sql")) == NAMES


def test_a_wrong_oracle_would_be_noticed(figures, paper):
    """The canary: sales without returns are not sales."""
    gross = without_zeros(by_oracle(paper, "gross_sales_amount", MONTH), 2)
    assert without_zeros(by_engine(figures, "sales_amount", MONTH), 2) != gross
