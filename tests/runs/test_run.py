"""A run of the small company: numbers worked by hand, the same twice, explained, corrected forward."""

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from attain.engine.faults import Faulty
from attain.runs.again import recompute, verify
from attain.runs.compare import compare
from attain.runs.explain import equals_published, tree, unit_tree
from attain.runs.register import Register
from attain.runs.whatif import patch_file, what_if
from attain.runs.workplace import Workplace
from tests.runs.small_company import LATE_ORDER, RULEBOOK, load_text, opened
from tests.runs.tampering import changed


@pytest.fixture
def place(tmp_path):
    return opened(tmp_path)


def published(ran, subject, node, kind="person"):
    found = {(p.kind, p.subject, p.node): p.value for p in ran.computed.published if not p.group}
    return found[kind, subject, node]


def run(place: Workplace, period: str):
    with place.engine() as engine:
        return place.run(engine, period)


def test_sales_are_credited_by_date_and_share(place):
    ran = run(place, "2026-03")
    # P1: K1 before the 15th 500.00 + 60 % of 1 000.10 = 1 100.06; P2: 300 + 400.04 + 2 000 − 100
    assert published(ran, "P1", "sales_amount") == "1100.06"
    assert published(ran, "P2", "sales_amount") == "2600.04"
    assert published(ran, "C", "sales_amount", "unit") == "3700.10"
    assert published(ran, "company", "sales_amount", "company") == "3777.10"


def test_what_finds_no_owner_is_told_and_credited_and_uncredited_are_all(place):
    ran = run(place, "2026-03")
    sums = {s.measure: s for s in ran.computed.control.sums}
    sales = sums["sales_amount"]
    assert (sales.credited, sales.uncredited, sales.all) == (
        Decimal("3700.10"), Decimal("77.00"), Decimal("3777.10"),
    )  # fmt: skip
    assert [
        (x.unit, x.reason, x.facts) for x in ran.computed.control.lacking if x.measure == "sales_amount"
    ] == [("S", "no_owner", 1)]


def test_a_yearly_target_is_spread_and_scores_pay_and_pool_follow(place):
    ran = run(place, "2026-03")
    assert published(ran, "P2", "target.sales_amount") == "2000"  # 24 000 ÷ 12
    assert published(ran, "P2", "sales_plan_fulfilment") == "1.3000"
    # 130 % scores 120 (flat), × 60 %; visits 2 of 3: (66.67 − 60) ÷ 35 × 100 = 19.06, × 40 %
    assert published(ran, "P2", "account_manager_month") == "79.62"
    assert published(ran, "P2", "account_manager_month.grade") == "B"
    assert published(ran, "P2", "commission") == "34.50"  # 10 + 22.50 + 100.04 × 2 %
    assert published(ran, "P2", "kpi_bonus") == "1471.50"  # 3 000 × 49.05 %
    # pool: 10 % of 3 777.10 = 377.71; to units by sales 1 100.06 and 2 600.04
    assert published(ran, "P1", "branch_part") == "112.30"
    assert published(ran, "P2", "branch_part") == "265.41"
    assert published(ran, "P2", "paid") == "1771.41"


def test_the_same_input_is_the_same_run_and_verifies_byte_for_byte(place):
    first, second = run(place, "2026-03"), run(place, "2026-03")
    assert first.run == second.run
    with place.engine() as engine:
        assert verify(place.store, engine, first.run).same


def test_verify_names_the_first_line_that_differs(place):
    ran = run(place, "2026-03")
    changed(Path(place.store.place.path(f"runs/{ran.run.id}")), "1771.41", "1771.42")
    with place.engine() as engine:
        found = verify(place.store, engine, ran.run)
    assert not found.same
    assert "1771.42" in found.stored
    assert "1771.41" in found.now


def test_every_published_number_of_a_person_has_a_tree_with_that_root(place):
    ran = run(place, "2026-03")
    own = {p.node for p in ran.computed.published if p.subject == "P2" and p.for_period == "2026-03"}
    names = {n for n in own if "." not in n and n not in ("earned",)} | {"account_manager_month.grade"}
    assert {"paid", "commission", "kpi_bonus", "branch_part", "sales_amount", "visit_coverage"} <= names
    for name in sorted(names):
        node = tree(ran.computed, "P2", name)
        assert equals_published(ran.computed.published, "P2", name, node), name
    node = tree(ran.computed, "P2")
    assert sum(child.value for child in node.children) == node.value
    assert unit_tree(ran.computed, "S", "sales_amount").value == Decimal("2600.04")


def test_a_misspelt_name_is_answered_with_the_nearest(place):
    ran = run(place, "2026-03")
    with pytest.raises(Faulty) as error:
        tree(ran.computed, "P2", "comission")
    assert error.value.faults[0].values["nearest"] == "commission"


def test_a_late_order_for_a_closed_month_is_paid_as_a_difference_in_the_open_one(place, tmp_path):
    march = run(place, "2026-03")
    Register(place.store).close(march.run)
    before = run(place, "2026-04")
    load_text(place, tmp_path, "order_lines", LATE_ORDER, "late")
    april = run(place, "2026-04")
    differences = {
        (d.person, d.component): d.amount for pay in april.computed.pays.values() for d in pay.differences
    }
    # 1 000 more on K2, 60 : 40. P1 1 700.06 → 10 + 700.06 × 1.5 % = 20.50, was 11.50;
    # P2 3 000.04 → 10 + 22.50 + 500.04 × 2 % = 42.50, was 34.50
    assert differences["P1", "commission"] == Decimal("9.00")
    assert differences["P2", "commission"] == Decimal("8.00")
    assert {d.for_period for pay in april.computed.pays.values() for d in pay.differences} == {"2026-03"}
    assert {d.causes for pay in april.computed.pays.values() for d in pay.differences} == {("facts",)}
    # The closed month is not touched, and what was paid plus the differences is what March is worth now.
    assert Register(place.store).latest("2026-03") == march.run
    for person in ("P1", "P2"):
        pay = april.computed.pays[person]
        late = sum(d.amount for d in pay.differences)
        assert pay.paid == before.computed.pays[person].paid + late
        assert sum(d.now - d.was for d in pay.differences) == late


def test_a_difference_is_posted_once(place, tmp_path):
    Register(place.store).close(run(place, "2026-03").run)
    load_text(place, tmp_path, "order_lines", LATE_ORDER, "late")
    april = run(place, "2026-04")
    Register(place.store).close(april.run)
    may = run(place, "2026-05")
    assert [d for pay in may.computed.pays.values() for d in pay.differences] == []


def test_a_closed_period_stays_with_its_run(place, tmp_path):
    march = run(place, "2026-03")
    register = Register(place.store)
    register.close(march.run)
    load_text(place, tmp_path, "order_lines", LATE_ORDER, "late")
    again = run(place, "2026-03")
    assert again.run.id != march.run.id
    with pytest.raises(Faulty) as error:
        register.close(again.run)
    assert error.value.faults[0].id == "fault.run.closed"
    assert register.latest("2026-03") == march.run


def test_a_rule_that_a_closed_run_used_may_not_be_edited(tmp_path):
    rulebook = tmp_path / "rulebook"
    shutil.copytree(RULEBOOK, rulebook)
    place = opened(tmp_path, rulebook)
    Register(place.store).close(run(place, "2026-03").run)
    text = (rulebook / "rulebook.yaml").read_text(encoding="utf-8")
    (rulebook / "rulebook.yaml").write_text(text.replace("rate: 1.5%", "rate: 1.7%"), encoding="utf-8")
    changed = Workplace.open(rulebook, tmp_path / "store")
    with pytest.raises(Faulty) as error:
        run(changed, "2026-04")
    assert "fault.bundle.changed" in {fault.id for fault in error.value.faults}


def test_causes_of_a_change_add_up_to_it(place, tmp_path):
    first = run(place, "2026-03")
    load_text(place, tmp_path, "order_lines", LATE_ORDER, "late")
    load_text(
        place, tmp_path, "targets",
        "subject_kind,subject_id,name,period,value\nperson,P1,sales_amount,2026,18000\n", "new_targets",
    )  # fmt: skip
    second = run(place, "2026-03")
    with place.engine() as engine:
        found = compare(place.store, engine, first.run, second.run)
    for change in found.changes:
        assert sum(change.causes.values()) == change.change
    causes = found.by_cause()
    assert causes["facts"] > 0
    assert causes["targets"] < 0
    assert causes["rules"] == 0
    assert found.total == second.computed.paid - first.computed.paid


def test_what_if_changes_nothing_that_is_kept(place, tmp_path):
    ran = run(place, "2026-03")
    snapshot, files = place.store.snapshot().id, place.store.place.names("")
    patch = tmp_path / "patch.yaml"
    patch.write_text(
        "plan: account_manager_pay\npost: account_manager\nfrom: 2026-01-01\n"
        "components:\n  - {component: commission, shape: rate, base: sales_amount, rate: 3%}\n",
        encoding="utf-8",
    )
    with place.engine() as engine:
        found = what_if(place.store, engine, place.loaded, [patch_file(patch)], "2026-03")
        anew = {p: pay.paid for p, pay in found.compute().pays.items()}
    assert found.before.paid == ran.computed.paid
    # 1 100.06 × 3 % = 33.00, 2 600.04 × 3 % = 78.00
    assert anew == {
        "P1": Decimal("33.00"), "P2": Decimal("78.00"), "P3": Decimal(0),
    }  # fmt: skip
    assert (
        found.comparison.by_cause()["rules"] == found.comparison.total == found.after.paid - found.before.paid
    )
    assert (place.store.snapshot().id, place.store.place.names("")) == (snapshot, files)


def test_what_if_gives_the_same_beside_a_stored_run_and_without_one(place, tmp_path):
    patch = tmp_path / "patch.yaml"
    patch.write_text(
        "plan: account_manager_pay\npost: account_manager\nfrom: 2026-01-01\n"
        "components:\n  - {component: commission, shape: rate, base: sales_amount, rate: 3%}\n",
        encoding="utf-8",
    )
    told = []
    for _ in range(2):
        with place.engine() as engine:
            found = what_if(place.store, engine, place.loaded, [patch_file(patch)], "2026-03")
        told.append((found.before.paid, found.before.held, found.after.paid, found.comparison))
        run(place, "2026-03")
    assert told[0] == told[1]


def test_two_runs_of_the_same_are_compared_as_they_are_stored(place):
    ran = run(place, "2026-03")
    with place.engine() as engine:
        found = compare(place.store, engine, ran.run, ran.run)
    assert {c.person: c.before for c in found.changes} == {
        p: pay.paid for p, pay in ran.computed.pays.items()
    }
    assert found.before == found.after == ran.computed.paid
    assert found.total == 0


def test_nobody_at_work_and_unknown_periods_are_said_plainly(place):
    for period, fault in (
        ("2020-01", "fault.run.nobody"),
        ("2026-13", "fault.period"),
        ("soon", "fault.period"),
    ):
        with pytest.raises(Faulty) as error:
            run(place, period)
        assert error.value.faults[0].id == fault


def test_a_name_that_no_rule_of_the_person_reads_can_be_explained_all_the_same(place):
    ran = run(place, "2026-03")
    with place.engine() as engine:
        again = recompute(place.store, engine, ran.run, also=["active_clients"])
    # K1 before the 15th and K2
    assert tree(again, "P1", "active_clients").value == 2
