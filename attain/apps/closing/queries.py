"""What is known of a period: read from the store, the rulebook, the runs and the approvals."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from attain.apps.approvals import api as approvals
from attain.apps.closing.rules import EXPECTED, Item, Known, checklist
from attain.apps.house.api import bundle_now, loaded_of, register, store
from attain.apps.intake import api as intake
from attain.apps.results import api as results
from attain.engine.store import DuckEngine, Snapshot, people_without_targets
from attain.rulebook.lint import lint

#: The kind of proposals that close a period.
CLOSE = "close"


@dataclass(frozen=True)
class Board:
    """A period with its run, its checklist, and how far it is: calculated, review or closed.

    proposal: what waits or has closed it; closed_by: the run that closed it.
    """

    run: results.RunView
    items: tuple[Item, ...]
    state: str
    proposal: approvals.ProposalView | None


def boards(most: int = 12) -> list[Board]:
    """The newest periods that have a run, the newest first."""
    known, found = register(), results.runs()
    closed = set(known.closed_periods())
    asked = {each.about: each for each in reversed(approvals.proposals(kind=CLOSE))}
    return [_board(run, found, closed, asked.get(run.period)) for run in found[:most]]


def board(period: str) -> Board | None:
    """One period; None where it has no run."""
    found = results.runs()
    run = next((each for each in found if each.period == period), None)
    if run is None:
        return None
    asked = approvals.proposals(kind=CLOSE, about=period)
    return _board(run, found, set(register().closed_periods()), asked[0] if asked else None)


def _board(
    run: results.RunView,
    runs: list[results.RunView],
    closed: set[str],
    proposal: approvals.ProposalView | None,
) -> Board:
    if run.period in closed:
        return Board(run, (), "closed", proposal)
    waiting = proposal is not None and proposal.waiting
    return Board(run, checklist(known_of(run, runs, closed)), "review" if waiting else "calculated", proposal)


def known_of(run: results.RunView, runs: list[results.RunView], closed: set[str]) -> Known:
    """What the checklist asks for."""
    house = store()
    snapshot = house.snapshot()
    months = {table: snapshot.months(table) for table in snapshot.manifest.facts}
    earlier = [each for each in reversed(runs) if each.cycle == run.cycle and each.end <= run.start]
    last = run.last_day
    return Known(
        period=run.period,
        run=run.key,
        month=f"{last:%Y-%m}" if run.cycle == "month" else "",
        months=months,
        before=_months_before(run.start),
        newer_facts=_read_otherwise(snapshot, house.snapshot(run.snapshot), last),
        newer_rules=bundle_now() not in ("", run.bundle),
        waiting=intake.rows_waiting(),
        without_target=_without_target(run),
        lint=_lint(run.bundle),
        held=run.counts.get("held", 0),
        unapproved=run.counts.get("unapproved", 0),
        uncredited=1 if Decimal(run.control.get("uncredited", "0")) else 0,
        proposals=_waiting(run),
        earlier=tuple(each.period for each in earlier if each.period not in closed),
    )


def _months_before(start: date) -> list[str]:
    found, day = [], start
    for _ in range(EXPECTED):
        day = (day - timedelta(days=1)).replace(day=1)
        found.append(f"{day:%Y-%m}")
    return sorted(found)


def _read_otherwise(now: Snapshot, then: Snapshot, last: date) -> bool:
    """Whether tables or months up to the period's end are not those that the run read."""
    if now.id == then.id:
        return False
    until = last + timedelta(days=1)
    tables = {*now.manifest.facts, *then.manifest.facts}
    return now.manifest.tables != then.manifest.tables or any(
        now.partitions(table, None, until) != then.partitions(table, None, until) for table in tables
    )


def _without_target(run: results.RunView) -> int:
    house, rules = store(), results.rules_of(run.bundle)
    with DuckEngine() as engine:
        count, _ = people_without_targets(engine, house.snapshot(), rules.tables, f"{run.last_day:%Y-%m}")
    return count


@lru_cache(maxsize=16)
def _lint(bundle: str) -> int:
    """How many errors the lint finds in the rules of a run."""
    found = lint(loaded_of(bundle))
    return sum(1 for each in found if not each.waived and each.fault.severity == "error")


def _waiting(run: results.RunView) -> int:
    """Changes that would hold from a day of the period on, or before it, and that nobody has decided."""
    waiting = (each for each in approvals.proposals(states=["waiting"]) if each.kind != CLOSE)
    return sum(1 for each in waiting if each.from_day is not None and each.from_day <= run.last_day)
