"""Published examples of others, with the figures that their sources print."""

import json
from decimal import Decimal as D

import pytest

from attain.engine.pay.draw import DrawTerms, settle_draw
from attain.engine.pay.scope import Event
from tests.pay.fake import also, amounts, earned, facts

STEPS = """
    component: c
    shape: tiers
    base: sales
    per: event
    tiers: [{to: 1000, rate: 1%}, {to: 3000, rate: 2%}, {to: 8000, rate: 3%}, {to: 20000, rate: 5%}]
"""
INTERPOLATED = """
    component: c
    shape: tiers
    base: sales
    per: event
    apply: prorated
    tiers:
      - {to: 1000, amount: 10}
      - {to: 3000, amount: 40}
      - {to: 8000, amount: 100}
      - {to: 20000, amount: 2000}
"""
RAMP = """
    component: c
    shape: tiers
    base: sales
    tiers: [{to: 10000, rate: 1%}, {to: 50000, rate: 2%}, {to: 100000, rate: 3%}, {rate: 4%}]
"""
SPLIT = """
    component: c
    shape: tiers
    base: sales
    tiers: [{to: 1000, rate: 1%}, {to: 5000, rate: 2%}, {to: 10000, rate: 3%}, {rate: 0%}]
"""


@pytest.fixture(scope="session")
def examples(shared):
    listed = json.loads((shared / "cases/published_examples.json").read_text(encoding="utf-8"), parse_float=D)
    return {example["id"]: example for example in listed}


@pytest.mark.parametrize(("family", "table"), [("ORA-STEP", STEPS), ("ORA-INT", INTERPOLATED)])
def test_each_transaction_through_the_table(examples, family, table):
    each = [examples[f"{family}-{n}"] for n in range(1, 7)]
    values = [example["inputs"]["amount"] for example in each]
    result = earned(table, given_events=facts(*values), measure="sales")
    assert amounts(result) == [example["expected"] for example in each]
    assert result.amount == examples[f"{family}-SUM"]["expected"]


@pytest.mark.parametrize("id", ["ORA-FLAT-5000", "ORA-FLAT-15000", "ORA-FLAT-60000"])
def test_one_rate_of_the_highest_tier_reached(examples, id):
    example = examples[id]
    sales = example["inputs"]["amount"]
    result = earned(also(RAMP, "apply: whole"), sales=sales)
    assert result.node("rate") * 100 == example["expected"]
    assert result.amount == sales * D(example["expected"]) / 100


@pytest.mark.parametrize("id", ["ORA-RAMP-15000", "ORA-RAMP-60000"])
def test_the_same_table_in_slices(examples, id):
    example = examples[id]
    assert earned(RAMP, sales=example["inputs"]["amount"]).amount == example["expected"]


@pytest.mark.parametrize(("id", "apply"), [("ORA-24B-a", "slice"), ("ORA-24B-b", "prorated")])
def test_what_each_tier_adds_to_the_blended_rate(examples, id, apply):
    example = examples[id]
    result = earned(also(SPLIT, f"apply: {apply}"), sales=example["inputs"]["amount"])
    shown = [result.node("rate"), *(line.facts["contribution"] for line in result.lines)]
    assert [figure * 100 for figure in shown] == example["expected"]


def test_a_draw_that_is_recovered_later(examples):
    terms, balance = DrawTerms(D(1000)), D(0)
    for n in (1, 2, 3):
        example = examples[f"ORA-DRAW-{n}"]
        result = settle_draw(terms, D(example["inputs"]["earnings"]), balance, may_recover=False)
        assert [result.adjustment, result.paid, result.balance] == example["expected"]
        balance = result.balance


def test_a_monthly_draw_is_repaid_from_what_is_above_it(examples):
    terms, balance, owed = DrawTerms(D(2000)), D(0), []
    for month in range(1, 7):
        example = examples[f"SIEBEL-DRAW-2002-{month:02d}"]
        result = settle_draw(terms, D(example["inputs"]["gross"]), balance)
        assert result.paid == example["expected"]
        balance = result.balance
        owed.append(balance)
    assert owed == [0, 0, 500, 125, 0, 0]


def test_a_draw_tops_up(examples):
    example = examples["SIEBEL-DRAW-TOPUP"]
    result = settle_draw(DrawTerms(D(2000)), D(example["inputs"]["gross"]), D(0))
    assert [result.adjustment, result.paid] == example["expected"]


def test_the_most_specific_rule_gives_rate_or_sum(examples):
    example = examples["OCA-CRITERIA"]
    line = example["inputs"]["line"]
    fixed = "{component: c, shape: amount, amount: %s}"
    rate = "{component: c, shape: rate, base: sales, rate: %s}"
    each = [fixed % 10, fixed % 20, rate % "5%", rate % "15%"]
    assert [earned(text, sales=line).amount for text in each] == example["expected"]


def test_a_refund_settles_what_its_invoice_paid(examples):
    inputs = examples["OCA-REFUND"]["inputs"]
    text = "{component: c, shape: rate, base: margin, rate: 10%, per: event}"
    invoice, refund = facts(inputs["invoice"], -inputs["refund"])
    refund = Event(refund.key, refund.on, refund.value, reverses=invoice.key)
    result = earned(text, given_events=(invoice, refund), measure="margin")
    assert amounts(result) == [100, -100]
    assert result.amount == examples["OCA-REFUND"]["expected"]
    assert result.lines[1].points_to == invoice.key


def test_a_section_with_both_bounds_inclusive_and_nothing_outside(examples):
    text = """
        component: c
        shape: tiers
        base: sales
        apply: whole
        tiers: [{from: 15000, through: 16000, rate: 20%}]
    """
    example = examples["OCA-SECTION"]
    assert [earned(text, sales=base).amount for base in example["inputs"]["base"]] == example["expected"]
    assert earned(text, sales=16001).amount == 0


@pytest.mark.parametrize("n", range(1, 5))
def test_a_variable_part_times_weighted_coefficients(examples, n):
    example = examples[f"RU-STUDO-{n}"]
    one, two = (D(x) for x in example["inputs"]["coef"])
    text = """
        component: variable
        shape: rate
        base: 15000
        rate: 50% * one + 50% * two
    """
    variable = earned(text, one=one, two=two).amount
    fixed = earned("{component: fixed, shape: amount, amount: 15000}").amount
    assert [variable, fixed + variable] == example["expected"]


def test_a_commission_is_deducted_from_the_margin(examples):
    example = examples["OCA-MARGIN"]
    price, cost = example["inputs"]["price"], example["inputs"]["cost"]
    commission = earned("{component: c, shape: rate, base: price, rate: 10%}", price=price).amount
    margin = price - cost - commission
    assert [commission, margin, margin / price] == example["expected"]
