"""Examples that others published, with their numbers: each one is a case, and each one passes."""

import json
from pathlib import Path

import pytest

from attain.rulebook.case_runner import run_case
from attain.rulebook.load import load
from attain.runs.cases import evaluate

LOADED = load(Path(__file__).parent / "rulebook")


def test_the_rulebook_of_examples_has_no_fault():
    assert LOADED.faults == ()


@pytest.mark.parametrize("placed", LOADED.cases, ids=lambda p: p.case.id or p.case.case)
def test_the_case_gives_the_published_number(placed):
    result = run_case(LOADED.rules, placed, evaluate)
    assert result.passed, result


def test_every_published_example_stands_here_with_its_id_and_source(shared):
    examples = json.loads((shared / "cases" / "published_examples.json").read_text(encoding="utf-8"))
    sources = {placed.case.id: placed.case.source for placed in LOADED.cases if placed.case.id}
    assert {example["id"]: example["source"] for example in examples} == sources


def test_the_canary_fails_as_it_must():
    (canary,) = [placed for placed in LOADED.cases if placed.case.canary]
    result = run_case(LOADED.rules, canary, evaluate)
    assert result.passed
    assert result.differences
