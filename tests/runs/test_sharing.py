"""A pool shared by hand: what the sheet shows is what the run pays, to the cent, in every order."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attain.apps.sharing.rules import checked, remarks, weight_of, written
from attain.engine.decide.settlement import settle
from attain.engine.decide.world import World
from attain.runs.sharing import entry_unit, holding, sheet, suggested
from attain.wording import Wording
from tests.decide.rules_and_world import Given, payroll, person, rules

UNITS = {
    "unit_parents": {"N": "C", "S": "C", "C": ""},
    "unit_kinds": {"N": "branch", "S": "branch", "C": "company"},
}
EN = Wording("en")
NAMES = "ABCDE"


def company(amount, weights, order=NAMES, more=(), **limits):
    """A unit of people who share `amount` by hand. weights: person → weight, none yet where missing.

    more: subjects beside them.
    """
    share = {"component": "part", "shape": "share", "pool": "pot", "by": "hand", **limits}
    plan = {"plan": "pay", "post": "seller", "components": [share]}
    pot = {"pool": "pot", "amount": f"{amount:f}"}
    people = (*(person(name, unit="N") for name in order), *more)
    by_hand = {("pot", "N", name): weight for name, weight in weights.items()}
    found = payroll(rules(plan, pot), World(Given({}), people, hand_weights=by_hand, **UNITS))
    evaluation = found.evaluation
    return SimpleNamespace(
        payroll=found, evaluation=evaluation, rules=evaluation.rules, period=evaluation.period
    )


def parts(found):
    return {each.person: each.part for each in found.people}


def cents(most):
    return st.decimals(0, most, places=2)


limits = st.fixed_dictionaries(
    {},
    optional={
        "least": st.sampled_from(["0%", "5%", "25%"]),
        "most": st.sampled_from(["25%", "30%", "60%"]),
        "floor": st.sampled_from(["10.00", "333.33"]),
        "cap": st.sampled_from(["400.00", "1000.01"]),
    },
)


@given(
    amount=cents(100_000),
    weights=st.lists(st.decimals(0, 1000, places=3), min_size=5, max_size=5),
    limits=limits,
    order=st.permutations(NAMES),
)
def test_the_sheet_is_the_pool_to_the_cent_and_what_the_run_pays(amount, weights, limits, order):
    by_hand = dict(zip(NAMES, weights, strict=True))
    tried = sheet(company(amount, {}, **limits), "pot", "N", by_hand)
    assert tried.given + tried.left == amount
    assert tried.weights == sum(weights)
    other = sheet(company(amount, {}, order, **limits), "pot", "N", by_hand)
    assert parts(other) == parts(tried)
    run = company(amount, by_hand, order, **limits)
    assert {name: settle(run.payroll, name).paid for name in NAMES} == parts(tried)
    floors = [each.floor or 0 for each in tried.people]
    for each in tried.people:
        top = max(each.cap, each.floor or 0) if each.cap is not None else amount
        assert each.part <= top
        if sum(floors) <= amount:
            assert each.part >= (each.floor or 0)


def test_a_cap_is_named_with_what_it_gives_to_the_others():
    found = sheet(
        company(Decimal(1000), {}, "AB", most="60%"), "pot", "N", {"A": Decimal(3), "B": Decimal(1)}
    )
    first, second = found.people
    # 3 : 1 would be 750 and 250; 60 % of 1000 is 600
    assert (first.part, first.plain, first.cap, first.capped) == (600, 750, 600, True)
    assert (second.part, second.plain, second.capped) == (400, 250, False)


def test_without_a_weight_nobody_has_a_part_and_everybody_is_named():
    found = sheet(company(Decimal(1000), {"A": Decimal(1)}), "pot", "N")
    assert [each.person for each in found.people] == list(NAMES)
    assert found.held is not None
    assert set(parts(found).values()) == {None}
    assert sheet(company(Decimal(1000), {}), "pot", "S") is None


def test_who_changes_unit_has_a_weight_in_each_pool_and_neither_is_the_others():
    day = date(2026, 3, 16)
    moves = (person("M", unit="N", end=day), person("M", unit="S", start=day))
    found = company(Decimal(1000), {}, more=moves)
    assert holding(found, "pot", "N")["M"] == ("N", "C")
    assert holding(found, "pot", "S") == {"M": ("S", "C")}
    assert entry_unit(holding(found, "pot", "S").values(), "S") == "S"
    assert entry_unit(holding(found, "pot", "N").values(), "") == "C"


def test_weights_are_suggested_by_score_alike_and_as_before():
    people = [
        SimpleNamespace(person="A", score=Decimal("86.40"), days=30, of_days=30),
        SimpleNamespace(person="B", score=Decimal("50"), days=15, of_days=30),
        SimpleNamespace(person="C", score=None, days=30, of_days=30),
    ]
    last = {"B": Decimal("1.25")}
    assert suggested(people, "score", last) == {"A": Decimal("86.40"), "B": Decimal("25.00")}
    assert suggested(people, "alike", last) == {"A": 1, "B": Decimal("0.50"), "C": 1}
    assert suggested(people, "last", last) == last


@pytest.mark.parametrize(
    ("text", "weight"),
    [("1.2", "1.2"), ("1,2", "1.2"), (" 80 ", "80"), ("0", "0"), ("-1", None), ("x", None), ("NaN", None)],
)
def test_a_weight_is_a_number_from_nought(text, weight):
    assert weight_of(text, EN) == (None if weight is None else Decimal(weight))


def test_a_weight_that_departs_from_the_suggestion_needs_a_reason():
    by_score = {"A": Decimal(80), "B": Decimal(60)}
    texts = {"A": "80.0", "B": "70"}
    assert checked("AB", texts, {}, by_score, True, EN).errors == {"B": ("sharing.wrong.reason",)}
    assert checked("AB", texts, {"B": "Opened 3 shops"}, by_score, True, EN).errors == {}
    assert checked("AB", texts, {}, by_score, False, EN).errors == {}
    missing = checked("AB", {"A": "80"}, {}, by_score, True, EN)
    assert missing.errors == {"B": ("sharing.wrong.weight",)}
    nobody = checked("AB", {"A": "0", "B": "0"}, {"A": "x", "B": "x"}, by_score, True, EN)
    assert list(nobody.errors.values()) == [("sharing.wrong.nobody",)]


def test_all_alike_and_more_than_half_are_remarked_on():
    def said(*values):
        return remarks([Decimal(value) for value in values], 2)

    assert said("33.34", "33.33", "33.33") == ("sharing.remark.alike",)
    assert said("60", "20", "20") == ("sharing.remark.half",)
    assert said("50", "30", "20") == ()
    assert said("90", "10") == ()
    assert written(Decimal("80.00")) == "80"
