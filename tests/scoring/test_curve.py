"""Curves are straight between their points, stairs hold to the next; outside they are flat or go on."""

from decimal import Decimal as D
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attain.engine.scoring.curve import curve

PLAN = curve({"80%": 0, "100%": 100, "120%": 120})
JUMP = curve({60: 0, 80: [50, 70], 100: 100})


@pytest.mark.parametrize(
    ("x", "y"), [("0.8", 0), ("0.9", 50), ("1", 100), ("1.1", 110), ("1.2", 120), ("0.5", 0), ("3", 120)]
)
def test_straight_between_the_points_and_flat_outside(x, y):
    assert PLAN.straight(D(x)).value == y


@pytest.mark.parametrize(("x", "y"), [("0.7", -50), ("1.4", 140), ("1.2", 120), ("0.8", 0)])
def test_the_end_segments_may_go_on(x, y):
    assert PLAN.straight(D(x), "extend").value == y


@pytest.mark.parametrize(("x", "y"), [(60, 0), (70, 25), (D("79.9"), D("49.75")), (80, 70), (90, 85)])
def test_a_point_may_jump(x, y):
    assert JUMP.straight(D(x)).value == y


def test_beyond_an_end_that_jumps_the_outer_value_goes_on():
    ends = curve({0: [10, 20], 10: [40, 60]})
    assert ends.straight(D(-1)).value == 10
    assert ends.straight(D(11)).value == 60
    assert [ends.straight(D(x), "extend").value for x in (-1, 0, 5, 10, 11)] == [8, 20, 30, 60, 62]


def test_lower_may_be_better():
    damage = curve({"4%": 50, "2%": 100})
    assert [damage.straight(D(x)).value for x in ("0.04", "0.02", "0.03")] == [50, 100, 75]


@pytest.mark.parametrize(("x", "y"), [(-5, 0), (0, 0), (89, 0), (90, 80), (97, 80), (98, 100), (500, 100)])
def test_stairs_hold_to_the_next_point(x, y):
    assert curve({0: 0, 90: 80, 98: 100}).stairs(D(x)).value == y


def test_a_value_may_hold_only_above_its_point():
    """Sources say "more than 105 %": 105 % itself is still on the stair before."""
    stairs = curve({"0%": 0, "90%": 100, "above 105%": 150})
    assert [stairs.stairs(D(x)).value for x in ("0.9", "1.05", "1.0501")] == [100, 100, 150]
    assert stairs.next(D("1.05"), D(100)).above
    assert stairs.next(D("1.06"), D(150)) is None


@pytest.mark.parametrize("jumping", [{100: 100, "above 100": 150}, {"above 100": [100, 150]}])
def test_a_curve_may_jump_just_above_a_point(jumping):
    jump = curve({0: 0} | jumping)
    assert [jump.straight(D(x)).value for x in (50, 100, D("100.01"), 300)] == [50, 100, 150, 150]
    assert jump.straight(D(120), "extend").value == 170


@pytest.mark.parametrize(
    ("points", "fault"),
    [
        ({"above 100": 3}, "fault.curve.first_above 100"),
        ({">5": 3}, "fault.curve.point >5"),
        ({0: 0, "above 5": 3, "above 5.0": 4}, "fault.curve.twice above 5.0"),
    ],
)
def test_points_that_say_nothing_clear_are_refused(points, fault):
    with pytest.raises(ValueError, match=f"^{fault}$"):
        curve(points)


def test_a_reading_knows_its_neighbours():
    inside, outside = PLAN.straight(D("0.9")), PLAN.straight(D(3))
    assert (inside.low.x, inside.high.x) == (D("0.8"), 1)
    assert (outside.low.x, outside.high) == (D("1.2"), None)
    below = PLAN.straight(D(0))
    assert (below.low, below.high.x) == (None, D("0.8"))
    step = PLAN.stairs(D("0.9"))
    assert (step.low.x, step.high.x) == (D("0.8"), 1)


@pytest.mark.parametrize("beyond", ["flat", "extend"])
def test_a_single_point_is_a_level(beyond):
    level = curve({50: 7})
    assert [level.straight(D(x), beyond).value for x in (0, 50, 90)] == [7, 7, 7]


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ({}, "fault.curve"),
        (12, "fault.curve"),
        ({0: [1, 2, 3]}, "fault.curve.pair"),
        ({0: "high"}, "fault.number"),
        ({"80%": 1, "0.8": 2}, "fault.curve.twice 0.8"),
    ],
)
def test_what_is_no_curve_is_refused(written, fault):
    with pytest.raises(ValueError, match=fault):
        curve(written)


points = st.dictionaries(st.integers(-100, 100), st.integers(-500, 500), min_size=2, max_size=6)
xs = st.decimals(-150, 150, places=2)


def by_hand(points, x):
    """The point on the line between the two neighbours, in fractions."""
    (x0, y0), (x1, y1) = points
    return y0 + (Fraction(x) - x0) * Fraction(y1 - y0, x1 - x0)


@given(points, xs)
def test_between_two_points_lies_the_straight_line(points, x):
    ordered = sorted(points.items())
    inside = [pair for pair in pairwise(ordered) if pair[0][0] <= x <= pair[1][0]]
    value = curve(points).straight(x).value
    if inside:
        assert abs(Fraction(value) - by_hand(inside[0], x)) < Fraction(1, 10**20)
    else:
        assert value == (ordered[0] if x < ordered[0][0] else ordered[-1])[1]


@given(points)
def test_whatever_the_reading_the_points_themselves_are_met(points):
    read = curve(points)
    for x, y in points.items():
        assert (
            read.straight(D(x)).value == read.straight(D(x), "extend").value == read.stairs(D(x)).value == y
        )


@given(points, xs)
def test_canary_stairs_are_not_straight(points, x):
    """A curve read the wrong way is noticed wherever the line is not level."""
    read = curve(points)
    straight, stairs = read.straight(x), read.stairs(x)
    between = straight.low and straight.high and straight.low.at != straight.high.at
    assert not between or x in points or straight.value != stairs.value
