"""What happened between a person's two runs: files that came since, and what is counted otherwise."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from attain.apps.house.api import store
from attain.apps.incentives.behind import Figure, Side, figure
from attain.apps.results import api as results
from attain.engine.faults import Faulty
from attain.engine.formulas import Name, references
from attain.engine.store import steps
from attain.wording import Wording

#: So many files are named.
NAMED = 20

#: A run is not looked for further back than so many snapshots.
FURTHEST = 500


@dataclass(frozen=True)
class File:
    """A file of facts. rows: how many it brought or corrected."""

    name: str
    table: str
    rows: int
    at: datetime


def files(first: results.RunView, second: results.RunView, wording: Wording) -> list[File]:
    """The files of facts that came between two computations of one period, the newest first."""
    if first.period != second.period or first.snapshot == second.snapshot:
        return []
    tables, found = results.rules_of(second.bundle).facts, []
    try:
        for number, step in enumerate(steps(store(), second.snapshot)):
            if step.id == first.snapshot or number == FURTHEST:
                break
            for load in step.loads:
                table, rows = load["table"], load.get("rows_loaded", 0) + load.get("corrected", 0)
                if table in tables and rows:
                    title = wording.title(tables[table].title, table)
                    found.append(File(load["form"].get("file", ""), title, rows, step.at))
    except Faulty:
        return []
    return found[:NAMED]


def counted(first: Side, second: Side, wording: Wording) -> list[Figure]:
    """What the KPIs of the person's scorecards count, where it is otherwise."""
    names, both = dict.fromkeys(_measures(second)), (first, second)
    found = [figure(name, first.last, second.last, both, wording) for name in names]
    return [each for each in found if each.before != each.after]


def _measures(side: Side) -> Iterator[str]:
    day = side.run.last_day
    for post in side.posts:
        for card in side.rules.scorecards(post, side.run.cycle, day):
            for line in card.lines:
                kpi = side.rules.kpi(line.kpi, day)
                for reference in references(kpi.formula.tree) if kpi else ():
                    if isinstance(reference, Name) and side.rules.measure(reference.key, day):
                        yield reference.key
