"""Old runs in memory again: from their own bundle, snapshot and opening state; and verified byte for byte."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from attain.engine.store import DuckEngine, Store
from attain.rulebook.bundle import from_bundle
from attain.runs.blocks import Blocks
from attain.runs.compute import Computation, Computed, Progress, quiet
from attain.runs.register import Register, Run
from attain.runs.results import Results
from attain.runs.sweep import RESULTS, sweep


@dataclass(frozen=True, slots=True)
class Verified:
    """Whether a run computed again gives the same bytes. line: the first one that differs, 0 for none."""

    run: Run
    same: bool
    line: int = 0
    stored: str = ""
    now: str = ""


def recompute(
    store: Store,
    engine: DuckEngine,
    run: Run,
    progress: Progress = quiet,
    also: Sequence[str] = (),
    anew: bool = False,
    lazily: bool = False,
) -> Computed:
    """The run's results, computed again from what it read. also: further names to be measured.

    anew: from the facts themselves, though the store keeps what they came to. lazily: as Computation has it.
    """
    register = Register(store)
    loaded = from_bundle(store.place.read(f"bundles/{run.bundle}.json"))
    computation = Computation(engine, store.snapshot(run.snapshot), progress, anew, lazily)
    return computation.compute(
        loaded.rules, run.period, register.opening(run), also, differences=register.differences(run)
    )


def verify(
    store: Store, engine: DuckEngine, run: Run, progress: Progress = quiet, workers: int | None = None
) -> Verified:
    """Computes the run again and compares every byte of its canonical export."""
    register = Register(store)
    with store.place.workspace() as folder:
        swept = sweep(
            recompute(store, engine, run, progress, anew=True),
            register.opening(run),
            folder,
            workers,
            progress,
        )
        now = Results(Blocks(folder / f"{RESULTS}.gz", swept.files[RESULTS]))
        kept = register.results_as_they_are(run)
        if now.blocks.index == kept.blocks.index and kept.blocks.sound():
            return Verified(run, True)
        pairs = zip_longest(_lines(kept), _lines(now), fillvalue="")
        differing = ((line, old, new) for line, (old, new) in enumerate(pairs, 1) if old != new)
        first = next(differing, None)
    return Verified(run, False, *first) if first else Verified(run, True)


def _lines(kept: Results) -> Iterator[str]:
    """The canonical export line by line."""
    for piece in kept.csv():
        yield from piece.decode().split("\n")[:-1]
