"""The SQL is for auditors and for every engine: readable, integers only, no engine's own functions."""

import pytest
import sqlglot
from sqlglot import exp

from attain.engine.measures.events import events_query
from attain.engine.measures.query import measure_query
from attain.engine.measures.rows import Behind, rows_query
from attain.engine.measures.selection import Question
from attain.engine.measures.traits import ANY, Traits
from attain.engine.measures.uncredited import uncredited_query
from tests.measures.company import CALENDAR, SCHEMA, measure

FORMS = [
    {"value": "sum(amount * quantity)", "by": ["product.group", "client.class"], "where": "not is_return"},
    {
        "value": "count()",
        "per": "client",
        "having": "sum(amount) > 10.00 and min(ordered_on) >= period.start",
    },
    {"value": "count_distinct(order_id)", "credit": {"owner": "period_end"}, "window": "last 365 days"},
    {"value": "count_distinct(order_id)", "per": "client", "having": "count() > 1"},
    {"value": "sum(amount)", "credit": {"through": "brand", "shares": "full", "on": "paid_on"}},
    {"value": "max(ordered_on)", "credit": {"through": "fact"}, "where": "employee.post = 'am'"},
]


def queries(declared, traits=ANY):
    asked = Question(measure(**declared), CALENDAR.period("2026-10"), SCHEMA, CALENDAR, traits)
    behind = Behind("team", "lea", "2026-01-01")
    return [measure_query(asked), uncredited_query([asked]), events_query(asked), rows_query(asked, behind)]


@pytest.mark.parametrize("declared", FORMS)
def test_the_same_tree_is_written_for_every_engine(declared):
    for query in queries(declared):
        for dialect in ("duckdb", "spark", "clickhouse"):
            text = query.sql(dialect, unsupported_level=sqlglot.ErrorLevel.RAISE)
            assert isinstance(sqlglot.parse_one(text, dialect=dialect), exp.Query)


@pytest.mark.parametrize("declared", FORMS)
def test_nothing_is_divided_averaged_rounded_or_a_float(declared):
    inexact = (exp.Div, exp.Avg, exp.Round, exp.Anonymous)
    for query in queries(declared):
        assert not list(query.find_all(*inexact))
        kinds = {kind.this for kind in query.find_all(exp.DataType)}
        assert kinds <= {exp.DataType.Type.INT128, exp.DataType.Type.DATE, exp.DataType.Type.TEXT}


def test_the_sql_of_a_measure_reads_like_its_story():
    (query, *_) = queries({"value": "sum(amount)"}, Traits(frozenset(), frozenset()))
    assert [cte.alias for cte in query.find_all(exp.CTE)] == [
        *("facts", "owned", "credited", "given", "summed", "rolled"),
    ]


def test_only_needed_tables_are_read():
    (query, *_) = queries(
        {"value": "sum(amount)", "where": "product.focus"}, Traits(frozenset(), frozenset())
    )
    tables = {table.name for table in query.find_all(exp.Table)}
    made = {cte.alias for cte in query.find_all(exp.CTE)}
    assert tables - made == {"sales", "products", "coverage", "places", "rollup"}


def test_a_name_in_a_rulebook_cannot_become_sql():
    (query, *_) = queries({"value": "count()", "where": 'client_id = "x\' OR 1=1 --"'})
    text = query.sql("duckdb")
    assert "'x'' OR 1=1 --'" in text
    assert sqlglot.parse_one(text, dialect="duckdb") is not None
