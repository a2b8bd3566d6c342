"""The embedded engine: rows in and out with their types, a progress that is told."""

from datetime import date
from decimal import Decimal

import pytest
from sqlglot import exp

from attain.engine.store import DuckEngine

SCHEMA = {"key": "VARCHAR", "cents": "BIGINT", "ratio": "DECIMAL(38, 6)", "day": "DATE", "paid": "BOOLEAN"}
ROWS = [
    ("P1", 9_007_199_254_740_993, Decimal("0.333333"), date(2026, 10, 31), True),
    ("", -1, None, None, None),
    (None, 0, Decimal("-12345678901234567890.000001"), date(2100, 1, 1), False),
    ('=1,"\\N"\n', 5, Decimal(0), date(1900, 1, 1), True),
]


def test_rows_come_back_from_parquet_as_they_were(tmp_path):
    with DuckEngine() as engine:
        engine.write_parquet(ROWS, SCHEMA, tmp_path / "it's.parquet")
        assert engine.read_parquet(tmp_path / "it's.parquet") == ROWS


def test_no_rows_are_a_file_with_columns(tmp_path):
    with DuckEngine() as engine:
        engine.write_parquet([], SCHEMA, tmp_path / "none.parquet")
        assert engine.read_parquet(tmp_path / "none.parquet") == []
        assert engine.columns() == tuple(SCHEMA)


def test_more_rows_than_one_batch_keep_their_order(tmp_path):
    rows = [(number,) for number in range(100_001, 0, -1)]
    with DuckEngine() as engine:
        engine.write_parquet(iter(rows), {"number": "BIGINT"}, tmp_path / "many.parquet")
        assert (
            list(engine.stream("SELECT number FROM read_parquet(?)", [str(tmp_path / "many.parquet")]))
            == rows
        )


def test_a_tree_is_a_query_and_parameters_are_bound():
    tree = exp.select("cents").from_("facts").where("key = $key")
    with DuckEngine() as engine:
        engine.table("facts", ROWS, SCHEMA)
        assert engine.query(tree, {"key": "P1"}) == [(9_007_199_254_740_993,)]
        assert engine.query("SELECT ?", ["'; DROP TABLE facts"]) == [("'; DROP TABLE facts",)]


def test_a_query_that_is_watched_ends_at_one():
    told = []
    with DuckEngine() as engine:
        assert engine.query("SELECT sum(i) FROM range(1000) t(i)", progress=told.append) == [(499_500,)]
    assert told[-1] == 1.0
    assert all(0 <= part <= 1 for part in told)


TEXTS = ["", "a", "with \x1f inside", "ключ", "line\nend", "'quoted'"]


@pytest.mark.parametrize("left_out", [[], TEXTS[2:3]], ids=["value by value", "as one text"])
def test_columns_reach_the_engine_as_they_are_however_they_travel(left_out):
    rows = [(each, number, date(2026, 10, 1 + number)) for number, each in enumerate(TEXTS)]
    rows = [row for row in rows if row[0] not in left_out]
    with DuckEngine() as engine:
        engine.table("given", rows, {"key": "VARCHAR", "number": "BIGINT", "day": "DATE"})
        assert engine.query("SELECT * FROM given ORDER BY number") == rows


@pytest.mark.parametrize("largest", [2**63 - 1, 2**63, -(2**100)])
def test_an_answer_is_the_same_within_64_bits_and_beyond(largest):
    tree = exp.select("key", "SUM(cents::HUGEINT) AS total").from_("given").group_by("key").order_by("key")
    with DuckEngine() as engine:
        engine.table("given", [("a", 1), ("b", largest), ("c", None)], {"key": "VARCHAR", "cents": "HUGEINT"})
        assert engine.answer(tree) == engine.query(tree) == [("a", 1), ("b", largest), ("c", None)]
