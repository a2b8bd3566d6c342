"""Row expressions in SQL: integers only, and the value that Decimal arithmetic gives."""

from datetime import date
from decimal import Decimal

import duckdb
import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp

from attain.engine.formulas import Column, FormulaError, compile_formula, evaluate, parse, to_sql
from attain.engine.formulas.tree import Binary, Call, Compare, Name, Not, Number, Unary
from attain.engine.money import scaled

KINDS = {
    "amount": ("money", 2),
    "price": ("money", 4),
    "quantity": ("pieces", 0),
    "is_return": ("boolean", 0),
    "channel": ("text", 0),
    "ordered_on": ("date", 0),
    "paid_on": ("date", 0),
}
SCHEMA = """amount BIGINT, price BIGINT, quantity BIGINT, is_return BOOLEAN, channel TEXT,
    ordered_on DATE, paid_on DATE"""
ROWS = [
    (12345, 15000, 3, False, "web", date(2026, 1, 30), date(2026, 3, 1)),
    (-5000, 99999, -1, True, "shop", date(2026, 2, 28), None),
    (None, None, 0, None, None, date(2026, 12, 31), date(2027, 1, 1)),
    (9 * 10**17, 9 * 10**17, 10**5, False, "O'Brien", date(2024, 2, 28), date(2024, 3, 1)),
]


def column(name):
    kind, scale = KINDS[name]
    return Column(exp.column(name), kind, scale)


def sql_of(text):
    return to_sql(parse(text, aggregates=True), column)


def written(text, dialect="duckdb"):
    return sql_of(text).sql.sql(dialect=dialect)


@pytest.fixture(scope="module")
def facts():
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE facts ({SCHEMA})")
    connection.executemany("INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?)", ROWS)
    yield connection
    connection.close()


class Row:
    """The same row for Decimal formulas."""

    trace = None

    def __init__(self, row):
        self.row = dict(zip(KINDS, row, strict=True))

    def value(self, name, modifiers):
        found = self.row[name]
        if found is None or isinstance(found, (bool, str, date)):
            return found
        return scaled(found, KINDS[name][1])


def by_engine(facts, expr):
    built = to_sql(expr, column)
    rows = facts.execute(f"SELECT {built.sql.sql(dialect='duckdb')} FROM facts").fetchall()
    return [scaled(value, built.scale) if type(value) is int else value for (value,) in rows]


def by_decimals(expr):
    return [evaluate(compile_formula(expr), Row(row)) for row in ROWS]


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        ("amount > 100", "amount > 10000"),
        ("amount > 2 * 99.5", "amount > 19900"),
        ("amount > 1.5 + 0.25 - 1", "amount > 75"),
        ("not is_return", "NOT is_return"),
        ("not is_return and quantity >= 2", "NOT is_return AND quantity >= 2"),
        ("not (is_return or quantity > 1)", "NOT (is_return OR quantity > 1)"),
        ("channel in ('web', \"O'Brien\")", "channel IN ('web', 'O''Brien')"),
        ("is_missing(paid_on)", "paid_on IS NULL"),
        ("paid_on - ordered_on > 30", "DATE_DIFF('DAY', ordered_on, paid_on) > 30"),
        ("sum(quantity) > 0", "SUM(quantity) > 0"),
        ("count()", "COUNT(*)"),
        ("count_distinct(channel)", "COUNT(DISTINCT channel)"),
    ],
)
def test_the_sql_is_what_an_auditor_would_write(text, sql):
    assert written(text) == sql


@pytest.mark.parametrize(
    ("text", "kind", "scale"),
    [
        ("sum(quantity * price)", "money", 4),
        ("sum(amount * 95%)", "money", 4),
        ("sum(amount) - sum(price)", "money", 4),
        ("count(amount)", "number", 0),
        ("max(ordered_on)", "date", 0),
        ("min(amount)", "money", 2),
        ("IF(is_return, amount, 1.555)", "money", 3),
        ("1.50", "number", 1),
        ("1000", "number", 0),
        ("-0.25 * quantity", "number", 2),
        ("channel", "text", 0),
        ("amount = 1", "boolean", 0),
    ],
)
def test_the_result_has_a_unit_and_a_scale(text, kind, scale):
    built = sql_of(text)
    assert (built.kind, built.scale) == (kind, scale)


@pytest.mark.parametrize(
    "text",
    [
        "amount + 1",
        "amount - (price - amount)",
        "-amount + 0.005",
        "-(-amount)",
        "quantity * price * 95%",
        "amount * -0.5",
        "quantity * (amount - 1) * 2",
        "(quantity + 1) * (quantity - 1)",
        "ROUND(amount) * ROUND(amount)",
        "3000000 * 3000000 + 2000000000 + 2000000000 + quantity",
        "ABS(amount) + ABS(-1.5)",
        "MIN(amount, price, 100)",
        "MAX(amount, 0)",
        "CAP(price, amount)",
        "COALESCE(amount, price, 0.5)",
        "IF(is_return, -amount, price)",
        "IF(amount > 0, 1)",
        "IF(is_missing(amount), 0, amount)",
        "ROUND(amount)",
        "ROUND(amount, 1)",
        "ROUND(-price, 2)",
        "ROUND(price * 0.5, 3)",
        "ROUND(amount, -2)",
        "ROUNDDOWN(amount)",
        "ROUNDDOWN(-price, 2)",
        "ROUNDUP(amount, -2)",
        "ROUNDUP(price * 0.5, 3)",
        "ROUND(amount, 5)",
        "amount > price",
        "amount = 123.450",
        "amount <> -50",
        "quantity in (3, 1.5, -1)",
        "channel in ('web', 'shop')",
        "channel not in ('web')",
        'channel = "O\'Brien"',
        "is_return = (amount < 0)",
        "not is_return",
        "paid_on - ordered_on",
        "paid_on - ordered_on >= 2 days",
        "ordered_on + 2 days",
        "ordered_on - quantity",
        "1 + ordered_on",
        "ordered_on >= 2026-02-28",
        "MAX(ordered_on, paid_on)",
        "is_missing(paid_on - ordered_on)",
        "not (amount > 0) = is_return",
    ],
)
def test_the_engine_computes_what_decimals_compute(facts, text):
    expr = parse(text)
    assert by_engine(facts, expr) == by_decimals(expr)


def test_dates_stay_dates(facts):
    assert by_engine(facts, parse("ordered_on + 2 days"))[0] == date(2026, 2, 1)
    assert type(by_engine(facts, parse("ordered_on + 2 days"))[0]) is date


def test_an_unknown_side_does_not_matter_to_a_filter_where_the_other_decides(facts):
    assert by_engine(facts, parse("amount > 0 or quantity = 0"))[2] is True
    assert by_engine(facts, parse("amount > 0 and quantity > 0"))[2] is False
    assert by_engine(facts, parse("amount > 0 and quantity = 0"))[2] is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("sum(quantity)", Decimal(100_002)),
        ("sum(IF(is_return, 0, amount))", Decimal("9000000000000123.45")),
        ("sum(amount) - sum(price) * 2", Decimal("9000000000000073.45") - 2 * Decimal("90000000000011.4999")),
        ("count()", Decimal(4)),
        ("count(amount)", Decimal(3)),
        ("count_distinct(is_return)", Decimal(2)),
        ("max(paid_on)", date(2027, 1, 1)),
        ("min(MIN(ordered_on, paid_on))", date(2024, 2, 28)),
    ],
)
def test_totals_of_rows_worked_by_hand(facts, text, value):
    built = sql_of(text)
    (found,) = facts.execute(f"SELECT {built.sql.sql(dialect='duckdb')} FROM facts").fetchone()
    assert (scaled(found, built.scale) if type(found) is int else found) == value


@pytest.mark.parametrize(
    ("text", "fault", "position"),
    [
        ("amount / quantity", "division_in_rows", 7),
        ("amount + paid_on", "units", 7),
        ("sum(channel)", "not_a_number", 4),
        ("ordered_on + 1.5 days", "whole_days", 11),
        ("price * 0.0000000000000000001", "too_fine", 8),
        ("price * price * price * price * price", "too_fine", 0),
        ("price > 9999999999999999", "too_large", 0),
    ],
)
def test_what_rows_cannot_do_is_told_at_the_character(text, fault, position):
    with pytest.raises(FormulaError) as caught:
        sql_of(text)
    assert (caught.value.fault_id, caught.value.position) == (f"fault.formula.{fault}", position)


def test_a_formula_of_a_kpi_is_no_row_expression():
    with pytest.raises(FormulaError, match="modifier_in_rows"):
        to_sql(parse("amount > target(amount)"), column)


@pytest.mark.parametrize("dialect", ["duckdb", "spark", "clickhouse"])
def test_the_tree_is_written_for_every_engine_and_reads_back(dialect):
    text = "IF(paid_on - ordered_on > 30 and channel in ('a'), ROUND(amount * 95%, 2), MAX(amount, 0))"
    sql = written(text, dialect)
    assert sqlglot.parse_one(sql, dialect=dialect).sql(dialect=dialect) == sql


def test_the_longest_chain_is_written(facts):
    assert by_engine(facts, parse("+".join(["quantity"] * 250)))[0] == 750


# --- a law --------------------------------------------------------------------------------------

numbers = st.builds(
    lambda n, places: Number(Decimal(n).scaleb(-places)), st.integers(0, 999), st.integers(0, 2)
)
leaves = numbers | st.sampled_from([Name("amount"), Name("quantity")])
INTEGERS = {"amount": ("number", 2), "quantity": ("number", 0)}


def grown(below):
    condition = st.builds(Compare, st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), below, below)
    return (
        st.builds(Binary, st.sampled_from("+-"), below, below)
        | st.builds(lambda x, n: Binary("*", x, n), below, numbers)
        | st.builds(Unary, below)
        | st.builds(
            lambda c, x, y: Call("if", (c, x, y)), condition | st.builds(Not, condition), below, below
        )
        | st.builds(
            lambda f, x, y: Call(f, (x, y)), st.sampled_from(["min", "max", "cap", "coalesce"]), below, below
        )
        | st.builds(lambda x, n: Call("round", (x, Number(Decimal(n)))), below, st.integers(0, 3))
        | st.builds(lambda x, name: Call(name, (x,)), below, st.sampled_from(["rounddown", "roundup"]))
    )


@settings(max_examples=60, deadline=None)
@given(st.recursive(leaves, grown, max_leaves=8))
def test_any_row_expression_is_exact(facts, expr):
    def plain(name):
        kind, scale = INTEGERS[name]
        return Column(exp.column(name), kind, scale)

    rows = [(12345, 3), (-55, -7), (None, 2), (5, None), (0, 0)]
    built = to_sql(expr, plain)
    table = exp.values([tuple(row) for row in rows], alias="facts", columns=["amount", "quantity"])
    found = facts.execute(exp.select(built.sql).from_(table).sql(dialect="duckdb")).fetchall()
    for row, (value,) in zip(rows, found, strict=True):
        exact = evaluate(compile_formula(expr), Row((row[0], None, row[1], None, None, None, None)))
        assert (None if value is None else scaled(value, built.scale)) == exact
