"""What-if takes from a stored run what other rules can't change: all are paid as if computed."""

import shutil

import pytest

from attain.runs.compute import Computation
from attain.runs.known import Known, unchanged
from attain.runs.pays import Pays
from attain.runs.register import Register
from attain.runs.whatif import patch_file, what_if
from attain.runs.workplace import Workplace
from tests.runs.small_company import RULEBOOK, opened

FURTHER = """---
param: bonus_rate
from: 2026-01-01
unit: percent
values: [{value: 2%}]
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
    return opened(folder, folder / "rulebook")


def asked(place: Workplace, patch: str, folder) -> object:
    (folder / "patch.yaml").write_text(patch, encoding="utf-8")
    with place.engine() as engine:
        return what_if(place.store, engine, place.loaded, [patch_file(folder / "patch.yaml")], "2026-03")


@pytest.mark.parametrize("kind", PATCHES)
def test_what_is_taken_from_a_stored_run_is_what_would_be_computed(place, kind, tmp_path):
    with place.engine() as engine:
        place.run(engine, "2026-03")
    found = asked(place, PATCHES[kind], tmp_path)
    anew = {person: pay.paid for person, pay in found.after.pays.items()}
    assert {change.person: change.after for change in found.comparison.changes} == anew
    assert found.after.paid == sum(anew.values())
    assert found.comparison.total != 0


def test_only_what_a_patch_can_change_is_computed_again(place, tmp_path):
    everything = {"sales_plan_fulfilment", "visit_coverage"}, {"account_manager_month"}
    kept = {
        "plan": everything,
        "param": everything,
        "pool": everything,
        "scorecard": ({"sales_plan_fulfilment", "visit_coverage"}, set()),
        "kpi": ({"sales_plan_fulfilment"}, set()),
        "measure": ({"visit_coverage"}, set()),
    }
    for kind, patch in PATCHES.items():
        after = asked(place, patch, tmp_path).after.rules
        assert unchanged(place.rules, after) == kept[kind], kind


def test_a_stored_number_is_believed(place):
    """A canary: were nothing taken from the run, a run that says otherwise would change nothing."""
    with place.engine() as engine:
        ran = place.run(engine, "2026-03")
        computed = Computation(engine, place.store.snapshot()).compute(place.rules, "2026-03", ran.opening)
    results = Register(place.store).results(ran.run)
    told = Known(results, {"visit_coverage"}, {"account_manager_month"})
    told._lines["P2"] = [line.replace("79.62", "100.00") for line in told._lines["P2"]]
    told.tell(computed.evaluation, "P2", computed.payroll.spells("P2"))
    assert Pays(computed.payroll, ["P2"])["P2"].component("kpi_bonus") == 3000
    assert ran.computed.pays["P2"].component("kpi_bonus") != 3000
