"""Examples of others that were found by looking for trouble: each is a case with its source, and passes."""

from pathlib import Path

import pytest

from attain.rulebook.case_runner import run_case
from attain.rulebook.load import load
from attain.runs.cases import evaluate

LOADED = load(Path(__file__).parent / "rulebook")


def test_the_rulebook_of_more_examples_has_no_fault():
    assert LOADED.faults == ()


@pytest.mark.parametrize("placed", LOADED.cases, ids=lambda p: p.case.id or p.case.case)
def test_the_case_gives_the_published_number(placed):
    result = run_case(LOADED.rules, placed, evaluate)
    assert result.passed, (result.differences, result.faults)


def test_every_case_names_its_source_and_shows_its_arithmetic():
    cases = [placed.case for placed in LOADED.cases if not placed.case.canary]
    assert len({case.id for case in cases}) == len(cases)
    assert all(case.id and case.source and case.math for case in cases)


def test_the_canary_fails_as_it_must():
    (canary,) = [placed for placed in LOADED.cases if placed.case.canary]
    result = run_case(LOADED.rules, canary, evaluate)
    assert result.passed
    assert result.differences
