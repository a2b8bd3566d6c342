"""What the names in a measure's expressions become in SQL."""

from collections.abc import Callable
from datetime import date

from sqlglot import exp

from attain.engine.facts import ColumnType, FactTable
from attain.engine.formulas import Column, FormulaError
from attain.engine.measures.clauses import as_date, column, text
from attain.engine.measures.schema import PERIOD_NAMES, Schema
from attain.engine.period import Period

#: A period for checks that need types only.
ANY_PERIOD = Period(date(2000, 1, 1), date(2000, 2, 1), "2000-01", "month")

ColumnOf = Callable[[str], Column]


def day(value: date) -> exp.Expression:
    """A date literal."""
    return as_date(text(value.isoformat()))


def period_column(path: str, period: Period) -> Column:
    """period.start, period.end (exclusive) or period.last_day as a date."""
    value = {"period.start": period.start, "period.end": period.end, "period.last_day": period.last_day}
    return Column(day(value[path]), "date")


def source_columns(schema: Schema, fact: FactTable, period: Period) -> ColumnOf:
    """Names as columns of the fact table and of the tables joined beside it."""

    def of(path: str) -> Column:
        if path in PERIOD_NAMES:
            return period_column(path, period)
        found = schema.attribute(fact, path)
        if found is None:
            raise FormulaError("fault.formula.unknown_name", name=path)
        return typed(column(found.column, found.alias), found.type, schema)

    return of


def fact_columns(schema: Schema, fact: FactTable, period: Period, table: str = "") -> ColumnOf:
    """The same names as columns of the relation `facts`, where each is named by its path."""
    source = source_columns(schema, fact, period)

    def of(path: str) -> Column:
        found = source(path)
        return found if path in PERIOD_NAMES else Column(column(path, table), found.kind, found.scale)

    return of


def typed(sql: exp.Expression, kind: ColumnType, schema: Schema) -> Column:
    """A stored column as formulas see it: timestamps are their day."""
    if kind.kind == "timestamp":
        sql = as_date(sql)
    return Column(sql, kind.unit, kind.scale(schema.currency_decimals))
