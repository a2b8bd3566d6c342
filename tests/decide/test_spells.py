"""Joiners, leavers and moves: each spell on its own facts, amounts and targets for its days, pay summed."""

from datetime import date
from decimal import Decimal

from attain.engine.decide.settlement import settle
from attain.engine.decide.world import TargetRow, World
from attain.engine.pay.scope import Event
from tests.decide.rules_and_world import Given, measure, payroll, person, rules

PLAN = {
    "plan": "pay",
    "post": "seller",
    "components": [
        {"component": "base", "shape": "amount", "amount": 3100},
        {"component": "commission", "shape": "rate", "base": "sales", "rate": "10%"},
    ],
}


def test_a_move_in_the_month_is_two_spells_whose_amounts_add_up_to_one_whole():
    spells = (
        person("A", unit="N", end=date(2026, 3, 11)),
        person("A", unit="S", start=date(2026, 3, 11)),
    )
    figures = Given({("A", "2026-01-01", "sales"): 500, ("A", "2026-03-11", "sales"): 700})
    pay = settle(payroll(rules(measure("sales"), PLAN), World(figures, spells)), "A")
    # 10 of 31 days: 1 000.00; 21 of 31 days: 2 100.00
    assert [s.components[0].amount for s in pay.spells] == [Decimal("1000.00"), Decimal("2100.00")]
    assert [s.components[1].amount for s in pay.spells] == [Decimal("50.00"), Decimal("70.00")]
    assert pay.paid == Decimal("3220.00")


def test_a_joiners_target_is_for_the_days_that_are_left():
    kpi = {"kpi": "plan_met", "formula": "sales / target(sales)", "unit": "percent"}
    world = World(
        Given({("A", "sales"): 400}),
        (person("A", start=date(2026, 3, 17)),),
        targets=(TargetRow("person", "A", "sales", "2026-03", Decimal(3100)),),
    )
    found = payroll(rules(measure("sales"), kpi), world)
    place = found.evaluation.scope(found.spells("A")[0], found.evaluation.period)
    assert place.value("sales", ("target",)) == Decimal(1500)  # 15 of 31 days
    assert place.value("plan_met", ()) == Decimal("0.2667")


def test_a_fixed_target_is_left_as_it_is():
    world = World(
        Given({}),
        (person("A", start=date(2026, 3, 17)),),
        targets=(TargetRow("person", "A", "sales", "2026-03", Decimal(3100), fixed=True),),
    )
    found = payroll(rules(measure("sales")), world)
    place = found.evaluation.scope(found.spells("A")[0], found.evaluation.period)
    assert place.value("sales", ("target",)) == Decimal(3100)


def test_a_guarantee_is_for_the_days_of_the_spell():
    plan = {**PLAN, "components": PLAN["components"][1:], "guarantee": 3100}
    world = World(Given({("A", "sales"): 100}), (person("A", start=date(2026, 3, 22)),))
    pay = settle(payroll(rules(measure("sales"), plan), world), "A")
    assert pay.paid == Decimal("1000.00")  # 10 of 31 days


def test_a_person_without_a_plan_is_paid_nothing_and_is_not_held():
    pay = settle(payroll(rules(measure("sales")), World(Given({}), (person("A"),))), "A")
    assert pay.paid == 0
    assert not pay.held


def test_an_events_rate_is_that_of_its_credit_date():
    rate = {"param": "rate", "unit": "percent"}
    documents = (
        measure("deals", per="event"),
        {**rate, "from": date(2026, 1, 1), "value": "1%"},
        {**rate, "from": date(2026, 3, 15), "value": "2%"},
        {"plan": "pay", "post": "seller", "components": [
            {"component": "c", "shape": "rate", "base": "deals", "rate": "rate", "per": "event"},
        ]},
    )  # fmt: skip
    deals = (Event("D1", date(2026, 3, 14), Decimal(1000)), Event("D2", date(2026, 3, 15), Decimal(1000)))
    world = World(Given({}, {("A", "deals"): deals}), (person("A"),))
    pay = settle(payroll(rules(*documents), world), "A")
    assert [line.amount for line in pay.spells[0].components[0].lines] == [Decimal("10.00"), Decimal("20.00")]


def test_a_prize_goes_to_who_is_there_when_the_period_ends():
    plan = {"plan": "pay", "post": "seller", "components": [
        {"component": "p", "shape": "prize", "of": "sales", "prizes": [100, 50], "least": 2, "group": []},
    ]}  # fmt: skip
    gone = person("G", end=date(2026, 3, 20))
    moved = (person("A", unit="N", end=date(2026, 3, 10)), person("A", unit="S", start=date(2026, 3, 10)))
    sales = {("G", "sales"): 900, ("A", "2026-03-10", "sales"): 500, ("B", "sales"): 400}
    roll = payroll(rules(measure("sales"), plan), World(Given(sales), (gone, *moved, person("B"))))
    assert {p: settle(roll, p).paid for p in "GAB"} == {"G": 0, "A": 100, "B": 50}
