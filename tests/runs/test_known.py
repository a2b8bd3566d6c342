"""What-if takes from a stored run what other rules can't change: all are paid as if computed."""

import shutil

import pytest

from attain.engine.decide.world import Opening
from attain.runs import everybody
from attain.runs.alike import Alike, alike
from attain.runs.compute import Computation
from attain.runs.known import Known
from attain.runs.pays import Pays
from attain.runs.register import Register
from attain.runs.whatif import patch_file, what_if
from attain.runs.workplace import Workplace
from tests.runs.small_company import RULEBOOK, load_text, opened

FURTHER = """---
param: bonus_rate
from: 2026-01-01
unit: percent
values: [{value: 2%}]
---
plan: leader_pay
post: team_leader
from: 2026-01-01
components:
  - {component: of_reports, shape: override, percent: 5%, of: earnings}
  - {component: flat, shape: amount, amount: 10.00}
---
plan: extra_pay
post: account_manager
from: 2026-01-01
components:
  - {component: extra, shape: rate, base: sales_amount, rate: bonus_rate}
  - {component: graded, shape: amount, amount: 100.00, when: account_manager_month.grade = "B"}
  - {component: covered, shape: curve, target: 200.00, of: visit_coverage, curve: {0%: 0%, 100%: 100%}}
"""

PLAN = """plan: extra_pay
post: account_manager
from: 2026-01-01
components:
  - {component: extra, shape: rate, base: sales_amount, rate: bonus_rate * 3}
  - {component: graded, shape: amount, amount: 70.00, when: account_manager_month.grade = "B"}
  - {component: covered, shape: curve, target: 90.00, of: visit_coverage, curve: {0%: 0%, 100%: 100%}}
"""

PATCHES = {
    "plan": PLAN,
    "line": PLAN.replace("bonus_rate * 3", "bonus_rate").replace("70.00", "100.00").replace("90", "210"),
    "around": PLAN.replace("bonus_rate * 3", "bonus_rate").replace("70.00", "100.00").replace("90", "200")
    + "guarantee: 500.00\n",
    "leader": "plan: leader_pay\npost: team_leader\nfrom: 2026-01-01\ncomponents:\n"
    "  - {component: of_reports, shape: override, percent: 6%, of: earnings}\n"
    "  - {component: flat, shape: amount, amount: 10.00}\n",
    "no plan": "plan: leader_pay\npost: team_leader\nfrom: 2026-02-01\ncomponents:\n"
    "  - {component: flat, shape: amount, amount: 11.00}\n",
    "param": "param: bonus_rate\nfrom: 2026-01-01\nunit: percent\nvalues: [{value: 5%}]\n",
    "pool": "pool: branch_pool\nfrom: 2026-01-01\nlevel: company\namount: company(sales_amount) * 20%\n"
    "units: {kind: branch, weight: sales_amount}\n",
    "scorecard": "scorecard: account_manager_month\npost: account_manager\ncycle: month\nfrom: 2026-01-01\n"
    "lines:\n  - {kpi: sales_plan_fulfilment, weight: 10, curve: {80%: 0, 100%: 100, 120%: 120}}\n"
    "  - {kpi: visit_coverage, weight: 90, curve: {60%: 0, 95%: 100}}\n"
    "grades: {A: 90, B: 15, D: 0}\n",
    "kpi": "kpi: visit_coverage\nfrom: 2026-01-01\nformula: visited_clients / target(visited_clients) / 2\n"
    "unit: percent\njudges: [account_manager]\nmeaning: x\n",
    "measure": "measure: sales_amount\nfrom: 2026-01-01\nof: order_lines\nwhere: not is_return\n"
    "value: sum(amount)\n",
}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("company")
    shutil.copytree(RULEBOOK, folder / "rulebook")
    with (folder / "rulebook" / "rulebook.yaml").open("a", encoding="utf-8") as file:
        file.write(FURTHER)
    place = opened(folder, folder / "rulebook")
    # P9 still reports to the leader but holds no post any more: no run knows what P9 earned.
    load_text(place, folder, "people", "person_id,name\nP9,Gone\n", "gone")
    load_text(place, folder, "reporting", "person_id,manager_id,from,to\nP9,P3,2025-01-01,\n", "still")
    return place


def asked(place: Workplace, patch: str, folder) -> object:
    """The answer, what everybody is paid when all is computed by the other rules, and these."""
    (folder / "patch.yaml").write_text(patch, encoding="utf-8")
    with place.engine() as engine:
        found = what_if(place.store, engine, place.loaded, [patch_file(folder / "patch.yaml")], "2026-03")
        computed = found.compute()
        return found, {person: pay.paid for person, pay in computed.pays.items()}, computed.rules


@pytest.mark.parametrize("kind", PATCHES)
def test_what_is_taken_from_a_stored_run_is_what_would_be_computed(place, kind, tmp_path):
    with place.engine() as engine:
        place.run(engine, "2026-03")
    found, anew, _ = asked(place, PATCHES[kind], tmp_path)
    assert {change.person: change.after for change in found.comparison.changes} == anew
    assert found.after.paid == sum(anew.values())
    assert found.comparison.total != 0


def test_only_what_a_patch_can_change_is_computed_again(place, tmp_path):
    kpis = {"sales_plan_fulfilment", "visit_coverage"}
    all_lines = {"commission", "kpi_bonus", "branch_part", "extra", "graded", "covered", "of_reports", "flat"}
    everybody = {"account_manager", "team_leader"}
    others = {"scorecard": kpis, "kpi": {"sales_plan_fulfilment"}, "measure": {"visit_coverage"}}
    differ = {
        "plan": ({"extra", "graded", "covered", "of_reports"}, everybody),
        "line": ({"covered", "of_reports"}, everybody),
        "around": ({"of_reports"}, everybody),
        "leader": ({"of_reports"}, {"team_leader"}),
        "no plan": ({"of_reports", "flat"}, {"team_leader"}),
        "param": ({"extra", "of_reports"}, everybody),
        "pool": ({"branch_part", "of_reports"}, everybody),
        "scorecard": ({"kpi_bonus", "branch_part", "graded", "of_reports"}, everybody),
        "kpi": ({"kpi_bonus", "branch_part", "graded", "covered", "of_reports"}, everybody),
        "measure": (all_lines - {"covered", "flat"}, everybody),
    }
    for kind, patch in PATCHES.items():
        same = alike(place.rules, asked(place, patch, tmp_path)[2])
        lines = {name for own in same.lines.values() for name in own}
        assert (all_lines - lines, same.posts) == differ[kind], kind
        assert same.kpis == others.get(kind, kpis), kind
        assert same.cards == (set() if kind in others else {"account_manager_month"}), kind


def test_a_stored_number_is_believed(place):
    """A canary: were nothing taken from the run, a run that says otherwise would change nothing."""
    with place.engine() as engine:
        ran = place.run(engine, "2026-03")
        computed = Computation(engine, place.store.snapshot()).compute(place.rules, "2026-03", ran.opening)
    results = Register(place.store).results(ran.run)
    bonus = ran.computed.pays["P2"].component("kpi_bonus")
    for old, new, lines in (
        ("79.62", "100.00", {}),
        (f"\t{bonus}", "\t3000.00", {"account_manager_pay": frozenset({"kpi_bonus"})}),
    ):
        same = Alike(cards=frozenset({"account_manager_month"}), lines=lines)
        told = Known(results, same, computed.rules, {"P2"})
        own = told._lines("P2")
        own[:] = [line.replace(old, new) for line in own]
        computed.payroll.ask(told)
        assert Pays(computed.payroll, ["P2"])["P2"].component("kpi_bonus") == 3000
        assert bonus != 3000
        computed.payroll.forget("P2")


def test_what_forked_processes_ask_for_is_read_before_they_are_forked(place, monkeypatch):
    """The leader alone, who is settled in another process, asks who reports to whom."""
    monkeypatch.setattr(everybody, "FIRST", 1)
    monkeypatch.setattr(everybody, "PART", 1)
    with place.engine() as engine:
        computed = [
            Computation(engine, place.store.snapshot(), lazily=lazily).compute(
                place.rules, "2026-03", Opening()
            )
            for lazily in (True, False)
        ]
        paid = [everybody.all_paid(each, workers=2) for each in computed]
    assert paid[0] == paid[1]
    assert paid[0][1]["P3"] > 10
