"""What if the rules were otherwise: computed beside today's, nothing stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from attain.engine.faults import Fault, Faulty
from attain.engine.store import DuckEngine, Store
from attain.rulebook.bundle import publish
from attain.rulebook.files import SourceFile, read_file
from attain.rulebook.load import Loaded
from attain.rulebook.patch import patched
from attain.runs.compare import Comparison, differences_of
from attain.runs.compute import Computation, Computed, Progress, quiet
from attain.runs.differences import opening_for, retro
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

    Facts are read once. What earlier, closed periods still owe is the same in both. Raises Faulty for a
    faulty patch.
    """
    other = patched(loaded, patch)
    if loaded.rules is None or other.rules is None:
        raise Faulty(*loaded.faults, *other.faults)
    register, computation = Register(store), Computation(engine, store.snapshot(), progress)
    calendared, when = computation.period(loaded.rules, period)
    late = retro(computation, register, calendared, publish(loaded).hash, when)
    opening = opening_for(register, engine, calendared, when, late.opening)
    before = computation.compute(loaded.rules, period, opening, differences=late.differences)
    after = computation.compute(other.rules, period, opening, differences=late.differences)
    return WhatIf(before, after, differences_of(before, after))


def patch_file(path: Path) -> SourceFile:
    """The patch as a source file; raises Faulty where it can't be read."""
    found = read_file(path)
    if isinstance(found, Fault):
        raise Faulty(found)
    return found
