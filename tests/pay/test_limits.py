"""Conditions, proration, floors, caps and guarantees stand as lines: the lines always sum to the amount."""

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attain.engine.formulas import Expression
from attain.engine.pay.limits import plan_limits
from attain.engine.pay.scope import Event
from tests.pay.fake import FakeScope, also, amounts, earned

RATE = """
    component: c
    shape: rate
    base: sales
    rate: 10%
"""


def told(result):
    return [(line.id.removeprefix("pay."), line.amount) for line in result.lines]


def test_a_cap_and_a_floor_are_lines():
    limited = also(RATE, "floor: 100", "cap: 900")
    assert told(earned(limited, sales=20000)) == [("rate.product", 2000), ("limit.cap", -1100)]
    assert told(earned(limited, sales=500)) == [("rate.product", 50), ("limit.floor", 50)]
    assert told(earned(limited, sales=5000)) == [("rate.product", 500)]


def test_a_floor_above_the_cap_gives_way_to_it():
    assert earned(also(RATE, "floor: 1000", "cap: 900"), sales=0).amount == 900


def test_a_floor_is_paid_when_there_is_nothing_else_but_not_against_the_condition():
    assert earned(also(RATE, "floor: 100"), sales=0).amount == 100
    assert earned(also(RATE, "floor: 100", "when: sales > 0"), sales=0).lines == ()


def test_limits_are_formulas_and_hold_the_pay_when_undefined():
    assert earned(also(RATE, "cap: best * 2"), sales=9000, best=100).amount == 200
    held = earned(also(RATE, "cap: best * 2"), sales=9000, best=None)
    assert (held.amount, held.held.id, held.held.facts) == (None, "pay.held.undefined", {"what": "best * 2"})
    assert earned(also(RATE, "when: best > 2"), sales=9000, best=None).held.id == "pay.held.condition"


def test_part_of_a_period_earns_part_of_the_pay():
    result = earned(also(RATE, "prorate: {days: calendar}"), sales=1000, spell=(10, 30))
    assert told(result) == [("rate.product", 100), ("limit.prorated", D("-66.67"))]
    assert earned(also(RATE, "prorate: {days: working}"), sales=1000, spell=(22, 22)).amount == 100
    assert earned(also(RATE, "prorate: {days: working}"), sales=1000, spell=(0, 0)).amount == 100
    assert earned(also(RATE, "prorate: {days: working}"), sales=1000, spell=(0, 20)).amount == 0


def test_the_part_comes_before_the_cap():
    result = earned(also(RATE, "prorate: {}", "cap: 40"), sales=1000, spell=(15, 30))
    assert told(result) == [("rate.product", 100), ("limit.prorated", -50), ("limit.cap", -10)]


def test_without_clawback_a_component_stops_at_zero():
    assert earned(RATE, sales=-300).amount == -30
    result = earned(also(RATE, "clawback: false"), sales=-300)
    assert told(result) == [("rate.product", -30), ("limit.no_clawback", 30)]


# -- lines that wait ------------------------------------------------------------------

HELD = also(RATE, "per: event", "hold_until: paid_on")


def sold(*values):
    """Facts due on the 5th, 6th … of November; None leaves the last not known yet."""
    days = [date(2026, 11, n) for n in range(5, 5 + len(values))]
    return tuple(
        Event(f"o{n}", date(2026, 10, n), D(value), due=day)
        for n, (value, day) in enumerate(zip(values, days, strict=True), 1)
    )


def test_lines_know_the_day_they_wait_for():
    result = earned(HELD, given_events=sold(100, 200), measure="sales")
    assert [(line.event, line.due.day) for line in result.lines] == [("o1", 5), ("o2", 6)]


def test_a_cap_cuts_what_is_due_last():
    result = earned(also(HELD, "cap: 12"), given_events=sold(100, 100, 100), measure="sales")
    cuts = [(line.event, line.due.day, line.amount) for line in result.lines if line.id == "pay.limit.cap"]
    assert cuts == [("o3", 7, -10), ("o2", 6, -8)]
    assert sum(amounts(result)) == 12


def test_proration_follows_each_fact():
    result = earned(also(HELD, "prorate: {}"), given_events=sold(100, 300), measure="sales", spell=(10, 30))
    cuts = [(line.event, line.amount) for line in result.lines if line.id == "pay.limit.prorated"]
    assert cuts == [("o1", D("-6.67")), ("o2", D("-20.00"))]


def test_a_floor_waits_for_no_fact():
    result = earned(also(HELD, "floor: 100"), given_events=sold(100), measure="sales")
    assert [(line.event, line.due, line.amount) for line in result.lines[1:]] == [("", date.min, 90)]


def test_no_clawback_makes_good_the_facts_below_zero():
    result = earned(also(HELD, "clawback: false"), given_events=sold(100, -300), measure="sales")
    assert [(line.event, line.amount) for line in result.lines] == [("o1", 10), ("o2", -30), ("o2", 20)]


# -- the plan -------------------------------------------------------------------------


def plan_lines(earned_, guarantee=None, cap=None):
    of = {"guarantee": guarantee, "cap": cap}
    formulas = {name: None if value is None else Expression.of(value) for name, value in of.items()}
    found = plan_limits(
        formulas["guarantee"], formulas["cap"], D(earned_), FakeScope(values={"norm": D(900)})
    )
    return [(line.id, line.amount) for line in found]


@pytest.mark.parametrize(
    ("earned_", "lines"),
    [
        (400, [("pay.plan.guarantee", 500)]),
        (-50, [("pay.plan.guarantee", 950)]),
        (1500, []),
        (2500, [("pay.plan.cap", -500)]),
    ],
)
def test_a_plan_guarantees_and_caps(earned_, lines):
    assert plan_lines(earned_, "norm", 2000) == lines


def test_a_guarantee_above_the_cap_gives_way_to_it():
    assert plan_lines(100, 900, 800) == [("pay.plan.guarantee", 800), ("pay.plan.cap", -100)]


@given(
    st.lists(st.decimals(-9999, 9999, places=2), max_size=6),
    st.none() | st.integers(-500, 500),
    st.none() | st.integers(-500, 2000),
    st.integers(0, 30),
    st.booleans(),
    st.booleans(),
)
def test_whatever_the_limits_lines_sum_to_the_amount(values, floor, cap, days, clawback, hold):
    settings = ["prorate: {}", f"clawback: {str(clawback).lower()}", "per: event"]
    settings += ["hold_until: paid_on"] if hold else []
    settings += [f"floor: {floor}"] if floor is not None else []
    settings += [f"cap: {cap}"] if cap is not None else []
    result = earned(also(RATE, *settings), given_events=sold(*values), measure="sales", spell=(days, 30))
    amounts(result)
    if cap is not None:
        assert result.amount <= cap
    elif floor is not None:
        assert result.amount >= floor
    elif not clawback:
        assert result.amount >= 0
