"""What is known late about closed months is paid once, in the open month, for the month that it is about."""

import shutil
from collections import defaultdict
from decimal import Decimal

import pytest

from attain.runs.explain import settlement_nodes
from attain.runs.postings import balances
from attain.runs.register import Register
from attain.runs.workplace import Workplace
from tests.runs.small_company import load_text, opened
from tests.runs.test_postings import Ledger, of
from tests.runs.test_retro import closed, rulebook

PLAN = """\
plan: account_manager_pay
post: account_manager
from: 2026-01-01
components:
  - component: commission
    shape: tiers
    base: sales_amount
    apply: slice
    tiers: [{to: 1000, rate: 1%}, {rate: 2%}]
  - {component: bonus, shape: amount, amount: 200.00, when: sales_plan_fulfilment >= 100%}
"""
AGREED = "2026-04-01\ncorrects: The rate was agreed in March"
RULE = PLAN.replace("2026-01-01", AGREED).replace("rate: 1%", "rate: 3%")

ORDERS = "order_id,client_id,product_id,ordered_on,quantity,amount,is_return\n"
MOVED = """\
client_id,person_id,from,to,share
K3,P2,2025-01-01,2026-04-01,100%
K3,P1,2026-04-01,,100%
"""
BY_HAND = """\
adjustment_id,person_id,period,component,amount,reason,made_by,approved_by
A1,P2,2026-03,commission,50.00,Forgotten in March,P8,P9
A2,P1,2026-03,thanks,7.00,Not approved yet,P8,
"""
CHANGES = {
    "order": ("order_lines", ORDERS + "21,K2,T,2026-03-28,10,1000.00,false\n"),
    "return": ("order_lines", ORDERS + "22,K3,T,2026-04-21,-1,-80.00,true\n"),
    "client": ("coverage", MOVED),
    "target": ("targets", "subject_kind,subject_id,name,period,value\nperson,P2,sales_amount,2026,36000\n"),
    "rule": ("", RULE),
    "adjustment": ("adjustments", BY_HAND),
    "further": ("order_lines", ORDERS + "23,K3,T,2026-03-01,1,500.00,false\n"),
}  # fmt: skip


def change(folder, name):
    """The company in the folder as it is once this is known too."""
    table, text = CHANGES[name]
    if not table:
        path = folder / "rulebook" / "rulebook.yaml"
        path.write_text(f"{path.read_text(encoding='utf-8')}---\n{text}", encoding="utf-8")
    place = Workplace.open(folder / "rulebook", folder / "store")
    if table:
        load_text(place, folder, table, text, name)
    return place


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    """March and April closed, each with what was known then; and the folder as it was before."""
    folder, before = tmp_path_factory.mktemp("late"), tmp_path_factory.mktemp("before")
    place = opened(folder, rulebook(folder, PLAN))
    load_text(place, folder, "order_lines", ORDERS + "20,K3,T,2026-04-20,1,900.00,false\n", "april")
    shutil.copytree(folder, before, dirs_exist_ok=True)
    return folder, before, [closed(place, "2026-03"), closed(place, "2026-04")]


@pytest.fixture
def spring(company, tmp_path):
    """A copy of the company of the test's own, and the ledger of its closed months."""
    shutil.copytree(company[0], tmp_path, dirs_exist_ok=True)
    ledger = Ledger(Workplace.open(tmp_path / "rulebook", tmp_path / "store"))
    for ran in company[2]:
        ledger.post(ran)
    return ledger


def told(ran, person):
    """The differences on a statement: (component, for-period) → amount and causes."""
    nodes = settlement_nodes(ran.computed.pays[person])
    facts = [node.facts for node in nodes if node.id == "paid.difference"]
    return {(f["name"], f["for_period"]): (f["amount"], f["causes"]) for f in facts}


WORKED = [
    # 60 % of 1 000.00 at 2 % and 40 % at 2 %; the targets were met without them.
    ("order", "facts", {
        "P1": {("commission", "2026-03"): "12.00"}, "P2": {("commission", "2026-03"): "8.00"},
    }),
    # P2 sold 100.00 + 900.00 in April, at 1 %.
    ("return", "facts", {"P2": {("commission", "2026-04"): "-0.80"}}),
    # P1 had 150.00 and gets the 900.00: 10.00 + 1.00 − 1.50, and has met the plan of 1 000.00.
    ("client", "coverage", {
        "P1": {("commission", "2026-04"): "9.50", ("bonus", "2026-04"): "200.00"},
        "P2": {("commission", "2026-04"): "-9.00"},
    }),
    # 2 600.04 are less than 3 000.00.
    ("target", "targets", {"P2": {("bonus", "2026-03"): "-200.00"}}),
    # Approved after March was closed, beside one that nobody has approved.
    ("adjustment", "adjustments", {"P2": {("commission", "2026-03"): "50.00"}}),
    # 150.00 and 1 000.00 of April at 3 % instead of 1 %.
    ("rule", "rules", {
        "P1": {("commission", "2026-04"): "3.00"}, "P2": {("commission", "2026-04"): "20.00"},
    }),
]  # fmt: skip


@pytest.mark.parametrize(("name", "cause", "expected"), WORKED, ids=[row[0] for row in WORKED])
def test_what_comes_late_is_a_difference_with_its_cause_for_the_right_month(
    spring, tmp_path, name, cause, expected
):
    may = closed(change(tmp_path, name), "2026-05")
    entries = spring.post(may)
    for person in ("P1", "P2"):
        wanted = {key: Decimal(amount) for key, amount in expected.get(person, {}).items()}
        found = told(may, person)
        assert {key: amount for key, (amount, _) in found.items()} == wanted
        assert all(causes == (f"compare.cause.{cause}",) for _, causes in found.values())
        posted = of(entries, person)
        for (component, about), amount in wanted.items():
            kind = "earned" if amount > 0 else "clawed_back"
            assert posted[kind, component, about] == abs(amount)


def test_all_of_it_over_three_months_is_paid_once_and_as_if_it_had_been_known(company, spring, tmp_path):
    for name in ("order", "return", "client"):
        place = change(tmp_path, name)
    spring.post(closed(place, "2026-05"))
    for name in ("target", "rule", "further", "adjustment"):
        place = change(tmp_path, name)
    june = closed(place, "2026-06")
    spring.post(june)
    assert {about for _, about in told(june, "P2")} == {"2026-03", "2026-04"}
    july = closed(place, "2026-07")
    spring.post(july)
    assert told(july, "P1") == told(july, "P2") == {}

    known = tmp_path / "known"
    shutil.copytree(company[1], known)
    for name in CHANGES:
        fresh = change(known, name)
    wanted, paid = defaultdict(Decimal), defaultdict(Decimal)
    for period in ("2026-03", "2026-04", "2026-05", "2026-06", "2026-07"):
        ran = closed(fresh, period)
        for (person, component), amount in Register(fresh.store).pieces(ran.run).items():
            wanted[person, component, period] += amount
        for pay in ran.computed.pays.values():
            for each in pay.adjustments:
                wanted[pay.person, each.component, each.for_period] += each.amount
    for each in spring.entries:
        paid[each.person, each.component, each.for_period] += balances([each])["owed"]
    assert {key: sum_ for key, sum_ in paid.items() if sum_} == {k: v for k, v in wanted.items() if v}
