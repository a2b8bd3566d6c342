"""The door of the app: a person's scorecards as published."""

from collections.abc import Sequence

from attain.apps.results import api as results
from attain.apps.scorecards.rules import Card, Extra, Line, Past, cards
from attain.wording import Wording

__all__ = ["BACK", "Card", "Extra", "Line", "Past", "cards_of", "runs_back"]

#: So many periods back a history goes.
BACK = 12


def runs_back(run: results.RunView, runs: Sequence[results.RunView]) -> list[results.RunView]:
    """The run and those of earlier periods of its cycle, in the order of time."""
    return [each for each in reversed(runs) if each.cycle == run.cycle and each.end <= run.end][-BACK:]


def cards_of(
    person: str, run: results.RunView, runs: Sequence[results.RunView], wording: Wording
) -> list[Card]:
    """All scorecards of a person in a run, with their history in the other runs."""
    rules = results.rules_of(run.bundle)
    history = results.history(person, runs_back(run, runs))
    sheets = results.sheets_of(person, run)
    return [card for sheet in sheets for card in cards(sheet, rules, run, history, wording)]
