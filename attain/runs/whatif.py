"""What if the rules were otherwise: computed beside today's, nothing stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from attain.engine.decide.rules import Rules
from attain.engine.faults import Fault, Faulty
from attain.engine.store import DuckEngine, Store
from attain.rulebook.files import SourceFile, read_file
from attain.rulebook.load import Loaded
from attain.rulebook.patch import patched
from attain.runs.compare import Comparison, differences_of
from attain.runs.compute import Computation, Computed, Progress, quiet
from attain.runs.differences import opening_for
from attain.runs.register import Register


@dataclass(frozen=True)
class WhatIf:
    """Today's computation, the other one, and everybody's change."""

    before: Computed
    after: Computed
    comparison: Comparison


def what_if(
    store: Store,
    engine: DuckEngine,
    loaded: Loaded,
    patch: Iterable[SourceFile],
    period: str,
    progress: Progress = quiet,
) -> WhatIf:
    """The period under the rulebook, and under it with the documents of `patch` in place of their like.

    Facts are read once. Raises Faulty for a faulty patch.
    """
    other = patched(loaded, patch)
    if loaded.rules is None or other.rules is None:
        raise Faulty(*loaded.faults, *other.faults)
    computation = Computation(engine, store.snapshot(), progress)
    before = _compute(computation, store, engine, loaded.rules, period)
    after = _compute(computation, store, engine, other.rules, period)
    return WhatIf(before, after, differences_of(before, after))


def _compute(
    computation: Computation, store: Store, engine: DuckEngine, rules: Rules, period: str
) -> Computed:
    calendared, when = computation.period(rules, period)
    opening = opening_for(Register(store), engine, calendared, when, None)
    return computation.compute(rules, period, opening)


def patch_file(path: Path) -> SourceFile:
    """The patch as a source file; raises Faulty where it can't be read."""
    found = read_file(path)
    if isinstance(found, Fault):
        raise Faulty(found)
    return found
