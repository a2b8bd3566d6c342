"""What Attain does, as users of the library would ask for it: run a month, ask what if, explain a number."""

import resource
import time
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from attain.engine.store import Store
from attain.runs.again import recompute
from attain.runs.explain import tree
from attain.runs.register import Register
from attain.runs.source_rows import behind
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


def ask_what_if(store: Path) -> dict[str, Any]:
    """The month under other tiers and another bonus. seconds: of the question, the rulebook being open."""
    place = Workplace.open(RULEBOOK, store)
    patch = [patch_file(WHAT_IF)]
    with place.engine() as engine:
        began = time.monotonic()
        found = what_if(place.store, engine, place.loaded, patch, PERIOD)
        seconds = time.monotonic() - began
    return {"seconds": seconds, "more": str(found.comparison.after - found.comparison.before)}


def explain(store: Path, person: str) -> dict[str, Any]:
    """One number's tree and its first source rows: cold, and once warm."""
    opened = Store.open(store)
    run = Register(opened).latest(PERIOD)
    place = Workplace.open(RULEBOOK, store)
    seconds, value, rows = [], Decimal(0), 0
    with place.engine() as engine:
        for _ in range(2):
            began = time.monotonic()
            computed = recompute(opened, engine, run)
            node = tree(computed, person, LINE)
            sources = behind(engine, opened.snapshot(run.snapshot), computed, node, ROWS)
            seconds.append(time.monotonic() - began)
            value, rows = node.value, sources[0].count
    return {"cold": seconds[0], "seconds": seconds[1], "value": str(value), "rows": rows}
