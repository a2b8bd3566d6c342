"""Pay over several periods: instalments sum to the amount; leavers lose what vests by being there."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from attain.engine.pay.component import Spread
from attain.engine.pay.spread import instalments, payable, schedule


def test_equal_instalments_give_the_odd_cent_to_the_first():
    assert schedule(D("100.00"), 3) == (D("33.34"), D("33.33"), D("33.33"))


def test_instalments_by_hand():
    spread = Spread.model_validate({"periods": 3, "parts": ["50%", "25%", "25%"]})
    assert instalments(D("1000.01"), spread) == (D("500.01"), D("250.00"), D("250.00"))


def test_a_clawback_is_spread_as_its_pay_was():
    assert schedule(D("-100.00"), 3) == (D("-33.34"), D("-33.33"), D("-33.33"))


def test_a_currency_without_cents():
    assert schedule(D(1000), 3, decimals=0) == (334, 333, 333)


def test_an_amount_finer_than_a_cent_loses_nothing():
    assert schedule(D("10.005"), 2) == (D("5.003"), D("5.002"))


@pytest.mark.parametrize(
    ("vesting", "employed", "paid"),
    [("employed", True, 50), ("employed", False, 0), ("always", False, 50)],
)
def test_who_leaves_loses_what_vests_by_being_there(vesting, employed, paid):
    assert payable(D(50), vesting, employed) == paid


def test_a_leaver_still_pays_back():
    assert payable(D(-50), "employed", False) == -50


@pytest.mark.parametrize("parts", [["50%", "50%"], ["50%", "25%", "20%"]])
def test_parts_must_fit_the_periods_and_make_a_whole(parts):
    with pytest.raises(ValidationError) as caught:
        Spread.model_validate({"periods": 3, "parts": parts})
    assert caught.value.errors()[0]["type"] == "fault.spread.parts"


@given(st.decimals(-100000, 100000, places=2), st.integers(2, 60))
def test_instalments_sum_to_the_amount_and_differ_by_a_cent_at_most(amount, periods):
    found = schedule(amount, periods)
    assert sum(found) == amount
    assert max(found) - min(found) <= D("0.01")


@given(st.decimals(-100000, 100000, places=2), st.lists(st.integers(1, 9), min_size=2, max_size=9))
def test_instalments_by_hand_sum_to_the_amount(amount, weights):
    parts = tuple(D(weight) for weight in weights)
    assert sum(schedule(amount, len(parts), parts)) == amount
