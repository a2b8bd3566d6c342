"""Where a reader stands on the boards: unit, month, and the months before it."""

from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest
from django.utils import timezone

from attain.apps.ledger import api as ledger
from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.apps.teams import api as teams
from attain.engine.decide.rules import Rules
from attain.shell.permissions import allowed
from attain.wording import Wording

ZERO = Decimal(0)

#: So many months are side by side.
MONTHS = 12


@dataclass(frozen=True)
class Board:
    """place: the unit and the month. runs: it and those before, oldest first. below: units under it."""

    place: teams.Place
    runs: tuple[results.RunView, ...]
    inside: frozenset[str] | None
    below: tuple[tuple[people.UnitView, frozenset[str]], ...]
    decimals: int

    @property
    def wording(self) -> Wording:
        return self.place.wording

    @property
    def rules(self) -> Rules:
        return self.place.rules

    @property
    def unit(self) -> str:
        """The key that budgets know the unit by: "" for the whole company."""
        return "" if self.inside is None else self.place.around.unit.key


def board_of(request: HttpRequest) -> Board | None:
    """None where no period was computed yet. Raises Http404 for what the reader does not reach."""
    place = teams.place(request, with_posts=False)
    if place is None:
        return None
    past = [run for run in place.runs if run.end <= place.run.end][:MONTHS]
    keys = place.around.keys
    each = people.units_below_each(unit.key for unit in place.around.below)
    below = tuple((unit, each.get(unit.key, frozenset({unit.key}))) for unit in place.around.below)
    return Board(
        place,
        tuple(reversed(past)),
        None if keys is None else frozenset(keys),
        below,
        place.rules.settings.currency_decimals,
    )


def titled(name: str, rules: Rules, wording: Wording) -> str:
    """What a component is called."""
    return ledger.component_title(name, rules, wording)


def may(request: HttpRequest, permission: str) -> bool:
    """Whether the reader's roles have a permission at all."""
    return allowed(permission, request.user.held_roles(on=timezone.localdate()))


def part(some: Decimal, of: Decimal | None) -> Decimal | None:
    """A share; None of nothing."""
    return some / of if of else None
