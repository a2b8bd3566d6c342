"""How far each period is, and the board of one."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from attain.apps.approvals import api as approvals
from attain.apps.closing import known as knowing
from attain.apps.closing.reviews import Review, reviewed
from attain.apps.closing.rules import Item, checklist
from attain.apps.closing.scopes import Place
from attain.apps.house.api import register
from attain.apps.results import api as results

CLOSE = knowing.CLOSE


@dataclass(frozen=True)
class Standing:
    """How far a period is: open (no run), calculated, review or closed. proposal: what waits or closed it."""

    period: str
    state: str
    run: results.RunView | None = None
    proposal: approvals.ProposalView | None = None


@dataclass(frozen=True)
class Board:
    """A period with its run, its checklist, and how far it and its groups are.

    started: whether groups are reviewed one by one. by_group: line of the checklist → group → how many.
    """

    run: results.RunView
    items: tuple[Item, ...]
    state: str
    proposal: approvals.ProposalView | None
    groups: tuple[Review, ...] = ()
    started: bool = False
    by_group: Mapping[str, Counter[Place]] = field(default_factory=dict)


def standings(most: int = 12) -> list[Standing]:
    """The newest periods, the newest first: months with facts alone, then those that have a run."""
    closed, found = set(register().closed_periods()), results.runs()
    asked: dict[str, approvals.ProposalView] = {}
    for each in approvals.proposals(kind=CLOSE):
        asked.setdefault(each.about, each)
    newest = max((run.last_day.strftime("%Y-%m") for run in found if run.cycle == "month"), default="")
    coming = [Standing(month, "open") for month in knowing.months_to_come(newest)] if found else []
    return [*coming, *(_standing(run, closed, asked.get(run.period)) for run in found[:most])]


def proposed() -> set[str]:
    """The periods whose closing waits for a second person, or is being made just now."""
    return {each.about for each in approvals.proposals(kind=CLOSE, states=["waiting"])}


def chosen(found: list[Standing]) -> Standing | None:
    """The period that is shown first: the newest that has a run and is open, else the newest."""
    running = (each for each in found if each.run is not None and each.state != "closed")
    return next(running, next(iter(found), None))


def board(period: str) -> Board | None:
    """One period; None where it has no run."""
    found, closed = results.runs(), set(register().closed_periods())
    run = next((each for each in found if each.period == period), None)
    if run is None:
        return None
    asked = approvals.proposals(kind=CLOSE, about=period, most=1)
    standing = _standing(run, closed, asked[0] if asked else None)
    found_groups, begun = reviewed(run)
    groups = tuple(found_groups)
    if standing.state == "closed":
        return Board(run, (), "closed", standing.proposal, groups, begun)
    missing = knowing.missing(run)
    items = checklist(knowing.known_of(run, found, closed, missing, groups if begun else ()))
    return Board(run, items, standing.state, standing.proposal, groups, begun, missing.by_group(run))


def board_without_run(month: str) -> tuple[Item, ...]:
    """The checklist of a month that has facts and no run yet; nothing for any other."""
    if month not in {each.period for each in standings() if each.run is None}:
        return ()
    told = ("facts", "quarantine", "calculated")
    return tuple(item for item in checklist(knowing.known_without_run(month)) if item.name in told)


def _standing(run: results.RunView, closed: set[str], proposal: approvals.ProposalView | None) -> Standing:
    if run.period in closed:
        return Standing(run.period, "closed", run, proposal)
    waiting = proposal is not None and proposal.waiting and proposal.given["run"] == run.key
    return Standing(run.period, "review" if waiting else "calculated", run, proposal)
