"""Why a month pays otherwise than the month before: by hand, cause by cause, adding up to the cent."""

import shutil
from decimal import Decimal

import pytest

from attain.runs import compute
from attain.runs.compare import compare
from attain.runs.entries import Entry, enter
from attain.runs.workplace import Workplace
from tests.runs.small_company import invented

RULEBOOK = """\
rulebook: two_months
currency: EUR
time_zone: Europe/Madrid
---
fact: order_lines
grain: one order
columns: {order_id: text, client_id: client, ordered_on: date, amount: money}
key: [order_id]
date: ordered_on
client: client_id
---
measure: sales_amount
from: 2026-01-01
of: order_lines
value: sum(amount)
---
kpi: fulfilment
from: 2026-01-01
formula: sales_amount / target(sales_amount)
unit: percent
meaning: Share of the target that was reached
judges: [account_manager]
---
plan: pay
post: account_manager
from: 2026-01-01
components:
  - {component: commission, shape: rate, base: sales_amount, rate: 2%}
  - {component: bonus, shape: curve, target: 100.00, of: fulfilment, curve: {0%: 0%, 300%: 300%}}
"""
RAISED = RULEBOOK.partition("plan: pay")[2].replace("2026-01-01", "2026-04-01").replace("2%", "3%")

TABLES = {
    "units": "unit_id,parent_id,title,kind\nC,,Company,company\n",
    "people": "person_id\nP1\nP2\n",
    "assignments": """\
person_id,post,unit_id,from
P1,account_manager,C,2025-01-01
P2,account_manager,C,2025-01-01
""",
    "clients": "client_id\nK1\nK2\nK3\n",
    "coverage": "client_id,person_id,from\nK1,P1,2025-01-01\nK2,P1,2025-01-01\nK3,P2,2025-01-01\n",
    "targets": """\
subject_kind,subject_id,name,period,value
person,P1,sales_amount,2026-03,1500
person,P2,sales_amount,2026-03,1000
person,P1,sales_amount,2026-04,2000
person,P2,sales_amount,2026-04,1000
""",
    "order_lines": """\
order_id,client_id,ordered_on,amount
1,K1,2026-03-02,1000.00
2,K2,2026-03-20,500.00
3,K3,2026-03-05,1000.00
4,K1,2026-04-20,2000.00
5,K2,2026-04-15,600.00
6,K3,2026-04-21,1000.00
""",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The rulebook and a store with the files, loaded once; nobody changes them."""
    folder = tmp_path_factory.mktemp("made")
    invented(folder, RULEBOOK, TABLES)
    return folder


@pytest.fixture
def rulebook(made, tmp_path):
    return shutil.copytree(made / "rulebook", tmp_path / "rulebook")


@pytest.fixture
def place(made, rulebook, tmp_path):
    return Workplace.open(rulebook, shutil.copytree(made / "store", tmp_path / "store"))


def run(place, period):
    with place.engine() as engine:
        return place.run(engine, period).run


def compared(place, first, second):
    with place.engine() as engine:
        found = compare(place.store, engine, first, second)
    for change in found.changes:
        assert sum(change.causes.values()) == change.change
    return {change.person: (change.before, change.after, dict(change.causes)) for change in found.changes}


def hand_over(place):
    """K2 goes from P1 to P2 on 12 April."""
    covers = {"client_id": "K2", "person_id": "P1", "from": "2025-01-01", "to": "2026-04-12"}
    begins = {"client_id": "K2", "person_id": "P2", "from": "2026-04-12", "to": "2100-01-01"}
    enter(place, [Entry("coverage", [covers, begins])], "hand-over")


def numbers(**causes):
    return {cause: Decimal(value) for cause, value in causes.items()}


# P1 in March: 1 500 × 2 % + 100 × 1 500 ÷ 1 500 = 30 + 100 = 130. In April
#   with K2, March's target and 2 %:  2 600 × 2 % + 100 × 173.33 % = 52 + 173.33 = 225.33   facts    +95.33
#   K2 has gone:                      2 000 × 2 % + 100 × 133.33 % = 40 + 133.33 = 173.33   coverage −52.00
#   the target is 2 000:              40 + 100 × 100 % = 140                                targets  −33.33
#   the rate is 3 %:                  60 + 100 = 160                                        rules    +20.00
# P2 in March: 20 + 100 = 120; in April with K2's 600: 32 + 160 = 192; at 3 %: 48 + 160 = 208
P1 = Decimal("130.00"), Decimal("160.00"), numbers(facts="95.33", coverage=-52, targets="-33.33", rules=20)
P2 = Decimal("120.00"), Decimal("208.00"), numbers(coverage=72, rules=16)


def test_a_hand_over_a_raised_rate_and_another_target_are_told_apart(place, rulebook, tmp_path):
    march = run(place, "2026-03")
    hand_over(place)
    (rulebook / "raised.yaml").write_text(f"plan: pay{RAISED}", encoding="utf-8")
    changed = Workplace.open(rulebook, tmp_path / "store")
    assert compared(changed, march, run(changed, "2026-04")) == {"P1": P1, "P2": P2}


def test_asked_again_nothing_more_is_kept_and_no_fact_is_read(place, rulebook, tmp_path, monkeypatch):
    march = run(place, "2026-03")
    hand_over(place)
    (rulebook / "raised.yaml").write_text(f"plan: pay{RAISED}", encoding="utf-8")
    changed = Workplace.open(rulebook, tmp_path / "store")
    april = run(changed, "2026-04")
    first = compared(changed, march, april)
    kept = sorted(path for path in (tmp_path / "store").rglob("*") if path.is_file())
    monkeypatch.setattr(compute, "aggregate", None)
    assert compared(changed, march, april) == first
    assert sorted(path for path in (tmp_path / "store").rglob("*") if path.is_file()) == kept


def test_what_was_known_in_advance_is_a_cause_all_the_same(place, rulebook, tmp_path):
    hand_over(place)
    (rulebook / "raised.yaml").write_text(f"plan: pay{RAISED}", encoding="utf-8")
    changed = Workplace.open(rulebook, tmp_path / "store")
    march, april = run(changed, "2026-03"), run(changed, "2026-04")
    assert compared(changed, march, april) == {"P1": P1, "P2": P2}


def test_the_other_way_round_every_cause_has_the_other_sign(place, rulebook, tmp_path):
    march = run(place, "2026-03")
    hand_over(place)
    (rulebook / "raised.yaml").write_text(f"plan: pay{RAISED}", encoding="utf-8")
    changed = Workplace.open(rulebook, tmp_path / "store")
    assert compared(changed, run(changed, "2026-04"), march) == {
        person: (after, before, {cause: -value for cause, value in causes.items()})
        for person, (before, after, causes) in {"P1": P1, "P2": P2}.items()
    }


def test_where_only_the_month_is_another_only_the_facts_are_the_cause(place):
    march, april = run(place, "2026-03"), run(place, "2026-04")
    # P1: 2 600 × 2 % + 100 × 130 %, of which the target took 43.33: 225.33 − 182.00
    assert compared(place, march, april)["P1"] == (
        Decimal("130.00"),
        Decimal("182.00"),
        numbers(facts="95.33", targets="-43.33"),
    )
    assert compared(place, march, april)["P2"] == (Decimal("120.00"), Decimal("120.00"), {})


def test_a_comparison_leaves_nothing_behind_in_the_store(place):
    march, april = run(place, "2026-03"), run(place, "2026-04")
    snapshot = place.store.snapshot().id
    compared(place, march, april)
    assert place.store.snapshot().id == snapshot
    assert place.store.place.names("tmp") == []
