"""The start page of somebody who has a scorecard: the month so far, what to do next, what changed and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest

from attain.apps.results import api as results
from attain.apps.scorecards import api as scorecards
from attain.shell.languages import in_currency
from attain.wording import Wording

#: So many steps are suggested; so many changes are told.
STEPS, CHANGES = 3, 5


@dataclass(frozen=True)
class Step:
    """What would bring points next. points: of the card's total."""

    line: scorecards.Line
    points: Decimal


@dataclass(frozen=True)
class Change:
    """A line whose points moved since the run before."""

    title: str
    node: str
    by: Decimal
    now: str


@dataclass(frozen=True)
class Month:
    """A person's month. steps: the most points first; changes: the largest first, against `before`."""

    person: str
    run: results.RunView
    card: scorecards.Card | None
    paid: Decimal | None
    decimals: int
    steps: tuple[Step, ...]
    changes: tuple[Change, ...]
    before: results.RunView | None
    wording: Wording


def month(request: HttpRequest, runs: Sequence[results.RunView]) -> Month | None:
    """The newest period of the person who is signed in; None where nothing is computed for them yet."""
    person = request.user.person
    run = next(iter(runs), None)
    if not person or run is None:
        return None
    rules = results.rules_of(run.bundle)
    wording = in_currency(request.wording, rules.settings.currency)
    cards = scorecards.cards_of(person, run, runs, wording)
    sheets = results.sheets_of(person, run)
    if not sheets:
        return None
    before = results.before(run)
    card = cards[-1] if cards else None
    earlier = results.sheets_of(person, before) if before else []
    return Month(
        person=person,
        run=run,
        card=card,
        paid=next((sheet.paid for sheet in sheets if sheet.paid is not None), None),
        decimals=rules.settings.currency_decimals,
        steps=_steps(card) if card else (),
        changes=_changes(card, earlier) if card else (),
        before=before if earlier else None,
        wording=wording,
    )


def _steps(card: scorecards.Card) -> tuple[Step, ...]:
    """The next corners of the curves, by the points that they bring."""
    found = [
        Step(line, worth) for line in card.lines if line.told.next and (worth := line.next_points) is not None
    ]
    return tuple(sorted(found, key=lambda step: -step.points)[:STEPS])


def _changes(card: scorecards.Card, earlier: Sequence[results.SheetView]) -> tuple[Change, ...]:
    """The lines whose points differ from those of the last sheet before, the largest difference first."""
    if not earlier:
        return ()
    found = []
    for line in card.lines:
        was, now = earlier[-1].number(line.points_node), line.result.points
        if was is not None and now is not None and was != now:
            found.append(Change(line.told.title, line.points_node, now - was, line.told.points))
    return tuple(sorted(found, key=lambda change: -abs(change.by))[:CHANGES])
