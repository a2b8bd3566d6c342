"""Old runs in memory again: from their own bundle, snapshot and opening state; and verified byte for byte."""

from collections.abc import Sequence
from dataclasses import dataclass

from attain.engine.store import DuckEngine, Store
from attain.rulebook.bundle import from_bundle
from attain.runs.compute import Computation, Computed, Progress, quiet
from attain.runs.register import Register, Run, results_csv


@dataclass(frozen=True, slots=True)
class Verified:
    """Whether a run computed again gives the same bytes. line: the first one that differs, 0 for none."""

    run: Run
    same: bool
    line: int = 0
    stored: str = ""
    now: str = ""


def recompute(
    store: Store, engine: DuckEngine, run: Run, progress: Progress = quiet, also: Sequence[str] = ()
) -> Computed:
    """The run's results, computed again from what it read. also: further names to be measured."""
    register = Register(store)
    loaded = from_bundle(store.place.read(f"bundles/{run.bundle}.json"))
    computation = Computation(engine, store.snapshot(run.snapshot), progress)
    return computation.compute(
        loaded.rules, run.period, register.opening(run), also, differences=register.differences(run)
    )


def verify(store: Store, engine: DuckEngine, run: Run, progress: Progress = quiet) -> Verified:
    """Computes the run again and compares every byte of its canonical export."""
    stored = store.place.read(f"runs/{run.id}/results.csv")
    again = results_csv(recompute(store, engine, run, progress).published)
    if stored == again:
        return Verified(run, True)
    old, new = stored.decode().splitlines(), again.decode().splitlines()
    length = max(len(old), len(new))
    old += [""] * (length - len(old))
    new += [""] * (length - len(new))
    at = next(n for n, (a, b) in enumerate(zip(old, new, strict=True)) if a != b)
    return Verified(run, False, at + 1, old[at], new[at])
