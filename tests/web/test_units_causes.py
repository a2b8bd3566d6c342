"""A difference falls into causes that add up to it. Worked by hand; no database."""

from decimal import Decimal
from fractions import Fraction

from attain.apps.teams.causes import Part, against, by_input, by_part, shown
from attain.apps.teams.inputs import computed, quotient
from attain.engine.formulas import parse

F = Fraction


def test_what_goes_into_a_quotient_explains_its_change():
    before, after = {"sales": F(100), "target(sales)": F(100)}, {"sales": F(120), "target(sales)": F(110)}
    tree = parse("sales / target(sales)")
    found = by_input(lambda given: computed(tree, given), before, after)
    # sales: (20 ÷ 100 + 20 ÷ 110) ÷ 2; target: ((100 ÷ 110 − 1) + (120 ÷ 110 − 120 ÷ 100)) ÷ 2
    assert shown(found, Decimal("0.0909"), 4) == {
        "sales": Decimal("0.1909"),
        "target(sales)": Decimal("-0.1000"),
    }


def test_three_inputs_sum_to_the_change_of_a_product():
    before = {"clients": F(10), "orders": F(3), "check": F(50)}
    after = {"clients": F(12), "orders": F(2), "check": F(65)}
    tree = parse("clients * orders * check")
    found = by_input(lambda given: computed(tree, given), before, after)
    assert sum(found.values()) == 12 * 2 * 65 - 10 * 3 * 50 == 60
    assert found["clients"] > 0 > found["orders"]


def test_a_formula_that_is_undefined_on_the_way_is_not_taken_apart():
    tree = parse("done / due")
    assert (
        by_input(
            lambda given: computed(tree, given), {"done": F(0), "due": F(0)}, {"done": F(1), "due": F(2)}
        )
        is None
    )


def test_parts_of_a_whole_explain_the_change_of_a_quotient():
    parts = [
        Part("a", (F(50), F(100)), (F(80), F(100))),
        Part("b", (F(90), F(100)), (F(90), F(100))),
    ]
    found = by_part(parts)
    # (50 + 90) ÷ 200 = 70 %; (80 + 90) ÷ 200 = 85 %; only a moved
    assert found == {"a": F(15, 100), "b": F(0)}


def test_a_part_that_grows_below_the_line_alone_pulls_down():
    parts = [
        Part("a", (F(80), F(100)), (F(80), F(100))),
        Part("b", (F(80), F(100)), (F(80), F(200))),
    ]
    found = by_part(parts)
    assert found["a"] == 0
    assert found["b"] == F(160, 300) - F(160, 200)


def test_parts_explain_the_distance_from_another_level():
    # 30 of 50 and 10 of 50 are 40 %; elsewhere it is 50 %: −10 points = (30 − 25 + 10 − 25) ÷ 100
    found = against([("a", F(30), F(50)), ("b", F(10), F(50))], F(1, 2))
    assert found == {"a": F(5, 100), "b": F(-15, 100)}


def test_rounded_causes_still_add_up():
    thirds = {"a": F(1, 3), "b": F(1, 3), "c": F(1, 3)}
    found = shown(thirds, Decimal("1.00"), 2)
    assert sorted(found.values()) == [Decimal("0.33"), Decimal("0.33"), Decimal("0.34")]
    assert sum(shown({"a": F(-1, 3), "b": F(-2, 3)}, Decimal("-1.01"), 2).values()) == Decimal("-1.01")


def test_a_quotient_is_known_behind_what_multiplies_it_and_is_added():
    form = quotient(parse("receivables / sales * 365 - 1"))
    assert (form.above, form.below) == (parse("receivables"), parse("sales"))
    assert (form.scale, form.shift) == (365, -1)
    assert quotient(parse("sales + orders")).below is None
