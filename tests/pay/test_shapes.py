"""What each shape pays, by hand."""

from datetime import date
from decimal import Decimal as D

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from attain.engine.pay.prize import places_of
from attain.engine.pay.scope import Event, Peer, PoolPart
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


def test_a_curve_tells_its_neighbours_and_what_the_next_point_is_worth():
    result = earned(BONUS, account_manager_month=90)
    assert [result.node(name) for name in ("low", "high", "factor")] == [80, 100, D("0.75")]
    assert [result.node(name) for name in ("next_at", "to_next", "next_worth")] == [100, 10, 750]
    assert earned(BONUS, account_manager_month=120).node("next_at") is None


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


# -- prize ----------------------------------------------------------------------------

PRIZE = SHAPES["prize"].example


def race(person, *values, text=PRIZE):
    peers = tuple(Peer(f"P{n}", D(value)) for n, value in enumerate(values, 1))
    return earned(text, person=person, group=peers)


def test_prizes_by_rank():
    assert [race(f"P{n}", 90, 120, 100, 80).amount for n in (1, 2, 3, 4)] == [100, 500, 300, 0]
    assert race("P4", 90, 120, 100, 80).notes[0].id == "pay.none.prize"


def test_those_who_tie_share_the_prizes_of_the_ranks_they_take_up():
    assert [race(f"P{n}", 120, 120, 100).amount for n in (1, 2, 3)] == [400, 400, 100]
    assert race("P1", 120, 120, 100).lines[0].facts["shared"] == 800
    odd = PRIZE.replace("[500.00, 300.00, 100.00]", "[100.00, 0.01, 0]")
    assert [race(f"P{n}", 9, 9, 5, text=odd).amount for n in (1, 2)] == [D("50.01"), D("50.00")]


def test_the_last_prize_is_shared_by_all_who_tie_for_it():
    assert [race(f"P{n}", 5, 4, 3, 3).amount for n in (3, 4)] == [50, 50]


def test_lower_may_be_better():
    assert race("P3", 9, 7, 5, text=also(PRIZE, "better: lower")).amount == 500


def test_a_group_that_is_too_small_gets_no_prizes():
    assert race("P1", 9, 7).notes[0].id == "pay.none.group"
    assert race("P1", 9, 7, text=also(PRIZE, "least: 2")).amount == 500


def test_who_has_no_result_has_no_rank():
    assert race("E1", 9, 8, 7).notes[0].id == "pay.none.rank"


@given(
    st.dictionaries(st.text("abc", min_size=1, max_size=3), st.integers(0, 5).map(D), max_size=9),
    st.lists(st.integers(0, 10000), max_size=6),
)
def test_prizes_given_are_those_declared(values, cents):
    prizes = sorted((D(cent) / 100 for cent in cents), reverse=True)
    peers = [Peer(person, value) for person, value in values.items()]
    found = places_of(peers, prizes, "higher", 2)
    assert sum((place.prize for place in found.values()), D(0)) == sum(prizes[: len(peers)], D(0))
    assert found == places_of(peers[::-1], prizes, "higher", 2)


# -- override and modifier ------------------------------------------------------------

TEAM = SHAPES["override"].example
BELOW = {1: (("E2", D(3100)), ("E1", D(4250))), 2: (("E3", D(1000)),)}


def test_a_percent_of_what_reports_earn():
    result = earned(TEAM, below=BELOW)
    assert amounts(result) == [D("212.50"), D("155.00")]
    assert [line.facts["person"] for line in result.lines] == ["E1", "E2"]
    deep = TEAM.replace("depth: 1", "depth: 2")
    assert earned(deep, below=BELOW).amount == D("417.50")


def test_an_override_has_a_cap_as_any_component():
    result = earned(TEAM, below={1: (("E1", D(90000)),)})
    assert amounts(result) == [4500, -2500]
    assert result.lines[-1].id == "pay.limit.cap"


def test_a_percent_of_a_team_measure():
    text = "{component: c, shape: override, percent: 0.5%, of: team(sales)}"
    assert amounts(earned(text, **{"team(sales)": D(80000)})) == [400]


def test_without_reports_there_is_no_override():
    assert earned(TEAM, below={}).notes[0].id == "pay.none.reports"


QUALITY = SHAPES["modifier"].example


@pytest.mark.parametrize(
    ("factor", "line"), [("0.92", "-340.00"), ("0.5", "-850.00"), ("1.3", "425.00"), ("1", "0.00")]
)
def test_a_modifier_pays_the_difference_that_it_makes(factor, line):
    result = earned(QUALITY, complaints_in_time=D(factor), components={"commission": D("4250.00")})
    assert amounts(result) == [D(line)]
    assert result.lines[0].facts["after"] == 4250 + D(line)


def test_a_modifier_changes_each_of_its_components():
    text = "{component: m, shape: modifier, components: [a, b], factor: 110%}"
    assert amounts(earned(text, components={"a": D(100), "b": D("0.05")})) == [10, D("0.01")]
    assert component_of(yaml.safe_load(text)).needs() == {"a", "b"}


def test_a_modifier_of_an_undefined_component_waits():
    assert (
        earned(QUALITY, complaints_in_time=1, components={"commission": None}).held.id == "pay.held.undefined"
    )
