"""Decisions on draws and on pay that comes later, through close and ledger: told, proved and kept."""

import shutil
from decimal import Decimal

import pytest

from attain.engine.decide.world import Setting
from attain.engine.faults import Faulty
from attain.engine.period import Calendar
from attain.runs.again import verify
from attain.runs.explain import settlement_nodes
from attain.runs.opening import checked
from attain.runs.workplace import Workplace
from tests.runs.small_company import load_text, opened
from tests.runs.test_postings import Ledger, late, of
from tests.runs.test_retro import closed, rulebook

PLAN = """\
plan: account_manager_pay
post: account_manager
from: 2026-01-01
components:
  - {component: commission, shape: rate, base: sales_amount, rate: 10%, spread: {periods: 3}}
draw: {minimum: 100.00, recover: 100%}
"""

HEAD = "person_id,name,period,value,due,reason,made_by,approved_by\n"


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    """The company with March closed."""
    folder = tmp_path_factory.mktemp("decided")
    return folder, closed(opened(folder, rulebook(folder, PLAN)), "2026-03")


@pytest.fixture
def march(company, tmp_path):
    """The same, posted, in a folder of the test's own: P1 has 73.34 to come and owes 63.33 of draws."""
    folder, ran = company
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    place = Workplace.open(tmp_path / "rulebook", tmp_path / "store")
    ledger = Ledger(place)
    ledger.post(ran)
    assert ledger.before["P1"].later == {("commission", "2026-03"): Decimal("73.34")}
    assert ledger.before["P1"].advances == Decimal("63.33")
    return place, ledger


def decide(place, folder, *rows):
    """Rows of openings for April: name,value,due; asked for by P3, approved by P2."""
    text = "".join(f"P1,{name},2026-04,{value},{due},Agreed,P3,P2\n" for name, value, due in rows)
    load_text(place, folder, "openings", HEAD + text)


def later(ledger):
    return {key: amount for key, amount in ledger.before["P1"].later.items() if amount}


def steps(ran):
    return {node.id: node for node in settlement_nodes(ran.computed.pays["P1"])}


def test_a_draw_that_is_written_off_is_cost_and_no_pay(march, tmp_path):
    place, ledger = march
    decide(place, tmp_path, ("draw.balance", "0", ""))
    ran = closed(place, "2026-04")
    april = of(ledger.post(ran), "P1")
    assert april["forgiven", "draw", "2026-04"] == Decimal("63.33")
    # 36.67 of March and 5.00 of 15.00 for April; filled up to 100
    assert april["drawn", "draw", "2026-04"] == Decimal("58.33")
    assert ledger.before["P1"].advances == Decimal("58.33")
    assert ("earned", "draw", "2026-04") not in april
    with place.engine() as engine:
        assert verify(place.store, engine, ran.run).same
    told = steps(ran)["paid.draw.forgiven"].facts
    assert (told["forgiven"], told["reason"], told["approved_by"]) == (Decimal("63.33"), "Agreed", "P2")


def test_what_is_forfeited_goes_back_to_the_cost(march, tmp_path):
    place, ledger = march
    decide(place, tmp_path, ("commission.deferred.2026-03", "36.67", ""))
    ran = closed(place, "2026-04")
    april = of(ledger.post(ran), "P1")
    assert april["forfeited", "commission", "2026-03"] == Decimal("36.67")
    assert april["released", "commission", "2026-03"] == Decimal("18.34")
    assert ledger.before["P1"].later["commission", "2026-03"] == Decimal("18.33")
    assert steps(ran)["paid.forfeited.decided"].facts["reason"] == "Agreed"


def test_what_is_paid_at_once_repays_the_draw_first(march, tmp_path):
    place, ledger = march
    decide(place, tmp_path, ("commission.deferred.2026-03", "", "2026-04"), ("draw.recover", "50", ""))
    ran = closed(place, "2026-04")
    april = of(ledger.post(ran), "P1")
    # 73.34 + 5.00 are less than the minimum: filled up by 21.66, and 50 are taken back by hand.
    assert april["released", "commission", "2026-03"] == Decimal("73.34")
    assert april["recovered", "draw", "2026-04"] == Decimal("28.34")
    assert ran.computed.pays["P1"].paid == Decimal("50.00")
    assert later(ledger) == {("commission", "2026-04"): Decimal("10.00")}
    told = steps(ran)
    assert told["paid.released.decided"].facts["reason"] == "Agreed"
    assert told["pay.draw.recovered.by_hand"].facts["recovered"] == Decimal(50)


def test_what_is_moved_is_paid_when_it_says_and_a_later_order_changes_nothing_twice(march, tmp_path):
    place, ledger = march
    decide(place, tmp_path, ("commission.deferred", "", "2026-05"))
    april = closed(place, "2026-04")
    assert steps(april)["paid.moved"].facts["due"] == "2026-05"
    entries = of(ledger.post(april), "P1")
    assert ("released", "commission", "2026-03") not in entries
    load_text(place, tmp_path, "order_lines", late("300.00"), "late")
    may = of(ledger.post(closed(place, "2026-05")), "P1")
    # 30.00 more for March: 10.00 of it in March, and its 20.00 with the 73.34 that were moved to May.
    assert may["earned", "commission", "2026-03"] == Decimal("30.00")
    assert may["released", "commission", "2026-03"] == Decimal("93.34")
    assert later(ledger) == {("commission", "2026-04"): Decimal("5.00")}


@pytest.mark.parametrize(
    ("name", "value", "due", "fault"),
    [
        ("draw.balanc", Decimal(0), "", "name"),
        ("draw.balance", None, "", "value"),
        ("commission.deferred", None, "2026-03", "due"),
        ("commission.deferred", None, "someday", "due"),
        ("draw.balance", Decimal(5), "2026-05", "due"),
    ],
)
def test_what_can_not_be_set_is_said_and_not_passed_over(name, value, due, fault):
    with pytest.raises(Faulty) as told:
        checked(Setting("P1", name, value, due), "2026-04", Calendar())
    assert told.value.faults[0].id == f"fault.opening.{fault}"
