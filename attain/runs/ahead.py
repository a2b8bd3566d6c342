"""Measuring when facts come: by the time that somebody asks for a run, what it asks of facts is kept.

What a run finds kept it takes only where it is made of the very same; so nothing here can make a run wrong,
and whatever goes wrong here is told by the run.
"""

from contextlib import suppress

from attain.engine.faults import Faulty
from attain.engine.store.arrived import last_day, newest_arrived
from attain.runs.compute import Computation, Progress, measuring, quiet
from attain.runs.workplace import Workplace


def to_measure(place: Workplace, since: str) -> bool:
    """Whether large files of facts have come since a snapshot; small ones are as quickly read by a run."""
    store = place.store
    return newest_arrived(store.snapshot(since), store.snapshot(), place.rules.tables) is not None


def measure_ahead(place: Workplace, since: str, progress: Progress = quiet) -> str:
    """Measures the month of the newest facts that came in large files since a snapshot; its key, or "".

    progress: told ("run.step.measure", how far from 0 to 1).
    """
    with suppress(Faulty):
        snapshot = place.store.snapshot()
        found = newest_arrived(place.store.snapshot(since), snapshot, place.rules.tables)
        if found is None:
            return ""
        with place.engine() as engine:
            day = last_day(engine, snapshot, *found)
            if day is not None:
                return Computation(engine, snapshot, measuring(progress)).measure(place.rules, day)
    return ""
