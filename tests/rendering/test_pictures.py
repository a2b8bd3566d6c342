"""Drawings: a stair that is filled as far as the base came, a curve with the person's point on it."""

from decimal import Decimal
from itertools import pairwise

import pytest

from attain.engine.scoring.curve import curve
from attain.runs.rendering.curve_picture import curve_picture
from attain.runs.rendering.pay_part import plan_parts
from attain.runs.rendering.picture import Canvas, Label, apart, bar
from attain.runs.rendering.sheet_of import reader_of
from attain.wording import Wording
from tests.rendering.company import slip

D = Decimal


def picture_of(name, **given):
    told = slip(**given)
    (plan,) = plan_parts(told, reader_of(told, Wording("en", None, "CNY")))
    return next(part.picture for part in plan.components if part.name == name)


def corners(area):
    return [tuple(map(D, spot.split(","))) for spot in area.points.split(" ")]


def test_tiers_are_a_stair_filled_up_to_the_base():
    """300 000 on a scale to 360 000: a fifth beyond the last bound is drawn of the open tier."""
    drawn = picture_of("commission")
    assert [area.look for area in drawn.areas] == ["filled", "filled", "filled", "plain"]
    heights = [max(y for _, y in corners(a)) - min(y for _, y in corners(a)) for a in drawn.areas]
    assert heights[0] * 2 == heights[2] == heights[3]
    reached = max(x for x, _ in corners(drawn.areas[2]))
    assert reached == max(D(area.points.split(" ")[0].split(",")[0]) for area in drawn.areas[3:])


def test_the_stair_says_bounds_rates_and_my_place():
    said = {label.text for label in picture_of("commission").labels}
    assert {"0", "100,000", "250,000", "1%", "1.5%", "2%", "300,000"} <= said


def test_on_a_lower_tier_the_next_one_is_marked():
    drawn = picture_of("commission", person="E002")
    assert [area.look for area in drawn.areas] == ["filled", "filled", "plain", "plain"]
    assert [dot.look for dot in drawn.dots] == ["next"]
    assert any(stroke.look == "ahead" for stroke in drawn.strokes)


def test_a_curve_shows_my_point_and_the_next_corner():
    drawn = picture_of("kpi_bonus")
    assert [dot.look for dot in drawn.dots] == ["here", "next"]
    assert "82.25 → 55.625%" in {label.text for label in drawn.labels}


def test_my_point_lies_on_the_curve():
    drawn = curve_picture(curve({0: 0, 100: 100}), False, (D(50), D(50)), D(100), "", str, str)
    here = drawn.dots[0]
    line = next(stroke for stroke in drawn.strokes if stroke.look == "curve")
    spots = [tuple(map(D, spot.split(","))) for spot in line.points.split(" ")]
    low, high = spots[1], spots[2]
    assert D(here.x) == (low[0] + high[0]) / 2
    assert D(here.y) == (low[1] + high[1]) / 2


def test_stairs_are_drawn_as_stairs():
    drawn = curve_picture(curve({0: 0, 50: 80, 100: 100}), True, (D(60), D(80)), None, "", str, str)
    line = next(stroke for stroke in drawn.strokes if stroke.look == "curve")
    spots = [tuple(map(D, spot.split(","))) for spot in line.points.split(" ")]
    assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(spots))


@pytest.mark.parametrize(
    ("value", "most", "filled", "mark"),
    [("50", "100", "50.0", "100.0"), ("110", "120", "91.7", "83.3"), ("-5", "100", "0.0", "100.0")],
)
def test_a_bar_is_filled_in_proportion_and_marked_at_a_hundred(value, most, filled, mark):
    found = bar(D(value), D(most))
    assert (found.filled, found.mark) == (filled, mark)


def test_labels_never_lie_over_each_other_and_stay_inside():
    labels = [Label("tick", str(x), "10", "middle", "100,000") for x in range(0, 340, 9)]
    kept = apart(labels, 340)
    places = [D(label.x) for label in kept]
    assert kept[0] is not None
    assert all(b - a >= D("5.8") * 7 for a, b in pairwise(places))
    assert all(20 <= x <= 320 for x in places)


def test_a_scale_without_width_does_not_divide_by_zero():
    canvas = Canvas(D(1), D(1), D(0), D(0))
    assert canvas.spot(D(1), D(0)) == (D(canvas.left), canvas.floor)
