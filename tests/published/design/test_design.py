"""The documents that the design prints in its section 4 load exactly as printed, and its case passes."""

import re
from pathlib import Path

import pytest

from attain.rulebook.case_runner import run_case
from attain.rulebook.load import load
from attain.runs.cases import evaluate

HERE = Path(__file__).parent


def printed(text: str) -> list[str]:
    """The documents of the block that begins with a fact table, each with its place as a comment."""
    (block,) = re.findall(r"```yaml\n(# facts/.*?)```", text, re.DOTALL)
    return block.split("---\n")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("design")
    for document in printed((HERE / "section_4.md").read_text(encoding="utf-8")):
        place = folder / document.splitlines()[0].removeprefix("# ")
        place.parent.mkdir(exist_ok=True)
        place.write_text(document, encoding="utf-8")
    (folder / "rulebook.yaml").write_bytes((HERE / "beside.yaml").read_bytes())
    return load(folder)


def test_the_printed_documents_load_without_a_fault(loaded):
    assert loaded.faults == ()
    assert {place.parent.name for place in map(Path, {c.file for c in loaded.cases})} >= {"cases"}


def test_every_case_of_the_design_passes(loaded):
    told = {placed.case.case: run_case(loaded.rules, placed, evaluate) for placed in loaded.cases}
    assert "Sales of 300 000 pass through all three tiers" in told
    assert {name: result for name, result in told.items() if not result.passed} == {}


def test_the_copy_is_what_the_design_prints(shared):
    design = (shared / "DESIGN.md").read_text(encoding="utf-8")
    assert printed(design) == printed((HERE / "section_4.md").read_text(encoding="utf-8"))
