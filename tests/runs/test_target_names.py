"""What the rules call for targets of: before anybody has one, it has to be found somewhere."""

from datetime import date

from attain import catalog
from attain.rulebook.load import load
from attain.runs.target_names import called_for

RULES = """
rulebook: Targets called for
currency: EUR
include: standard
---
measure: calls_made
title: Calls
from: 2026-01-01
of: calls
value: count()
---
kpi: own_share
title: Own share
meaning: Calls against their plan
from: 2026-01-01
formula: calls_made / target(calls_made)
unit: percent
judges: [sales_manager]
used_for: [bonus]
---
kpi: stands_on_another
title: Stands on another
meaning: The same, halved
from: 2026-01-01
formula: own_share / 2
unit: percent
judges: [sales_manager]
used_for: [bonus]
---
plan: by_calls
post: sales_manager
from: 2026-01-01
components:
  - {component: bonus, shape: curve, target: 100.00, of: stands_on_another, curve: {80%: 0%, 100%: 100%}}
"""


def test_scorecards_and_plans_tell_what_targets_they_need(tmp_path):
    (tmp_path / "rulebook.yaml").write_text(RULES, encoding="utf-8")
    loaded = load(tmp_path, catalog.PATH)
    assert loaded.rules is not None, loaded.faults
    found = called_for(loaded.rules, ["sales_manager", "team_leader", "nobody"], date(2026, 10, 1))
    assert found["calls_made"] == ("sales_manager",)  # by way of another KPI
    assert next(iter(found)) == "sales_amount"  # first in the month's scorecard
    assert found["sales_amount"] == ("sales_manager", "team_leader")
