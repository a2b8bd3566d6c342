"""The first period of a rulebook: what came before its rules is undefined, and nothing breaks."""

from decimal import Decimal

from attain.runs.explain import tree
from tests.runs.small_company import RULEBOOK, opened

GROWTH = """\
kpi: growth
from: 2026-01-01
formula: >-
  COALESCE(sales_amount / previous(sales_amount), 3)
  + IF(COALESCE(previous(account_manager_month), 0) > 0, 2, 4)
unit: number
undefined: zero
judges: [account_manager]
meaning: x
"""


def test_what_looks_at_a_period_before_the_rules_began_finds_nothing(tmp_path):
    text = (RULEBOOK / "rulebook.yaml").read_text(encoding="utf-8").replace("2026-01-01", "2026-03-01")
    (tmp_path / "rulebook").mkdir()
    path = tmp_path / "rulebook" / "rulebook.yaml"
    path.write_text(text + "---\n" + GROWTH.replace("2026-01-01", "2026-03-01"), encoding="utf-8")
    place = opened(tmp_path, tmp_path / "rulebook")
    with place.engine() as engine:
        computed = place.run(engine, "2026-03").computed
    published = {(p.subject, p.node): p.value for p in computed.published if p.for_period == "2026-03"}
    assert published["P1", "growth"] == "7.00"
    assert tree(computed, "P1", "growth").value == Decimal(7)
    assert not any(p.for_period == "2026-02" and p.node == "sales_amount" for p in computed.published)
