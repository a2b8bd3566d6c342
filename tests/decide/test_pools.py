"""Pools in two steps: company to units, unit to people; every step equals its whole to the cent."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from attain.engine.decide.settlement import settle
from attain.engine.decide.world import World
from tests.decide.rules_and_world import Given, measure, payroll, person, rules

POOL = {
    "pool": "bonus",
    "level": "company",
    "amount": "sales * 10%",
    "units": {"kind": "branch", "weight": "sales"},
}
UNITS = {
    "unit_parents": {"N1": "N", "N": "C", "S": "C", "C": ""},
    "unit_kinds": {"N1": "team", "N": "branch", "S": "branch", "C": ""},
}


def plan(**share):
    part = {"component": "part", "shape": "share", "pool": "bonus", **share}
    return {"plan": "pay", "post": "seller", "components": [part]}


def test_a_team_shares_the_pool_of_the_branch_above_it():
    people = (person("A", unit="N1"), person("B", unit="N"), person("C", unit="S"))
    figures = Given({("company", "sales"): 3000, ("unit", "N", "sales"): 2000, ("unit", "S", "sales"): 1000})
    found = payroll(rules(measure("sales"), POOL, plan(by="head")), World(figures, people, **UNITS))
    # 300: N 200, S 100; N's 200 to A and B alike
    assert [settle(found, p).paid for p in "ABC"] == [Decimal("100.00")] * 3
    assert {d.unit: d.amount for d in found.pools.distributions()} == {"N": Decimal(200), "S": Decimal(100)}


def test_who_is_in_no_unit_of_the_kind_takes_nothing_of_what_units_of_it_share():
    people = (person("A", unit="N1"), person("B", unit="C"), person("C", unit="S"))
    sales = {("company", "sales"): 3000, ("unit", "C", "sales"): 3000}
    figures = Given({**sales, ("unit", "N", "sales"): 2000, ("unit", "S", "sales"): 1000})
    found = payroll(rules(measure("sales"), POOL, plan(by="head")), World(figures, people, **UNITS))
    # headquarters' sales are all sales: as a branch it would take half of the 300
    assert [settle(found, p).paid for p in "ABC"] == [Decimal("200.00"), Decimal("0.00"), Decimal("100.00")]


def test_where_nobody_is_in_a_unit_of_the_kind_all_of_the_pool_stays_with_the_company():
    nowhere = World(Given({("company", "sales"): 3000}), (person("B", unit="C"),), **UNITS)
    found = payroll(rules(measure("sales"), POOL, plan(by="head")), nowhere)
    assert settle(found, "B").paid == 0
    assert found.pools.split("bonus").left == Decimal("300.00")


def test_the_least_of_a_unit_is_rounded_as_all_money_is():
    least = {**POOL, "units": {"kind": "branch", "weight": "sales", "floor": "5%"}}
    people = (person("A", unit="N"), person("C", unit="S"))
    figures = Given(
        {("company", "sales"): "1001.10", ("unit", "N", "sales"): 1000, ("unit", "S", "sales"): 1}
    )
    found = payroll(rules(measure("sales"), least, plan(by="head")), World(figures, people, **UNITS))
    # 5 % of 100.11 are 5.0055
    assert [settle(found, p).paid for p in "AC"] == [Decimal("95.10"), Decimal("5.01")]


def test_weights_set_by_hand_and_a_missing_one_that_holds_the_pay():
    people = (person("A", unit="N"), person("B", unit="N"))
    world = World(
        Given({("company", "sales"): 1000, ("unit", "N", "sales"): 1000}),
        people,
        hand_weights={("bonus", "N", "A"): Decimal(3), ("bonus", "N", "B"): Decimal(1)},
        **UNITS,
    )
    found = payroll(rules(measure("sales"), POOL, plan(by="hand")), world)
    assert [settle(found, p).paid for p in "AB"] == [Decimal("75.00"), Decimal("25.00")]
    world = World(world.figures, people, hand_weights={("bonus", "N", "A"): Decimal(3)}, **UNITS)
    held = settle(payroll(rules(measure("sales"), POOL, plan(by="hand")), world), "A")
    assert held.paid is None
    assert held.held


def test_a_pool_of_nothing_waits_for_no_weight():
    world = World(Given({}), (person("A"), person("B")))
    by_hand = {"pool": "bonus", "amount": "sales * 10%"}, plan(by="hand")
    assert settle(payroll(rules(measure("sales"), *by_hand), world), "A").paid == 0


def test_a_pool_declared_finer_than_the_currency_is_shared_to_its_last_cent():
    pot = {"pool": "bonus", "amount": "10.1267", "decimals": 4}
    found = payroll(rules(pot, plan(by="head")), World(Given({}), (person("A"), person("B"))))
    (shared,) = found.pools.distributions()
    assert (shared.amount, shared.left) == (Decimal("10.13"), Decimal(0))
    assert [settle(found, key).paid for key in "AB"] == [Decimal("5.07"), Decimal("5.06")]


def test_who_changes_within_the_month_has_the_limit_of_the_pool_once():
    halves = (person("A", end=date(2026, 3, 17)), person("A", start=date(2026, 3, 17)))
    pot = {"pool": "bonus", "amount": 1000}
    world = World(Given({("A", "sales"): 900, ("B", "sales"): 100}), (*halves, person("B")))
    capped = plan(by="weight", weight="sales", most="60%", prorate=None)
    found = payroll(rules(measure("sales"), pot, capped), world)
    # 1 800 of 1 900 are more than 60 %: 600 in all, 300 for each of two spells that weigh the same
    assert [settle(found, key).paid for key in "AB"] == [Decimal("600.00"), Decimal("400.00")]
    assert [s.earned for s in settle(found, "A").spells] == [Decimal("300.00")] * 2


def test_who_changes_within_the_month_has_the_weight_by_hand_once():
    half = date(2026, 3, 16)
    people = (person("A", end=half), person("A", start=half), person("B"))
    pot = {"pool": "bonus", "amount": "100.00"}
    by_hand = {("bonus", "N", key): Decimal(1) for key in "AB"}
    found = payroll(rules(pot, plan(by="hand")), World(Given({}), people, hand_weights=by_hand))
    (shared,) = found.pools.distributions()
    # 15 and 16 of 31 days of A's weight of 1
    assert sorted(shared.weights.values()) == [Decimal("0.483871"), Decimal("0.516129"), Decimal(1)]
    assert [settle(found, key).paid for key in "AB"] == [Decimal("50.00")] * 2


@given(
    whole=st.integers(0, 10_000_000),
    sales=st.lists(st.integers(0, 100_000), min_size=2, max_size=2),
    scores=st.lists(st.integers(0, 130), min_size=5, max_size=5),
)
def test_parts_of_people_sum_to_units_and_units_to_the_pool(whole, sales, scores):
    names = "ABCDE"
    people = tuple(person(p, unit="N" if n < 3 else "S") for n, p in enumerate(names))
    values = {
        ("company", "sales"): Decimal(whole) / 10,
        ("unit", "N", "sales"): sales[0],
        ("unit", "S", "sales"): sales[1],
    }
    values |= {(p, "points"): score for p, score in zip(names, scores, strict=True)}
    documents = (measure("sales"), measure("points", value="count()"), POOL, plan(weight="points"))
    found = payroll(rules(*documents), World(Given(values), people, **UNITS))
    shared = found.pools.distributions()
    pool = sum(d.amount for d in shared)
    assert pool == (Decimal(whole) / 100 if sum(sales) else 0)
    for d in shared:
        assert sum(d.parts.values()) + d.left == d.amount
    assert sum(settle(found, p).paid for p in names) + sum(d.left for d in shared) == pool


def test_two_components_that_share_one_pool_pay_it_once():
    plan = {"plan": "pay", "post": "seller", "components": [
        {"component": "heads", "shape": "share", "pool": "pot", "by": "head"},
        {"component": "worth", "shape": "share", "pool": "pot", "weight": "sales"},
    ]}  # fmt: skip
    pot = {"pool": "pot", "level": "company", "amount": "100.00"}
    world = World(Given({("A", "sales"): 1, ("B", "sales"): 1}), (person("A"), person("B")))
    roll = payroll(rules(measure("sales"), plan, pot), world)
    pays = [settle(roll, key) for key in "AB"]
    # four weights of 1: 25.00 each, two for each person
    assert [pay.paid for pay in pays] == [Decimal("50.00"), Decimal("50.00")]
    assert pays[0].component("heads") == Decimal("25.00")
