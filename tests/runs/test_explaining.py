"""A run that is kept open for questions: the same trees and rows as one question at a time."""

from decimal import Decimal

import pytest

from attain.engine.faults import Faulty
from attain.runs.again import recompute
from attain.runs.explain import tree, unit_tree
from attain.runs.explaining import Explaining
from attain.runs.source_rows import behind
from tests.runs.small_company import RULEBOOK, load_text, opened

PEOPLE = ("P1", "P2", "P3")
LINES = {
    "P1": ("paid", "commission", "kpi_bonus", "branch_part", "target.sales_amount", "target.visited_clients"),
    "P2": ("paid", "visit_coverage"),
    "P3": (),
}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return opened(tmp_path_factory.mktemp("company"))


@pytest.fixture(scope="module")
def run(place):
    with place.engine() as engine:
        return place.run(engine, "2026-03").run


@pytest.fixture(params=[False, True], ids=["once", "stays"])
def explaining(place, run, request):
    with place.engine() as engine:
        yield Explaining(place.store, engine, run, stays=request.param)


def test_trees_are_those_of_the_run_and_equal_what_it_keeps(place, run, explaining):
    with place.engine() as engine:
        computed = recompute(place.store, engine, run)
    for person in PEOPLE:
        for line in LINES[person]:
            node = explaining.tree(person, line)
            assert node == tree(computed, person, line)
            assert explaining.as_published(person, line, node)
    node = explaining.unit_tree("N", "sales_amount")
    assert node == unit_tree(computed, "N", "sales_amount")
    assert explaining.as_published("N", "sales_amount", node)


def test_another_number_than_the_published_one_is_noticed(explaining):
    node = explaining.tree("P1", "commission")
    assert not explaining.as_published("P2", "commission", node)


def test_rows_are_the_same_however_many_questions_came_before(place, run, explaining):
    whole = explaining.tree("P1")
    explaining.rows(explaining.tree("P2"))
    found = explaining.rows(whole)
    with place.engine() as engine:
        computed = recompute(place.store, engine, run)
        assert found == behind(engine, place.store.snapshot(), computed, tree(computed, "P1"))
    assert explaining.rows(whole) == found
    (sales,) = explaining.rows(explaining.tree("P1", "commission"), limit=1, offset=1)
    # K1 was P1's until the 15th; of K2's 1 000.10 60 % are
    assert [(row["order_id"], row["credited share"]) for row in sales.named()] == [("3", Decimal("0.600000"))]
    assert sales.count == 2


def test_the_sql_of_a_number_is_told_without_its_rows(explaining):
    node = explaining.tree("P1", "commission")
    assert explaining.sql(node) == {each.measure: each.sql for each in explaining.rows(node)}


def test_what_nobody_is_paid_by_is_measured_when_it_is_asked_for(explaining):
    node = explaining.tree("P1", "active_clients")
    assert node.value == 2
    assert [each.count for each in explaining.rows(node)] == [2]


def test_unknown_people_and_lines_are_refused(explaining):
    for person, line in (("P9", "paid"), ("P1", "comission")):
        with pytest.raises(Faulty):
            explaining.tree(person, line)


AVERAGE = """---
kpi: line_value
from: 2026-01-01
formula: sales_amount / lines
unit: money
judges: [account_manager]
meaning: x
---
{measure: lines, from: 2026-01-01, of: order_lines, value: count()}
"""


def test_of_two_spells_sums_are_added_up_and_averages_are_not(tmp_path):
    text = (RULEBOOK / "rulebook.yaml").read_text(encoding="utf-8")
    (tmp_path / "rulebook").mkdir()
    (tmp_path / "rulebook" / "rulebook.yaml").write_text(text + AVERAGE, encoding="utf-8")
    place = opened(tmp_path, tmp_path / "rulebook")
    rows = "person_id,post,unit_id,from,to\nP1,account_manager,N,2025-01-01,2026-03-03\n"
    load_text(place, tmp_path, "assignments", rows + "P1,account_manager,S,2026-03-03,\n", "moved")
    with place.engine() as engine:
        explaining = Explaining(place.store, engine, place.run(engine, "2026-03").run)
        sold, average = (explaining.tree("P1", line) for line in ("sales_amount", "line_value"))
    # K1's line of the 2nd, then 60 % of K2's of the 5th
    assert [node.value for node in sold.children] == [Decimal("500.00"), Decimal("600.06")]
    assert sold.value == Decimal("1100.06")
    assert [node.value for node in average.children] == [Decimal("500.00"), Decimal("1000.10")]
    assert average.value is None
