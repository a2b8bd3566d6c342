"""Guides say what is so: documents load, worked examples hold, commands answer as shown."""

from pathlib import Path

from attain import catalog
from attain.engine.pay.shapes import SHAPES
from attain.rulebook.case_runner import run_cases
from attain.rulebook.load import load
from attain.runs.cases import evaluate
from attain.wording import Wording
from tests.docs.guide import GUIDES, Guide, named


def wrong_documents(guide: Guide, folder: Path) -> list[str]:
    """Faults of the page's rulebook and of its worked examples, in words."""
    guide.write_rulebook(folder)
    loaded = load(folder, catalog.PATH)
    faults = [fault for fault in loaded.faults if fault.severity == "error"]
    if loaded.rules is not None:
        results = run_cases(loaded.rules, loaded.cases, evaluate)
        faults += [fault for result in results for fault in result.as_faults()]
    return [Wording("en").fault(fault) for fault in faults]


@named([guide for guide in GUIDES if guide.documents])
def test_documents_load_and_worked_examples_hold(guide, tmp_path):
    assert wrong_documents(guide, tmp_path) == []


@named([guide for guide in GUIDES if any(block.language == "yaml" for block in guide.blocks)])
def test_all_yaml_is_tested(guide):
    assert [f"{guide.path}:{block.line}" for block in guide.untested] == []


def test_every_shape_has_a_guide_with_a_worked_example():
    pages = {Path(guide.path).stem: guide for guide in GUIDES if "/pay/" in guide.path}
    assert set(SHAPES) <= set(pages)
    for shape in SHAPES:
        assert "\ncase: " in pages[shape].text, shape
        assert f"shape: {shape}" in pages[shape].text


CANARY = """
```yaml
case: Two lines
kpi: sales_plan_fulfilment
given: {sales_amount: 50, target(sales_amount): 100}
expect: {sales_plan_fulfilment: 51%}
```
"""


def test_canary_a_wrong_worked_example_is_found(tmp_path):
    (found,) = wrong_documents(Guide("guide.md", CANARY), tmp_path)
    assert "line_0002.yaml:3: " in found


def test_canary_yaml_that_is_no_document_is_found():
    assert Guide("guide.md", "```yaml\nkpis: x\n```").untested
