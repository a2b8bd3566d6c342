"""Runs out of the usual order: facts turned back, months left open, balances by hand, pay that is held."""

from decimal import Decimal

from attain.runs.register import Register
from tests.runs.small_company import load_text, opened
from tests.runs.test_retro import PLAN, closed, rulebook, run

LATE = (
    "order_id,client_id,product_id,ordered_on,quantity,amount,is_return\n9,K1,T,2026-03-03,1,1500.00,false\n"
)


def test_the_newest_run_is_the_one_made_last_even_if_it_was_made_before(tmp_path):
    place = opened(tmp_path, rulebook(tmp_path, PLAN))
    with place.engine() as engine:
        first = place.run(engine, "2026-03").run
    load_text(place, tmp_path, "order_lines", LATE, "late")
    with place.engine() as engine:
        second = place.run(engine, "2026-03").run
    register = Register(place.store)
    assert register.latest("2026-03").id == second.id != first.id
    register.add(first, None, None, b"")  # made again: nothing is written but which one is the newest
    assert register.latest("2026-03").id == first.id


def test_a_month_that_ran_and_is_not_closed_hands_on_its_own_state(tmp_path):
    place = opened(tmp_path, rulebook(tmp_path, PLAN))
    closed(place, "2026-03")
    april = run(place, "2026-04").pays["P1"]
    assert april.draw.balance == Decimal("2749.94")
    load_text(place, tmp_path, "order_lines", LATE, "late")
    may = run(place, "2026-05").pays["P1"]
    assert {d.for_period for d in may.differences} == {"2026-03"}
    # May earns nothing: 2 000 more is owed than April left
    assert may.draw.balance == Decimal("4749.94")


def test_a_balance_set_by_hand_holds_when_its_month_is_computed_again(tmp_path):
    place = opened(tmp_path, rulebook(tmp_path, PLAN))
    openings = "person_id,period,name,value\nP1,2026-04,draw.balance,500.00\n"
    load_text(place, tmp_path, "openings", openings)
    closed(place, "2026-03")
    assert closed(place, "2026-04").computed.pays["P1"].draw.balance == Decimal("2350.00")
    load_text(place, tmp_path, "order_lines", LATE, "late")
    # 500.00 by hand, 1 850.00 drawn in April, 2 000.00 in May
    assert run(place, "2026-05").pays["P1"].draw.balance == Decimal("4350.00")


def test_pay_that_is_now_undefined_takes_nothing_back_of_what_was_paid(tmp_path):
    base = 'base: "sales_amount / IF(sales_amount = 2600.06, 0, 1)"'
    place = opened(tmp_path, rulebook(tmp_path, PLAN.replace("base: sales_amount", base)))
    closed(place, "2026-03")
    load_text(place, tmp_path, "order_lines", LATE, "late")
    assert run(place, "2026-04").pays["P1"].differences == ()
