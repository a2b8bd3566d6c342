"""Two ways of paying side by side: what is certain is named, and named and unnamed are all of new − old."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attain.runs.parallel import Name, alike, compare, reopened, summed, with_names


def amounts(**people):
    return {(who, name): D(sum_) for who, own in people.items() for name, sum_ in own.items()}


OLD = amounts(
    A={"base": "1000.00", "bonus": "200.00"},
    B={"base": "1000.00", "bonus": "150.01"},
    C={"base": "1000.00", "bonus": "300.00"},
    D={"base": "1000.00", "bonus": "100.00"},
    E={"base": "900.00"},
    G={"base": "1000.00", "bonus": "80.00", "car": "50.00"},
    H={"base": "1000.00", "bonus": "60.00"},
)
NEW = amounts(
    A={"base": "1000.00", "bonus": "200.00"},
    B={"base": "1000.00", "bonus": "150.00"},
    C={"base": "1100.00", "bonus": "200.00"},
    D={"base": "1000.00", "bonus": "145.00"},
    F={"base": "800.00"},
    G={"base": "1000.00", "bonus": "40.00"},
    H={"base": "1000.00", "bonus": "77.00"},
)


def test_certain_causes_are_named_and_one_is_left_to_name():
    found = compare(OLD, NEW, 2, adjusted={("D", "bonus"): D(45)}, later={("G", "bonus"): D(40)})
    assert {(d.person, d.component): (d.amount, d.cause) for d in found.differences} == {
        ("B", "bonus"): (D("-0.01"), "rounding"),
        ("C", "base"): (D(100), "shifted"),
        ("C", "bonus"): (D(-100), "shifted"),
        ("D", "bonus"): (D(45), "adjustment"),
        ("E", "base"): (D(-900), "only_old"),
        ("F", "base"): (D(800), "only_new"),
        ("G", "bonus"): (D(-40), "later"),
        ("G", "car"): (D(-50), "component_old"),
        ("H", "bonus"): (D(17), ""),
    }
    assert (found.people, found.alike) == (8, 1)
    assert found.away == D("2052.01")


def test_a_name_holds_while_its_difference_does_and_is_asked_for_again_when_it_moves():
    names = {("H", "bonus"): Name(D(17), "old_wrong", "visits of July")}
    named = with_names(compare(OLD, NEW), names)
    assert [d.cause for d in named.differences if d.person == "H"] == ["old_wrong"]
    moved = compare(OLD, NEW | {("H", "bonus"): D("77.01")})
    assert [d.cause for d in with_names(moved, names).differences if d.person == "H"] == [""]
    assert [d.person for d in reopened(moved, names)] == ["H"]


def test_of_totals_alone_totals_are_compared():
    old = {("A", ""): D(1200), ("B", ""): D(1100)}
    found = compare(old, NEW | {("B", "bonus"): D(150)})
    shown = {(d.person, d.component): d.amount for d in found.differences if d.person in "AB"}
    assert shown == {("B", ""): D(50)}


def test_lines_of_one_component_are_added_to_the_cent():
    lines = [("A", "bonus", D("0.104999999999")), ("A", "bonus", D("1")), ("B", "bonus", D("0.1"))]
    assert summed(lines, 2) == {("A", "bonus"): D("1.10"), ("B", "bonus"): D("0.10")}


MONEY = st.integers(-300, 300).map(lambda cents: D(cents) / 100)
SIDES = st.dictionaries(st.tuples(st.sampled_from("ABCD"), st.sampled_from(["", "x", "y", "z"])), MONEY)


@given(SIDES, SIDES, SIDES, SIDES)
def test_named_and_unnamed_are_all_of_the_difference(old, new, adjusted, later):
    found = compare(old, new, 2, adjusted, later)
    together = sum((d.amount for d in [*found.named, *found.unnamed]), D(0))
    assert together == found.new - found.old == sum(new.values()) - sum(old.values())
    assert all(d.amount for d in found.differences)
    assert found.alike + len({d.person for d in found.differences}) == found.people


@pytest.mark.parametrize("decimals", [0, 2, 3])
def test_rounding_is_one_unit_of_the_last_decimal(decimals):
    cent = D(1).scaleb(-decimals)
    causes = [compare({("A", "x"): D(5)}, {("A", "x"): D(5) + k * cent}, decimals) for k in (1, 2)]
    assert [c.differences[0].cause for c in causes] == ["rounding", ""]


def test_a_component_is_known_by_its_sums():
    old = {(who, {"base": "Grundgehalt"}.get(name, "Dienstwagen")): sum_ for (who, name), sum_ in OLD.items()}
    # five of seven are paid the same base; of the others' sums hardly one is alike
    assert alike(old, NEW) == {"Grundgehalt": "base"}
