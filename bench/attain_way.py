"""What Attain does, as users of the library would ask for it: run a month, ask what if, explain a number."""

import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from attain.engine.store import Store
from attain.runs.compute import Computation
from attain.runs.explaining import Explaining
from attain.runs.register import Register
from attain.runs.whatif import patch_file, what_if
from attain.runs.workplace import Workplace
from bench.places import RULEBOOK, WHAT_IF
from bench.size import PERIOD

#: Progress steps of a run → the stage that they belong to; what is before any of them is the start.
STAGES = {"run.step.read": "stage_a", "run.step.measure": "stage_a", "run.step.decide": "stage_b"}

#: The number that is explained, with so many source rows.
LINE, ROWS = "commission", 20


@dataclass
class Clock:
    """Seconds and CPU seconds of each stage; a stage begins where the one before it ends."""

    stage: str = "start"
    wall: dict[str, float] = field(default_factory=dict)
    cpu: dict[str, float] = field(default_factory=dict)
    _since: tuple[float, float] = field(default_factory=lambda: _now())

    def turn(self, stage: str) -> None:
        """From now on it is `stage`."""
        if stage != self.stage:
            self.stop()
            self.stage = stage

    def stop(self) -> None:
        """Adds what has passed to the stage that was."""
        now = _now()
        for sums, at in ((self.wall, 0), (self.cpu, 1)):
            sums[self.stage] = sums.get(self.stage, 0.0) + now[at] - self._since[at]
        self._since = now


def _now() -> tuple[float, float]:
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return time.monotonic(), sum(usage.ru_utime + usage.ru_stime for usage in usages)


def run(store: Path) -> dict[str, Any]:
    """Computes the month and stores it. wall, cpu: seconds by stage; results: the canonical export's hash."""
    clock = Clock()
    place = Workplace.open(RULEBOOK, store)
    with place.engine() as engine:
        clock.turn("stage_a")
        ran = place.run(engine, PERIOD, lambda step, part: clock.turn(STAGES.get(step, clock.stage)))
        clock.turn("end")
    clock.stop()
    told = ran.run
    return {"wall": clock.wall, "cpu": clock.cpu, "results": told.results, "counts": dict(told.counts)}


def aggregate_ahead(store: Path) -> dict[str, Any]:
    """What loading does with large files: aggregates what a run of the month asks of them."""
    place = Workplace.open(RULEBOOK, store)
    with place.engine() as engine:
        began = _now()
        Computation(engine, place.store.snapshot()).measure(
            place.rules, place.rules.calendar.period(PERIOD).start
        )
        seconds, cpu = _since(began)
    return {"seconds": seconds, "cpu": cpu}


def ask_what_if(store: Path) -> dict[str, Any]:
    """The month under other tiers and another bonus. seconds: of the question, the rulebook being open."""
    place = Workplace.open(RULEBOOK, store)
    patch = [patch_file(WHAT_IF)]
    with place.engine() as engine:
        began = time.monotonic()
        found = what_if(place.store, engine, place.loaded, patch, PERIOD)
        seconds = time.monotonic() - began
    return {"seconds": seconds, "more": str(found.comparison.after - found.comparison.before)}


def explain(store: Path, person: str, others: Sequence[str] = ()) -> dict[str, Any]:
    """One number's tree and its first source rows, asked where a run's explanations are kept open.

    cold: of opening and the first answer. other: the best of people who were not asked about before.
    seconds, cpu: of the same person's once more.
    """
    opened = Store.open(store)
    run = Register(opened).latest(PERIOD)
    with Workplace.open(RULEBOOK, store).engine() as engine:
        began = _now()
        explaining = Explaining(opened, engine, run, stays=True)
        value, rows = _explained(explaining, person)
        cold = _since(began)
        each = {other: _timed(explaining, other) for other in others}
        warm = _timed(explaining, person)
    other = min(each.values(), default=warm)
    names = ("seconds", "cpu", "cold", "cold_cpu", "other", "other_cpu")
    return {**dict(zip(names, (*warm, *cold, *other), strict=True)), "value": str(value), "rows": rows}


def _explained(explaining: Explaining, person: str) -> tuple[Decimal, int]:
    """The number, and how many rows are behind it."""
    node = explaining.tree(person, LINE)
    return node.value, explaining.rows(node, ROWS)[0].count


def _timed(explaining: Explaining, person: str) -> tuple[float, float]:
    began = _now()
    _explained(explaining, person)
    return _since(began)


def _since(began: tuple[float, float]) -> tuple[float, float]:
    """Seconds and CPU seconds."""
    now = _now()
    return now[0] - began[0], now[1] - began[1]
