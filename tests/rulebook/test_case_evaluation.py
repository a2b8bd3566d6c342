"""What the names that a case expects stand for."""

from attain.rulebook.case_runner import run_case
from attain.rulebook.load import load
from attain.runs.cases import evaluate

BOOK = """\
rulebook: Two plans for one post
currency: EUR
---
fact: deals
grain: one deal
columns: {deal_id: text, person: employee, closed_on: date, amount: money}
key: [deal_id]
date: closed_on
employee: person
---
measure: sales
from: 2026-01-01
of: deals
value: sum(amount)
---
plan: first
post: seller
from: 2026-01-01
components: [{component: commission, shape: rate, base: sales, rate: 1%}]
---
plan: second
post: seller
from: 2026-01-01
components:
  - {component: commission, shape: rate, base: sales / target(sales) * sales, rate: 2%}
  - {component: extra, shape: amount, amount: 5.00}
---
case: A component is that of the plan which is tried
plan: first
given: {sales: 1000.00}
expect: {commission: 10.00, extra: 5.00}
"""


def test_a_component_is_that_of_the_plan_which_is_tried(tmp_path):
    """Another plan of the same post may have one of that name, and may not be computable at all."""
    (tmp_path / "rulebook.yaml").write_text(BOOK, encoding="utf-8")
    loaded = load(tmp_path)
    assert loaded.faults == ()
    (placed,) = loaded.cases
    assert run_case(loaded.rules, placed, evaluate).passed
