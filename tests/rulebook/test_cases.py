"""Cases: exact expectations, results that say what differs, and canaries that must fail."""

from datetime import date
from decimal import Decimal

import pytest

from attain.engine.faults import Fault, Faulty
from attain.rulebook.case_runner import run_cases
from attain.rulebook.cases import Case, PlacedCase, period_of
from attain.rulebook.load import load
from tests.rulebook.broken_books import GOOD


@pytest.fixture(scope="module")
def rules():
    return load(GOOD).rules


def case(**keys) -> Case:
    return Case.model_validate({"case": "a case", "plan": "pay", "expect": {"commission": 20}} | keys)


def result(rules, tried: Case, **found):
    (only,) = run_cases(rules, [PlacedCase(tried, "cases.yaml", 7)], lambda rules, case: found)
    return only


def test_a_case_passes_on_exactly_what_it_expects(rules):
    assert result(rules, case(), commission=Decimal("20.00")).passed
    assert not result(rules, case(), commission=Decimal("20.01")).passed


def test_a_difference_is_told_at_the_case(rules):
    (fault,) = result(rules, case(math="1000 × 2%"), commission=Decimal(19)).as_faults()
    assert (fault.id, fault.file, fault.line) == ("fault.case.differs", "cases.yaml", 7)
    assert (fault.values["expected"], fault.values["found"]) == (Decimal(20), Decimal(19))


def test_a_node_that_nobody_computes_is_no_zero(rules):
    (fault,) = result(rules, case(expect={"commission": 0})).as_faults()
    assert fault.id == "fault.case.not_computed"


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("95%", Decimal("0.95")),
        (Decimal("4250.00"), 4250),
        ("undefined", None),
        (None, None),
        (True, True),
        ("A", "A"),
        (date(2026, 1, 1), date(2026, 1, 1)),
        ([1, "2.5"], (Decimal(1), Decimal("2.5"))),
    ],
)
def test_a_value_is_the_same_however_it_is_written(rules, written, found):
    assert result(rules, case(expect={"commission": written}), commission=found).passed


@pytest.mark.parametrize(
    ("written", "found"),
    [(1, True), (0, None), (0, False), ("1", "1"), ([1], Decimal(1)), ([1, 2], (Decimal(1),)), ("A", "a")],
)
def test_what_only_looks_alike_differs(rules, written, found):
    assert not result(rules, case(expect={"commission": written}), commission=found).passed


def test_a_canary_passes_by_failing(rules):
    canary = case(canary=True)
    assert result(rules, canary, commission=Decimal(21)).passed
    silent = result(rules, canary, commission=Decimal(20))
    assert not silent.passed
    assert [f.id for f in silent.as_faults()] == ["fault.case.canary"]


def test_a_case_that_can_not_be_tried_never_passes(rules):
    def refuse(rules, tried):
        raise Faulty(Fault("fault.case.nothing", {"kind": "plan", "name": "pay"}))

    for tried in (case(), case(canary=True)):
        (only,) = run_cases(rules, [PlacedCase(tried, "cases.yaml", 7)], refuse)
        assert not only.passed
        assert [(f.id, f.file, f.line) for f in only.as_faults()] == [("fault.case.nothing", "cases.yaml", 7)]


def test_expectations_of_periods_and_people_have_names_of_their_own():
    tried = case(
        expect={"draw.balance": 5, "ann": {"commission": 1}},
        periods=[{"given": {"sales_amount": 1}, "expect": {"commission": 2}}, {"active": False}],
    )
    assert tried.expected() == {"draw.balance": 5, "ann.commission": 1, "1/commission": 2}


def test_given_values_are_named_as_in_formulas():
    given = case(
        given={
            "sales_amount": "undefined",
            "previous(target(sales_amount))": "95%",
            "targets": {"visits_made": 8},
            "attributes": {"region": "north", "class": 1},
            "events": [{"on": date(2026, 1, 5), "value": 10, "attributes": {"product.group": "Tea"}}],
        }
    ).given
    assert given.values == {
        ("sales_amount", ()): None,
        ("sales_amount", ("previous", "target")): Decimal("0.95"),
        ("visits_made", ("target",)): Decimal(8),
    }
    assert given.attributes == {"region": "north", "class": "1"}
    (event,) = given.events[""]
    assert (event.key, event.value, event.attributes) == ("1", Decimal(10), {"product.group": "Tea"})


@pytest.mark.parametrize(
    ("keys", "key"),
    [
        ({}, "2026-01"),
        ({"on": date(2026, 5, 17)}, "2026-05"),
        ({"period": "2026-Q2"}, "2026-Q2"),
        ({"period": 2026}, "2026"),
    ],
)
def test_a_case_stands_in_a_period_in_which_its_rules_hold(rules, keys, key):
    assert period_of(case(**keys), rules).key == key
