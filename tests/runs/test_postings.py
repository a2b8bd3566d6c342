"""Entries of closed runs: worked by hand, and equal to what is paid, what comes later and what is owed."""

from collections import defaultdict
from decimal import Decimal
from types import SimpleNamespace

import pytest

from attain.engine.faults import Faulty
from attain.runs.postings import KINDS, Balances, balances, postings_of
from attain.runs.register import Register
from tests.runs.small_company import load_text, opened
from tests.runs.test_retro import PLAN, closed, rulebook

ZERO = Decimal(0)

SPREAD = """\
plan: account_manager_pay
post: account_manager
from: 2026-01-01
components:
  - {component: salary, shape: amount, amount: 100.00}
  - {component: commission, shape: rate, base: sales_amount, rate: 10%, spread: {periods: 3}}
"""


class Ledger:
    """The entries of one run after the other, and where everybody stands."""

    def __init__(self, place):
        self.register, self.entries = Register(place.store), []
        self.before: dict[str, Balances] = {}

    def post(self, ran):
        """The person's new entries, as (kind, component, for-period) → amount."""
        new = list(postings_of(self.register, ran.run, self.before, {}))
        self.entries += new
        for person in {each.person for each in new}:
            own = [each for each in self.entries if each.person == person]
            later = defaultdict(Decimal)
            for each in own:
                if "later" in (each.credit, each.debit):
                    sign = 1 if each.credit == "later" else -1
                    later[each.component, each.for_period] += sign * each.amount
            self.before[person] = Balances(dict(later), -balances(own)["advances"])
        assert sum(balances(self.entries).values()) == 0
        assert all(each.amount > 0 and each.kind in KINDS for each in new)
        return new

    def owed(self, person):
        return balances(each for each in self.entries if each.person == person)["owed"]


def of(entries, person):
    found = {}
    for each in entries:
        if each.person == person:
            sign = -1 if each.reversed else 1
            found[each.kind, each.component, each.for_period] = sign * each.amount
    return found


def late(amount):
    """An order of March that comes after March was closed."""
    head = "order_id,client_id,product_id,ordered_on,quantity,amount,is_return"
    return f"{head}\n9,K1,T,2026-03-03,1,{amount},false\n"


def test_draws_and_a_late_order_of_a_closed_month(tmp_path):
    place = opened(tmp_path, rulebook(tmp_path, PLAN))
    ledger = Ledger(place)
    march = ledger.post(closed(place, "2026-03"))
    # Earned 1 100.06, filled up to 2 000.
    assert of(march, "P1") == {
        ("earned", "commission", "2026-03"): Decimal("1100.06"),
        ("drawn", "draw", "2026-03"): Decimal("899.94"),
    }
    # P2 earned 2 600.04: more than the minimum.
    assert of(march, "P2") == {("earned", "commission", "2026-03"): Decimal("2600.04")}
    ledger.post(closed(place, "2026-04"))
    assert ledger.before["P1"].advances == Decimal("2749.94")
    load_text(place, tmp_path, "order_lines", late("1500.00"), "late")
    may = ledger.post(closed(place, "2026-05"))
    # March earns 1 500 more and no longer needs its 899.94; May earns nothing and draws 2 000.
    assert of(may, "P1") == {
        ("earned", "commission", "2026-03"): Decimal("1500.00"),
        ("recovered", "draw", "2026-03"): Decimal("899.94"),
        ("drawn", "draw", "2026-05"): Decimal("2000"),
    }
    assert ledger.before["P1"].advances == Decimal("3850.00")
    assert ledger.owed("P1") == 2000 + 2000 + Decimal("2600.06")


def test_a_spread_commission_is_owed_part_by_part(tmp_path):
    place = opened(tmp_path, rulebook(tmp_path, SPREAD))
    ledger = Ledger(place)
    march = ledger.post(closed(place, "2026-03"))
    # 10 % of 1 100.06 = 110.01 in three parts of 36.67
    assert of(march, "P1") == {
        ("earned", "commission", "2026-03"): Decimal("110.01"),
        ("deferred", "commission", "2026-03"): Decimal("73.34"),
        ("earned", "salary", "2026-03"): Decimal("100.00"),
    }
    april = ledger.post(closed(place, "2026-04"))
    # April: 60 % of 250 = 150, 10 % = 15.00, 5.00 of it at once; and the second part of March.
    assert of(april, "P1") == {
        ("released", "commission", "2026-03"): Decimal("36.67"),
        ("earned", "commission", "2026-04"): Decimal("15.00"),
        ("deferred", "commission", "2026-04"): Decimal("10.00"),
        ("earned", "salary", "2026-04"): Decimal("100.00"),
    }
    assert ledger.before["P1"].later == {
        ("commission", "2026-03"): Decimal("36.67"),
        ("commission", "2026-04"): Decimal("10.00"),
    }
    assert ledger.owed("P1") == Decimal("136.67") + Decimal("141.67")


def test_a_late_order_of_a_spread_month_adds_to_what_comes_later(tmp_path):
    place = opened(tmp_path, rulebook(tmp_path, SPREAD))
    ledger = Ledger(place)
    ledger.post(closed(place, "2026-03"))
    load_text(place, tmp_path, "order_lines", late("300.00"), "late")
    april = of(ledger.post(closed(place, "2026-04")), "P1")
    # 30.00 more for March: 10.00 now, 10.00 with April's part, 10.00 in May.
    assert april["earned", "commission", "2026-03"] == Decimal("30.00")
    assert april["released", "commission", "2026-03"] == Decimal("46.67")
    assert ledger.before["P1"].later["commission", "2026-03"] == Decimal("46.67")


def test_whoever_brings_a_debt_begins_with_it(tmp_path):
    place = opened(tmp_path, rulebook(tmp_path, PLAN))
    load_text(place, tmp_path, "openings", "person_id,name,period,value\nP2,draw.balance,2026-03,350.00\n")
    entries = of(Ledger(place).post(closed(place, "2026-03")), "P2")
    # 2 600.04 earned, 600.04 above the minimum, of which 350 are owed
    assert entries == {
        ("opening", "draw", "2026-03"): Decimal("350.00"),
        ("earned", "commission", "2026-03"): Decimal("2600.04"),
        ("recovered", "draw", "2026-03"): Decimal("350.00"),
    }


def test_what_was_to_come_later_and_never_will_is_taken_off_the_cost(tmp_path):
    place = opened(tmp_path, rulebook(tmp_path, SPREAD))
    ran = closed(place, "2026-03")
    wrong = {"P1": Balances({("commission", "2026-02"): Decimal("5.00")})}
    found = list(postings_of(Register(place.store), ran.run, wrong, {}))
    # What is no longer to come later was never paid: the cost goes back.
    assert of(found, "P1")["deferred", "commission", "2026-02"] == Decimal("-5.00")
    assert of(found, "P1")["clawed_back", "commission", "2026-02"] == Decimal("5.00")


class Tampered(Register):
    """A register whose pieces are not those of its run."""

    def pieces(self, run):
        return {**super().pieces(run), ("P1", "salary"): Decimal("99.00")}


def test_pieces_that_are_not_what_was_paid_are_told(tmp_path):
    place = opened(tmp_path, rulebook(tmp_path, SPREAD))
    ran = closed(place, "2026-03")
    with pytest.raises(Faulty) as told:
        list(postings_of(Tampered(place.store), ran.run, {}, {}))
    assert told.value.faults[0].id == "fault.ledger.unequal"
    assert told.value.faults[0].values["person"] == "P1"


def test_held_pay_is_no_entry_though_an_earlier_month_has_a_difference(tmp_path, monkeypatch):
    """A run that is still open tells what it would post: of pay that waits, nothing."""
    place = opened(tmp_path, rulebook(tmp_path, PLAN))
    ran = closed(place, "2026-03")
    line = "person\tP1\t\t\t"
    held, late = ("2026-03", "paid", "", "", ""), ("2026-02", "difference.commission", "", "", "0.03")
    row = SimpleNamespace(subject="P1", further=(held, late))
    monkeypatch.setattr(Register, "results", lambda *_: SimpleNamespace(lines=[line], sheets=None))
    monkeypatch.setattr(Register, "pieces", lambda *_: {})
    monkeypatch.setattr("attain.runs.postings.row_of", lambda *_: row)
    assert list(postings_of(Register(place.store), ran.run, {}, {})) == []
