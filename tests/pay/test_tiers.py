"""Tiers pay what a pocket calculator gives, in each of the ways that sources disagree on."""

from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attain.engine.money import rounded
from attain.engine.pay.scale import Scale, Step
from attain.engine.pay.scope import Earned, Event
from tests.pay.fake import also, amounts, earned, facts

COMMISSION = """
    component: commission
    shape: tiers
    base: sales
    tiers: [{to: 100000, rate: 1%}, {to: 250000, rate: 1.5%}, {rate: 2%}]
"""
BONUS = """
    component: bonus
    shape: tiers
    base: sales
    tiers: [{to: 1000, amount: 10}, {to: 3000, amount: 40}, {to: 8000, amount: 100}]
"""


def test_a_slice_is_paid_at_the_rate_of_its_tier():
    result = earned(COMMISSION, sales=300000)
    assert amounts(result) == [1000, 2250, 1000]
    assert [line.id for line in result.lines] == ["pay.tiers.slice"] * 2 + ["pay.tiers.slice_open"]
    first = result.lines[0].facts
    assert (first["portion"], first["rate"], first["amount"]) == (100000, D("0.01"), 1000)


def test_the_whole_base_is_paid_at_the_rate_of_the_tier_reached():
    whole = also(COMMISSION, "apply: whole")
    assert amounts(earned(whole, sales=300000)) == [6000]
    assert amounts(earned(whole, sales=D("99999.99"))) == [D("1000.00")]
    assert amounts(earned(whole, sales=100000)) == [1500]


def test_through_keeps_its_bound_and_to_gives_it_away():
    table = "{component: c, shape: tiers, apply: whole, base: sales, tiers: [{%s: 100, rate: 1}, {rate: 2}]}"
    assert earned(table % "to", sales=100).amount == 200
    assert earned(table % "through", sales=100).amount == 100


def test_a_blended_rate_builds_up_inside_the_tiers():
    blend = """
        component: c
        shape: tiers
        base: sales
        apply: prorated
        tiers: [{to: 1000, rate: 1%}, {to: 5000, rate: 2%}]
    """
    assert amounts(earned(blend, sales=2000)) == [20, 10]
    assert amounts(earned(blend, sales=500)) == [D("2.50")]
    assert amounts(earned(blend, sales=9000)) == [90, 180]


def test_amounts_of_tiers_passed_in_full():
    assert amounts(earned(BONUS, sales=2999)) == [10]
    assert amounts(earned(BONUS, sales=3000)) == [10, 40]
    assert amounts(earned(BONUS, sales=20000)) == [10, 40, 100]


def test_the_amount_of_the_tier_reached():
    whole = also(BONUS, "apply: whole")
    assert amounts(earned(whole, sales=2999)) == [40]
    assert amounts(earned(whole, sales=8000)) == []
    assert earned(whole, sales=8000).notes[0].id == "pay.none.beyond"


def test_no_sales_earn_no_amount_unless_the_tier_says_from_zero():
    assert earned(also(BONUS, "apply: whole"), sales=0).amount == 0
    said = "{component: c, shape: tiers, apply: whole, base: s, tiers: [{from: 0, to: 9, amount: 5}]}"
    assert earned(said, s=0).amount == 5


def test_another_formula_may_place_on_the_scale():
    by = """
        component: c
        shape: tiers
        base: margin
        by: attainment
        tiers: [{to: 100%, rate: 1%}, {rate: 3%}]
    """
    result = earned(by, margin=12000, attainment=D("1.2"))
    assert amounts(result) == [100, 60]
    assert result.lines[1].facts["portion"] == 2000
    assert amounts(earned(by, margin=12000, attainment=0)) == [120]
    assert amounts(earned(also(by, "apply: whole"), margin=12000, attainment=D("1.2"))) == [360]


def test_below_zero_the_first_rate_holds():
    assert amounts(earned(COMMISSION, sales=-5000)) == [-50]
    assert amounts(earned(also(COMMISSION, "apply: whole"), sales=-5000)) == [-50]
    assert amounts(earned(BONUS, sales=-5000)) == []
    assert amounts(earned(also(BONUS, "apply: prorated"), sales=-500)) == [-5]


def test_a_scale_that_starts_above_zero_neither_pays_nor_charges_below_its_start():
    section = """
        component: c
        shape: tiers
        base: sales
        tiers: [{from: 1000, to: 2000, rate: 10%}, {rate: 20%}]
    """
    assert earned(section, sales=900).notes[0].id == "pay.none.below"
    assert earned(section, sales=-900).amount == 0
    assert amounts(earned(section, sales=2500)) == [100, 100]


def test_bounds_and_rates_may_be_params():
    table = """
        component: c
        shape: tiers
        base: sales
        tiers: [{to: first_bound, rate: low_rate}, {rate: 2%}]
    """
    assert amounts(earned(table, sales=500, first_bound=300, low_rate=D("0.01"))) == [3, 4]
    held = earned(table, sales=500, first_bound=-1, low_rate=D("0.01"))
    assert (held.amount, held.held.id) == (None, "pay.held.tiers")


def test_the_result_tells_where_one_stands_and_what_the_next_tier_is_worth():
    result = earned(COMMISSION, sales=240000)
    assert (result.node("tier"), result.node("next_at"), result.node("to_next")) == (2, 250000, 10000)
    assert result.node("next_worth") == 150
    whole = earned(also(COMMISSION, "apply: whole"), sales=240000)
    assert whole.node("next_worth") == 250000 * D("0.02") - 240000 * D("0.015")
    assert earned(COMMISSION, sales=300000).node("next_at") is None


# -- facts one by one -----------------------------------------------------------------

EACH = also(COMMISSION, "per: event")


def by_event(text, events, **given):
    return earned(text, given_events=tuple(events), measure="sales", **given)


def test_facts_go_through_the_table_each_on_its_own():
    result = by_event(EACH, facts(150000, 150000))
    assert amounts(result) == [1750, 1750]
    assert [line.event for line in result.lines] == ["o1", "o2"]
    assert [step.amount for step in result.lines[0].steps] == [1000, 750]


def test_facts_may_climb_the_scale_together():
    result = by_event(also(EACH, "accumulate: true"), facts(150000, 150000))
    assert amounts(result) == [1750, 2500]
    assert result.node("tier") == 3


def test_a_return_takes_back_what_its_sale_was_paid():
    sale, back = facts(150000, -50000)
    back = Event(back.key, back.on, back.value, reverses=sale.key)
    result = by_event(EACH, (sale, back))
    assert amounts(result) == [1750, -750]
    assert result.lines[1].points_to == "o1"
    assert result.lines[1].id == "pay.tiers.taken_back"


def test_a_return_of_an_earlier_period_is_charged_as_its_sale_was_paid():
    back = Event("o9", facts(1)[0].on, D(-150000), reverses="o1")
    assert amounts(by_event(EACH, (back,))) == [-1750]


# -- to date --------------------------------------------------------------------------


def test_earned_to_date_less_paid_before():
    result = earned(also(COMMISSION, "to_date: year"), sales=100000, before=Earned(D(200000), D(2500)))
    assert amounts(result) == [1000, 2250, 1000, -2500]
    assert result.lines[-1].id == "pay.tiers.year_before"


def test_facts_climb_on_from_where_the_year_stands():
    text = also(EACH, "accumulate: true", "to_date: year")
    result = by_event(text, facts(100000), before=Earned(D(200000), D(2500)))
    assert amounts(result) == [1750]


# -- laws -----------------------------------------------------------------------------

money = st.decimals(-500000, 500000, places=2)
widths = st.lists(st.integers(1, 100000), min_size=1, max_size=5)
rates = st.lists(st.integers(0, 200).map(lambda n: D(n) / 1000), min_size=6, max_size=6)


def scale(widths, rates, apply="slice"):
    low, steps = D(0), []
    for number, width in enumerate(widths, 1):
        steps.append(Step(number, low, low + width, rates[number - 1]))
        low += width
    return Scale((*steps, Step(len(steps) + 1, low, None, rates[len(steps)])), "rate", apply)


def integral(widths, rates, x):
    """∫ of the rate from 0 to x, by hand in fractions, tier after tier."""
    if x <= 0:
        return Fraction(x) * Fraction(rates[0])
    left, total = Fraction(x), Fraction(0)
    for width, rate in zip(widths, rates, strict=False):
        part = min(left, Fraction(width))
        total += part * Fraction(rate)
        left -= part
    return total + left * Fraction(rates[len(widths)])


@given(widths, rates, money)
def test_slices_are_the_integral_of_the_rate(widths, rates, x):
    assert Fraction(scale(widths, rates).worth(x)) == integral(widths, rates, x)


def test_canary_another_rate_gives_another_integral():
    assert Fraction(scale([10], [D(1), D(2)]).worth(D(15))) != integral([10], [D(1), D(3)], D(15))


@given(st.lists(money, max_size=8), st.sampled_from(["slice", "whole"]), st.booleans())
def test_a_run_and_its_reversal_sum_to_zero(values, apply, accumulate):
    text = also(EACH, f"apply: {apply}", f"accumulate: {str(accumulate).lower()}")
    run = facts(*values)
    back = facts(*(-value for value in reversed(values)), start=len(values) + 1)
    assert by_event(text, run + back).amount == 0


@given(st.lists(money, max_size=8), st.sampled_from(["slice", "whole", "prorated"]), st.booleans())
def test_of_amounts_too_a_run_and_its_reversal_sum_to_zero(values, apply, accumulate):
    text = also(BONUS, "per: event", f"apply: {apply}", f"accumulate: {str(accumulate).lower()}")
    run = facts(*values)
    back = facts(*(-value for value in reversed(values)), start=len(values) + 1)
    assert by_event(text, run + back).amount == 0


@given(st.lists(money, min_size=1, max_size=6), st.data())
def test_returns_in_parts_that_point_to_their_sales_leave_nothing(values, data):
    """Each sale is returned in two parts, in any order; every return points to its sale."""
    run = facts(*values)
    parts = []
    for sale in run:
        first = rounded(-sale.value * data.draw(st.integers(0, 100)) / 100, 2)
        parts += [(sale, first), (sale, -sale.value - first)]
    back = [
        Event(f"r{n}", sale.on, part, reverses=sale.key)
        for n, (sale, part) in enumerate(data.draw(st.permutations(parts)))
    ]
    assert by_event(EACH, (*run, *back)).amount == 0


@given(st.lists(money, min_size=1, max_size=6), st.sampled_from(["slice", "whole"]))
def test_periods_one_by_one_pay_what_the_whole_year_pays(values, apply):
    text = also(COMMISSION, f"apply: {apply}", "to_date: year")
    base = paid = D(0)
    for value in values:
        paid += earned(text, sales=value, before=Earned(base, paid)).amount
        base += value
    assert paid == earned(text, sales=sum(values)).amount


@given(st.lists(money, min_size=1, max_size=6), st.data())
def test_facts_in_two_batches_pay_what_they_pay_in_one(values, data):
    text = also(EACH, "accumulate: true", "to_date: year")
    cut = data.draw(st.integers(0, len(values)))
    run = facts(*values)
    first = by_event(text, run[:cut])
    before = Earned(sum(values[:cut], D(0)), first.amount)
    assert first.amount + by_event(text, run[cut:], before=before).amount == by_event(text, run).amount


@pytest.mark.parametrize("apply", ["slice", "whole"])
@given(money)
def test_lines_sum_to_the_amount(apply, x):
    amounts(earned(also(COMMISSION, f"apply: {apply}"), sales=x))
