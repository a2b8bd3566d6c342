"""One measurement: everything in turn in one run, each in a process of its own, and results compared."""

import importlib.util
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.equal import answers_differ, published_differ
from bench.generate import Made
from bench.hand_sql import WAYS
from bench.process import Measured, measured

#: Tasks that a measurement can do without.
OPTIONAL = ("polars", "pandas", "next_day", "what_if", "explain", "ahead")

#: Beyond these sizes a comparison does not fit this purpose or the memory of a laptop.
MOST_LINES = {"polars": 20_000_000, "pandas": 5_000_000}

Say = Callable[[str], None]


@dataclass
class Measurement:
    """What was measured of a company, by task, in turn. differences: none, or what is wrong."""

    made: Made
    tasks: dict[str, list[Measured]] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)

    def add(self, name: str, found: Measured) -> Measured:
        self.tasks.setdefault(name, []).append(found)
        return found

    def best(self, name: str) -> Measured | None:
        """The one that took the least time."""
        return min(self.tasks.get(name, []), key=lambda each: each.wall, default=None)

    def hand(self) -> Measured | None:
        """The better one of the hand-written ways."""
        found = [each for way in WAYS for each in self.tasks.get(f"hand {way}", [])]
        return min(found, key=lambda each: each.told["seconds"], default=None)


def measure(made: Made, repeats: int, say: Say = print, skip: frozenset[str] = frozenset()) -> Measurement:
    """Everything about one company. skip: tasks that are left out (see OPTIONAL)."""
    found = Measurement(made)
    answers = made.folder / "answers"
    shutil.rmtree(answers, ignore_errors=True)
    answers.mkdir()
    for turn in range(repeats):
        say(f"turn {turn + 1} of {repeats}")
        _by_hand(found, answers, say)
        _others(found, answers, say, skip)
        copy = made.copy("running")
        _told(say, "attain", found.add("attain", measured("attain", str(copy))))
        if not turn:
            found.differences += _compared(copy, answers)
        if turn == repeats - 1:
            _at_rest(found, copy, say, skip)
        if "next_day" not in skip:
            _next_day(found, copy, answers, say, compared=not turn)
        shutil.rmtree(copy)
        if "ahead" not in skip:
            _ahead(found, answers, say, skip, compared=not turn)
    return found


def _by_hand(found: Measurement, answers: Path, say: Say) -> None:
    for way in WAYS:
        store, answer = str(found.made.store), str(answers / f"{way}.parquet")
        _told(say, f"hand {way}", found.add(f"hand {way}", measured("hand", store, way, answer)))


def _others(found: Measurement, answers: Path, say: Say, skip: frozenset[str]) -> None:
    """Polars and pandas, where they are installed and the size is one for them."""
    for name, most in MOST_LINES.items():
        if name in skip or found.made.size.lines > most or importlib.util.find_spec(name) is None:
            continue
        answer = str(answers / f"{name}.parquet")
        _told(say, name, found.add(name, measured(name, str(found.made.store), answer)))


def _compared(copy: Path, answers: Path) -> list[str]:
    """Every answer against the first, and the first against what Attain published."""
    first = answers / f"{WAYS[0]}.parquet"
    others = [answer for answer in sorted(answers.glob("*.parquet")) if answer != first]
    differences = [each for other in others for each in answers_differ(first, other)]
    return differences + published_differ(copy, first)


def _at_rest(found: Measurement, copy: Path, say: Say, skip: frozenset[str]) -> None:
    """Questions about a month that has been run."""
    if "what_if" not in skip:
        _told(say, "what if", found.add("what_if", measured("what_if", str(copy))))
    if "explain" not in skip:
        managers = found.made.size.managers
        people = [f"M{managers * part // 8:06}" for part in (4, 1, 2, 6)]
        _told(say, "explain", found.add("explain", measured("explain", str(copy), *people)))


def _next_day(found: Measurement, copy: Path, answers: Path, say: Say, compared: bool) -> None:
    """The same month after one more day of orders; its numbers, too, are compared with hand-written ones."""
    found.made.add_next_day(copy)
    _told(say, "next day", found.add("next_day", measured("attain", str(copy))))
    if compared:
        answer = answers / "next.parquet"
        measured("hand", str(copy), WAYS[0], str(answer))
        found.differences += [f"next day: {each}" for each in published_differ(copy, answer)]
        answer.unlink()


def _ahead(found: Measurement, answers: Path, say: Say, skip: frozenset[str], compared: bool) -> None:
    """The same where loading has aggregated what it brought, as it does with large files."""
    copy = found.made.copy("loaded")
    _told(say, "aggregated as loaded", found.add("ahead", measured("ahead", str(copy))))
    _told(say, "attain after that", found.add("attain_ahead", measured("attain", str(copy))))
    if compared:
        found.differences += [
            f"ahead: {each}" for each in published_differ(copy, answers / f"{WAYS[0]}.parquet")
        ]
    if "next_day" not in skip:
        found.made.add_next_day(copy)
        _told(say, "next day aggregated", found.add("day_ahead", measured("ahead", str(copy))))
        _told(say, "next day after that", found.add("next_day_ahead", measured("attain", str(copy))))
    shutil.rmtree(copy)


def _told(say: Say, name: str, each: Measured) -> None:
    say(f"  {name}: {each.wall:.1f} s, {each.cpu:.1f} s CPU, {each.peak:,.0f} MiB")


def as_record(found: Measurement) -> dict[str, Any]:
    """All numbers of a measurement, for the history of this machine."""
    best = {name: found.best(name) for name in found.tasks}
    return {
        "size": found.made.size.lines,
        "lines": found.made.lines,
        "managers": found.made.size.managers,
        "clients": found.made.size.clients,
        "generate_s": found.made.seconds,
        "tasks": {
            name: {"wall": each.wall, "cpu": each.cpu, "peak": each.peak, "told": each.told}
            for name, each in best.items()
            if each is not None
        },
        "summary": summary(found),
    }


def summary(found: Measurement) -> dict[str, Any]:
    """The last line of the benchmark. None stands for what was not measured."""
    whole, hand, day = found.best("attain"), found.hand(), found.best("next_day")
    assert whole is not None
    assert hand is not None
    stages, what_if, explain = whole.told["wall"], found.best("what_if"), found.best("explain")
    return {
        "lines": found.made.lines,
        "wall_s": round(whole.wall, 3),
        "cpu_s": round(whole.cpu, 3),
        "peak_mib": round(whole.peak),
        "stage_a_s": round(stages["stage_a"], 3),
        "stage_b_s": round(stages["stage_b"], 3),
        "hand_sql_s": round(hand.told["seconds"], 3),
        "stage_a_ratio": round(stages["stage_a"] / hand.told["seconds"], 3),
        "next_day_ratio": day and round(day.wall / whole.wall, 3),
        "whatif_s": what_if and round(what_if.told["seconds"], 3),
        "explain_s": explain and round(explain.told["seconds"], 3),
    }
