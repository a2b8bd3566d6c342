"""Filters inside aggregates: told away where a file's days decide them, and factors where that is faster."""

import pytest
from sqlglot import parse_one

from attain.engine.measures.folding import flagged
from attain.engine.store import DuckEngine

ROWS = "(VALUES (1, 5, true), (1, 7, NULL), (1, NULL, true), (2, 3, false), (3, NULL, NULL)) AS t(k, x, c)"


@pytest.fixture(scope="module")
def engine():
    with DuckEngine(threads=1) as found:
        yield found


@pytest.mark.parametrize(
    ("written", "factor"),
    [
        ("SUM(CASE WHEN c THEN x END)", "SUM(x * CAST(c AS BIGINT))"),
        ("SUM(CASE WHEN NOT c AND x > 1 THEN 0 - x END)", "SUM((0 - x) * CAST(NOT c AND x > 1 AS BIGINT))"),
        ("COUNT(CASE WHEN c THEN 1 END)", "SUM(CAST(c AS BIGINT))"),
        ("SUM(CASE WHEN c THEN 1 END)", "SUM(CAST(c AS BIGINT))"),
        ("SUM(CASE WHEN c THEN 0 END)", "0"),
        ("SUM(CASE WHEN FALSE THEN x END)", "0"),
    ],
)
def test_a_filter_is_a_factor_and_the_sums_of_sums_are_the_same(engine, written, factor):
    made = flagged(parse_one(written, dialect="duckdb")).sql("duckdb")
    assert made == factor
    found = [
        engine.query(f"SELECT k, COALESCE({each}, 0) FROM {ROWS} GROUP BY k ORDER BY k")
        for each in (written, made)
    ]
    assert found[0] == found[1]


@pytest.mark.parametrize(
    "written",
    [
        "SUM(CASE WHEN x <> 0 THEN 10 // x END)",
        "MIN(CASE WHEN c THEN x END)",
        "COUNT(CASE WHEN c THEN x END)",
        "SUM(CASE WHEN c THEN x ELSE 1 END)",
        "SUM(x)",
        "COUNT(*)",
    ],
)
def test_what_may_fail_or_is_no_sum_of_rows_stays_as_it_is(written):
    tree = parse_one(written, dialect="duckdb")
    assert flagged(tree.copy()) == tree
