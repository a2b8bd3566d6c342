"""The same trees give the same integers on DuckDB, on a Spark cluster and on ClickHouse."""

import pytest
from sqlglot import exp

from tests.engines.clickhouse import ClickHouse
from tests.engines.questions import batches, by_row, questions, together, trees


@pytest.fixture(scope="session")
def asked(invented):
    """Every tree with the rows that DuckDB gives for it."""
    with invented.store.engine() as engine:
        found = trees(questions(engine, invented))
        rows = {name: engine.query(tree) for name, tree in found.items()}
        places = {n: (engine.query(f"SELECT * FROM {n}"), engine.columns()) for n in ("places", "rollup")}
    assert sum(map(len, rows.values())) > 3_000
    return found, rows, places


def values(found: dict) -> dict:
    return {name: tree for name, tree in found.items() if name.startswith("values")}


def of_each_build(found: dict) -> dict:
    """One question of each build, the shortest: what SQL is made of (joins, functions), whatever it names."""
    builds = {}
    for name, tree in sorted(found.items(), key=lambda each: len(each[1].sql())):
        builds.setdefault(frozenset(type(node).__name__ for node in tree.walk()), name)
    return {name: found[name] for name in builds.values()}


def test_measures_of_every_build_are_the_same_on_a_cluster(asked, invented, spark):
    """A cluster takes its time; ClickHouse is asked for every measure of the catalogue."""
    found, expected, _ = asked
    some_of_all = of_each_build(values(found))
    assert 20 < len(some_of_all) < len(values(found))
    questions(spark, invented)
    for some in batches(some_of_all):
        rows = by_number(spark.query(together(some)), len(some))
        for name, got in zip(some, rows, strict=True):
            assert by_row(got) == by_row(expected[name]), name


def test_events_and_what_facts_lack_are_the_same_on_a_cluster(asked, invented, spark):
    """A few of each: they cost a cluster more than the values do."""
    found, expected, _ = asked
    questions(spark, invented)
    lack = sorted(
        (name for name in found if name.startswith("lack")), key=lambda name: len(found[name].sql())
    )
    for name in [*(name for name in found if name.startswith("events")), *lack[:4]]:
        assert by_row(spark.query(found[name])) == by_row(expected[name]), name


def test_every_measure_of_the_catalogue_is_the_same_on_clickhouse(asked, invented):
    """Its values all, and what facts lack of each build."""
    found, expected, places = asked
    with ClickHouse(invented.snapshot, invented.schema.tables, places) as engine:
        for name, tree in (of_each_build(found) | values(found)).items():
            assert by_row(engine.query(tree)) == by_row(expected[name]), name


def by_number(rows: list, of: int) -> list[list]:
    found = [[] for _ in range(of)]
    for at, *row in rows:
        found[at].append(row)
    return found


@pytest.mark.parametrize("text", ["it's", 'a "b"', "back\\slash", "\\'", "${spark.app.name}", "?:x", "é“中"])
def test_no_text_of_a_rule_is_read_as_sql(text, asked, invented, spark):
    del asked
    tree = exp.select(exp.alias_(exp.Literal.string(text), "t"), exp.Count(this=exp.Star()))
    tree = tree.from_(exp.to_identifier("order_lines", quoted=True))
    questions(spark, invented)
    assert [row[0] for row in spark.query(tree)] == [text]
