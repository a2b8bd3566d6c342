"""Corrections of closed months go forward: draws are computed again, pools keep the weights they had."""

from decimal import Decimal

import pytest

from attain.runs.register import Register
from attain.runs.workplace import Workplace
from tests.runs.small_company import RULEBOOK, load_text, opened

PLAN = """\
plan: account_manager_pay
post: account_manager
from: 2026-01-01
components:
  - {component: commission, shape: rate, base: sales_amount, rate: 100%}
draw: {minimum: 2000}
"""


def rulebook(folder, plan: str):
    """The small company's rulebook with another plan, and without its case."""
    text = (RULEBOOK / "rulebook.yaml").read_text(encoding="utf-8")
    documents = [d.strip() + "\n" for d in text.split("---\n")]
    kept = [d for d in documents if not d.startswith(("plan:", "case:"))]
    (folder / "rulebook").mkdir()
    (folder / "rulebook" / "rulebook.yaml").write_text("---\n".join([*kept, plan]), encoding="utf-8")
    return folder / "rulebook"


def closed(place: Workplace, period: str):
    with place.engine() as engine:
        ran = place.run(engine, period)
    Register(place.store).close(ran.run)
    return ran


def run(place: Workplace, period: str):
    with place.engine() as engine:
        return place.run(engine, period).computed


def test_a_late_order_recovers_through_the_draws_of_the_closed_months(tmp_path):
    place = opened(tmp_path, rulebook(tmp_path, PLAN))
    march, april = closed(place, "2026-03"), closed(place, "2026-04")
    paid = [march.computed.pays["P1"].paid, april.computed.pays["P1"].paid]
    # March earned 1 100.06 and was filled up to 2 000; April 150.00 likewise: owed 899.94 + 1 850.00
    assert paid == [2000, 2000]
    assert april.computed.pays["P1"].draw.balance == Decimal("2749.94")
    load_text(
        place, tmp_path, "order_lines",
        "order_id,client_id,product_id,ordered_on,quantity,amount,is_return\n"
        "9,K1,T,2026-03-03,1,1500.00,false\n", "late",
    )  # fmt: skip
    may = run(place, "2026-05").pays["P1"]
    found = {(d.for_period, d.component): d.amount for d in may.differences}
    # March is now 2 600.06 without a draw; it needed 899.94 of it. April is as it was, its draw too.
    assert found == {("2026-03", "commission"): Decimal("1500.00"), ("2026-03", "draw"): Decimal("-899.94")}
    # May earns nothing: the draw of 2 000 is paid; owed now 1 850.00 of April and 2 000 of May.
    assert may.draw.balance == Decimal("3850.00")
    assert may.paid == Decimal("2000") + Decimal("1500.00") - Decimal("899.94")


POOL = """\
plan: account_manager_pay
post: account_manager
from: 2026-01-01
components:
  - {component: branch_part, shape: share, pool: branch_pool, weight: sales_amount%s}
"""


@pytest.mark.parametrize(("clawback", "charged"), [("", False), (", clawback: true", True)])
def test_a_pool_that_turns_out_smaller_is_the_units_loss_unless_clawback_is_declared(
    tmp_path, clawback, charged
):
    place = opened(tmp_path, rulebook(tmp_path, POOL % clawback))
    before = closed(place, "2026-03").computed
    load_text(
        place, tmp_path, "order_lines",
        "order_id,client_id,product_id,ordered_on,quantity,amount,is_return\n"
        "9,K1,T,2026-03-03,-1,-500.00,true\n", "late",
    )  # fmt: skip
    april = run(place, "2026-04")
    changes = {d.person: d.amount for pay in april.pays.values() for d in pay.differences}
    # The pool of 377.71 is now 327.71; N's part by its sales now, 600.06 of 3 200.10.
    was = before.pays["P1"].component("branch_part")
    now = Decimal("61.45")
    assert changes.get("P1") == (now - was if charged else None)
    assert changes["P2"] > 0  # S is worth more of what is left


def test_a_corrected_pool_is_shared_by_the_weights_accepted_then(tmp_path):
    place = opened(tmp_path, rulebook(tmp_path, POOL % ""))
    ran = closed(place, "2026-03")
    weights = Register(place.store).accepted_weights(ran.run)
    assert weights["branch_pool", "P1|2025-01-01"] == Decimal("1100.06")
    load_text(
        place, tmp_path, "order_lines",
        "order_id,client_id,product_id,ordered_on,quantity,amount,is_return\n"
        "9,K1,T,2026-03-03,1,500.00,false\n", "late",
    )  # fmt: skip
    april = run(place, "2026-04")
    shared = {d.person: d.now for pay in april.pays.values() for d in pay.differences}
    # 10 % of 4 277.10 = 427.71; units by sales now: 1 600.06 and 2 600.04 of 4 200.10
    assert shared["P1"] == Decimal("162.94")
