"""Worked cases of a document, tried as its page opens."""

from collections.abc import Iterator
from functools import lru_cache

from attain import catalog
from attain.apps.rulebook.contracts import Trial
from attain.rulebook.case_runner import CaseResult, run_case
from attain.rulebook.load import Loaded
from attain.runs.cases import evaluate
from attain.runs.workplace import sound_rulebook
from attain.wording import Wording

#: So many are tried on a page; the rest on the page of the whole check.
MOST = 20


@lru_cache(maxsize=1)
def standard() -> Loaded:
    """The shipped rulebook with its own cases, which an including rulebook does not take over."""
    return sound_rulebook(catalog.PATH)


def count_of(loaded: Loaded, kind: str, name: str, library: bool) -> int:
    """How many cases there are, of the company's own and, for a shipped document, of the shipped ones."""
    both = (loaded, standard()) if library else (loaded,)
    return sum(placed.case.tried == (kind, name) for one in both for placed in one.cases)


def trials(loaded: Loaded, kind: str, name: str, library: bool, wording: Wording) -> list[Trial]:
    """Each case with its outcome: own ones by the rules as they are, shipped ones by those that ship.

    Canaries, which must fail, stand last.
    """
    found = [*_tried(loaded, kind, name, wording, False)]
    if library:
        found += _tried(standard(), kind, name, wording, True)
    return sorted(found, key=lambda each: each.canary)[:MOST]


def _tried(loaded: Loaded, kind: str, name: str, wording: Wording, shipped: bool) -> Iterator[Trial]:
    assert loaded.rules is not None
    own = [placed for placed in loaded.cases if placed.case.tried == (kind, name)]
    for placed in own[:MOST]:
        yield shown(run_case(loaded.rules, placed, evaluate), wording, shipped)


def shown(result: CaseResult, wording: Wording, shipped: bool = False) -> Trial:
    """A case's outcome in words."""
    told = [wording.fault(each) for each in result.as_faults()]
    place = f"{result.file}:{result.line}" if not shipped else ""
    return Trial(
        wording.title(result.case.titles),
        result.case.math,
        result.passed,
        told,
        place,
        shipped,
        result.case.canary,
    )
