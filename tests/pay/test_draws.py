"""Draws fill bad periods up and take it back from good ones; nothing appears or is lost."""

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attain.engine.pay.draw import DrawTerms, may_draw, may_recover, settle_draw, terms_of
from attain.engine.pay.plan import Draw
from attain.engine.period import Calendar
from tests.pay.fake import FakeScope


def run(terms, earnings, **may):
    """(paid, balance) of each period."""
    balance, told = D(0), []
    for earned in earnings:
        result = settle_draw(terms, D(earned), balance, **may)
        balance = result.balance
        told.append((result.paid, balance))
    return told


def test_only_the_part_that_is_declared_is_recovered():
    half = DrawTerms(D(1000), recover=D("0.5"))
    assert run(half, [400, 1500, 3000]) == [(1000, 600), (1250, 350), (2650, 0)]


def test_one_period_recovers_no_more_than_the_limit():
    assert run(DrawTerms(D(1000), limit=D(200)), [0, 2000, 2000]) == [(1000, 1000), (1800, 800), (1800, 600)]


def test_a_draw_that_is_never_recovered_is_a_guarantee():
    assert run(DrawTerms(D(1000), recover=D(0)), [400, 3000]) == [(1000, 0), (3000, 0)]
    given_ = settle_draw(DrawTerms(D(1000), recover=D(0)), D(400), D(0))
    assert (given_.given, [line.id for line in given_.lines]) == (600, ["pay.draw.given"])


def test_negative_earnings_are_filled_up_too():
    assert run(DrawTerms(D(1000)), [-300, 2500]) == [(1000, 1300), (1200, 0)]


def test_after_the_draw_has_ended_recovery_goes_on():
    result = settle_draw(DrawTerms(D(1000)), D(1400), D(600), may_draw=False)
    assert (result.paid, result.balance) == (1000, 200)
    low = settle_draw(DrawTerms(D(1000)), D(400), D(600), may_draw=False)
    assert (low.paid, low.balance) == (400, 600)


def test_before_recovery_starts_everything_above_the_minimum_is_paid():
    assert run(DrawTerms(D(1000)), [400, 1800], may_recover=False) == [(1000, 600), (1800, 600)]


def test_an_advance_is_paid_ahead_and_recovered_from_all_earnings():
    ahead = DrawTerms(D(1000), paid="advance")
    assert run(ahead, [400, 1500]) == [(1000, 600), (1000, 100)]
    assert run(ahead, [2500]) == [(2500, 0)]
    assert run(ahead, [400, 1500], may_recover=False) == [(1400, 1000), (2500, 2000)]
    half = DrawTerms(D(1000), recover=D("0.5"), paid="advance")
    assert run(half, [1500]) == [(1750, 250)]
    assert run(ahead, [-200]) == [(1000, 1200)]


def test_lines_say_what_was_drawn_and_recovered():
    low = settle_draw(DrawTerms(D(1000)), D(400), D(0))
    assert [(line.id, line.amount) for line in low.lines] == [("pay.draw.top_up", 600)]
    high = settle_draw(DrawTerms(D(1000)), D(1400), D(600))
    assert [(line.id, line.amount) for line in high.lines] == [("pay.draw.recovered", -400)]
    assert high.lines[0].facts["balance"] == 200


@pytest.mark.parametrize(
    ("month", "draws", "recovers"),
    [
        ("2026-03", True, False),
        ("2026-04", True, True),
        ("2026-06", True, True),
        ("2026-07", False, True),
    ],
)
def test_dates_say_which_periods_draw_and_recover(month, draws, recovers):
    draw = Draw.model_validate({"minimum": 1000, "recover_from": "2026-04-01", "until": "2026-06-30"})
    period = Calendar().period(month)
    assert (may_draw(draw, period), may_recover(draw, period)) == (draws, recovers)
    assert draw.until == date(2026, 6, 30)


def test_terms_are_formulas_of_the_person():
    draw = Draw.model_validate({"minimum": "minimum_pay", "recover": "50%", "limit": "minimum_pay / 3"})
    terms = terms_of(draw, FakeScope(values={"minimum_pay": D(1000)}))
    assert terms == DrawTerms(D(1000), D("0.5"), "top_up", D("333.33"), 2)


money = st.decimals(-3000, 5000, places=2)


@given(
    st.lists(st.tuples(money, st.booleans(), st.booleans()), max_size=12),
    st.sampled_from([D(0), D("0.35"), D(1)]),
    st.sampled_from(["top_up", "advance"]),
    st.none() | st.integers(0, 500).map(D),
)
def test_what_is_paid_is_what_was_earned_and_what_is_owed(periods, recover, paid, limit):
    terms = DrawTerms(D(1000), recover, paid, limit)
    balance = total_paid = total_earned = total_given = D(0)
    for earned, draws, recovers in periods:
        result = settle_draw(terms, earned, balance, may_draw=draws, may_recover=recovers)
        balance = result.balance
        total_paid, total_earned = total_paid + result.paid, total_earned + earned
        total_given += result.given
        assert balance >= 0
        assert not draws or result.paid >= terms.minimum
        assert sum((line.amount for line in result.lines), D(0)) == result.adjustment
    assert total_paid == total_earned + balance + total_given
