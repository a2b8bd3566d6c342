"""What each shape pays, by hand."""

from datetime import date
from decimal import Decimal as D

import pytest
import yaml

from attain.engine.pay.scope import Event, PoolPart
from attain.engine.pay.shapes import SHAPES, component_of
from tests.pay.fake import also, amounts, earned, facts


@pytest.mark.parametrize("shape", SHAPES)
def test_each_shape_shows_an_example_of_itself_and_works_it_out(shape):
    found = component_of(yaml.load(SHAPES[shape].example, Loader=yaml.BaseLoader))
    assert (found.shape, type(found)) == (shape, SHAPES[shape])
    assert any(letter.isdigit() for letter in SHAPES[shape].worked)
    assert found.line_ids
    assert all(id.startswith(f"pay.{shape}.") for id in found.line_ids)


# -- amount and rate ------------------------------------------------------------------


def test_a_fixed_sum_if_something_is_reached():
    assert earned(SHAPES["amount"].example, visit_coverage=D("0.97")).amount == 500
    missed = earned(SHAPES["amount"].example, visit_coverage=D("0.94"))
    assert (missed.amount, missed.lines, missed.notes[0].id) == (0, (), "pay.none.condition")


def test_base_times_rate_is_rounded_half_away_from_zero():
    assert earned(SHAPES["rate"].example, margin=48250).amount == 965
    half = "{component: c, shape: rate, base: sales, rate: 1%}"
    assert amounts(earned(half, sales=D("10.50"))) == [D("0.11")]
    assert amounts(earned(half, sales=D("-10.50"))) == [D("-0.11")]
    assert amounts(earned("{component: c, shape: rate, base: x, rate: 1%, decimals: 0}", x=4950)) == [50]


def test_a_rate_may_be_a_sum_for_each_piece():
    result = earned("{component: c, shape: rate, base: cases, rate: 5.00}", cases=30)
    assert (result.amount, result.lines[0].id) == (150, "pay.rate.product_each")


def test_each_fact_is_paid_at_the_rate_that_holds_for_it():
    events = (
        Event("o1", date(2026, 10, 1), D(1000), {"product_rate": D("0.05")}),
        Event("o2", date(2026, 10, 2), D(1000), {"product_rate": D("0.15")}),
        Event("o3", date(2026, 10, 3), D(-1000), {"product_rate": D("0.05")}, reverses="o1"),
    )
    text = "{component: c, shape: rate, base: sales, rate: product_rate, per: event}"
    result = earned(text, given_events=events, measure="sales")
    assert amounts(result) == [50, 150, -50]
    assert [line.points_to for line in result.lines] == ["", "", "o1"]
    assert result.node("base") == 1000


def test_pay_per_event_of_a_measure_without_events_waits():
    result = earned("{component: c, shape: rate, base: sales, rate: 1%, per: event}", sales=1)
    assert (result.amount, result.held.id) == (None, "pay.held.no_events")


# -- curve and matrix -----------------------------------------------------------------

BONUS = SHAPES["curve"].example


@pytest.mark.parametrize(
    ("score", "paid"),
    [
        (90, 2250),
        (59, 0),
        (60, 0),
        (70, 750),
        (80, 1500),
        (110, 3750),
        (130, 4500),
        (D("83.33"), D("1749.75")),
    ],
)
def test_a_target_times_what_the_curve_reads(score, paid):
    assert amounts(earned(BONUS, account_manager_month=score)) == [paid]


def test_a_curve_may_go_on_beyond_its_ends():
    extended = also(BONUS, "beyond: extend")
    assert earned(extended, account_manager_month=140).amount == 6000


def test_half_a_cent_of_a_factor_without_end_is_rounded_away_from_zero():
    thirtieth = "{component: c, shape: curve, target: 166.65, of: x, curve: {80: 0%, 110: 100%}}"
    assert earned(thirtieth, x=81).amount == D("5.56")  # 166.65 ÷ 30 = 5.555
    portion = """\
{component: c, shape: tiers, base: sales, by: met, tiers: [{to: 1, rate: 0%}, {rate: 1.5%}]}"""
    # a third of 11.00 lies beyond the plan: 3.666… × 1.5 % = 0.055
    assert earned(portion, sales=D("11.00"), met=D("1.5")).amount == D("0.06")


def test_a_curve_tells_its_neighbours_and_what_the_next_point_is_worth():
    result = earned(BONUS, account_manager_month=90)
    assert [result.node(name) for name in ("low", "high", "factor")] == [80, 100, D("0.75")]
    assert [result.node(name) for name in ("next_at", "to_next", "next_worth")] == [100, 10, 750]
    assert earned(BONUS, account_manager_month=120).node("next_at") is None


def test_the_next_point_is_one_that_pays_more():
    """At 52 points, 60 would pay as little: 80 is where somebody gets something."""
    result = earned(BONUS, account_manager_month=52)
    assert [result.node(name) for name in ("next_at", "to_next", "next_worth")] == [80, 28, 1500]


def test_stairs_hold_to_the_next_point():
    stairs = "{component: c, shape: curve, target: 1000, of: x, steps: {0: 0%, 80: 50%, 100: 100%}}"
    assert [earned(stairs, x=x).amount for x in (79, 80, 99, 100, 500)] == [0, 500, 500, 1000, 1000]
    assert earned(stairs, x=79).node("next_worth") == 500


MATRIX = SHAPES["matrix"].example


@pytest.mark.parametrize(
    ("sales", "margin", "paid"),
    [("1.02", "0.97", 1000), ("0.90", "0.95", 500), ("0.89", "1.20", 0), ("1", "0", 300), ("-1", "-1", 0)],
)
def test_a_two_way_table_in_stairs(sales, margin, paid):
    assert amounts(earned(MATRIX, sales_plan_fulfilment=D(sales), margin_fulfilment=D(margin))) == [paid]


@pytest.mark.parametrize(
    ("x", "y", "paid"), [(5, 5, 25), (0, 0, 0), (10, 10, 100), (20, 20, 100), (10, 5, 50), (-5, 20, 0)]
)
def test_a_two_way_table_interpolated(x, y, paid):
    text = """
        component: c
        shape: matrix
        rows: x
        columns: y
        row_bounds: [0, 10]
        column_bounds: [0, 10]
        values: [[0, 0], [0, 100]]
        read: interpolated
    """
    assert amounts(earned(text, x=x, y=y)) == [paid]


def test_a_two_way_table_may_hold_factors_of_a_target():
    text = """
        component: c
        shape: matrix
        rows: x
        columns: y
        row_bounds: [0]
        column_bounds: [0, 10]
        values: [[50%, 100%]]
        target: 800
    """
    assert amounts(earned(text, x=3, y=12)) == [800]


# -- per event ------------------------------------------------------------------------

NEW = SHAPES["per_event"].example


def new_clients(*events, **given):
    return earned(NEW, given_events=events, measure="new_client_orders", **given)


def test_a_sum_for_each_fact_up_to_the_maximum_the_earliest_first():
    result = new_clients(*facts(*[1] * 23))
    assert result.amount == 500
    assert [line.amount for line in result.lines[-4:]] == [25, 0, 0, 0]
    assert result.lines[-1].id == "pay.per_event.beyond"


def test_below_the_minimum_nothing_is_paid():
    result = new_clients(*facts(1, 1))
    assert (result.amount, result.notes[0].id) == (0, "pay.none.minimum")
    assert new_clients(*facts(1, 1, 1)).amount == 75


def test_a_count_pays_in_one_line():
    assert amounts(earned(NEW, new_client_orders=23)) == [500]
    assert amounts(earned(NEW, new_client_orders=5)) == [125]
    assert earned(NEW, new_client_orders=2).lines == ()


def test_a_count_has_no_facts_to_wait_for():
    held = earned(also(NEW, "hold_until: paid_on"), new_client_orders=5)
    assert (held.amount, held.held.id) == (None, "pay.held.no_events")


def test_a_cancellation_takes_back_what_its_order_was_paid():
    sold = facts(1, 1, 1, 1)
    cancelled = Event("x1", date(2026, 10, 9), D(-1), reverses="o2")
    result = new_clients(*sold, cancelled)
    assert result.amount == 75
    assert (result.lines[-1].amount, result.lines[-1].points_to) == (-25, "o2")


def test_a_cancellation_of_an_earlier_period_is_charged_even_below_the_minimum():
    cancelled = Event("x1", date(2026, 10, 9), D(-1), reverses="long_ago")
    assert amounts(new_clients(cancelled)) == [-25]


def test_a_cancelled_order_beyond_the_maximum_was_not_paid_and_is_not_charged():
    cancelled = Event("x1", date(2026, 10, 30), D(-1), reverses="o22")
    assert new_clients(*facts(*[1] * 23), cancelled).amount == 500


# -- share ----------------------------------------------------------------------------

POOL = SHAPES["share"].example


def test_a_share_is_the_part_that_the_distribution_gave():
    part = PoolPart(D("1200.00"), D(3000), D("1.2"), D(3), 3, "east")
    result = earned(POOL, part=part)
    assert amounts(result) == [1200]
    assert (result.lines[0].id, result.lines[0].facts["weights"]) == ("pay.share.part", 3)
    capped = PoolPart(D("1200.00"), D(3000), D(9), D(12), 3, "east", capped=True)
    assert earned(POOL, part=capped).lines[0].id == "pay.share.capped"


def test_an_undefined_pool_holds_the_pay():
    assert earned(POOL, part=None).held.id == "pay.held.pool"
