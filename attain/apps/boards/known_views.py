"""As it was known on: a person's pay for a period, and what units came to, on any day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from attain.apps.boards.cost_views import shared
from attain.apps.boards.knowing import Line, by_unit, known, limit
from attain.apps.boards.places import board_of, titled
from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.shell.languages import in_currency
from attain.shell.permissions import permits

ZERO = Decimal(0)


@permits("statement:read")
@require_GET
def person(request: HttpRequest, key: str) -> HttpResponse:
    """A person's pay for a period as it was known on a day, and how it came to what it is."""
    runs = results.runs()
    period = request.GET.get("period", "")
    run = next((each for each in runs if not period or each.period == period), None)
    if run is None:
        raise Http404
    if not people.works_within(request.reach, key, run.start, run.end):
        raise PermissionDenied(key)
    rules = results.rules_of(run.bundle)
    wording = in_currency(request.wording, rules.settings.currency)
    on, until = _limit(request, rules.settings.time_zone)
    found = known(run, key, on, until)
    if not found.steps and not results.sheets_of(key, run):
        raise Http404
    view = people.person(key)
    given = {
        "key": key,
        "whose": view.shown(wording) if view else key,
        "run": run,
        "runs": runs,
        "found": found,
        "wording": wording,
        "decimals": rules.settings.currency_decimals,
        "lines": [(titled(line.name, rules, wording), line) for line in found.lines],
        "scores": [(wording.title(rules.title(card), card), *pair) for card, *pair in found.scores],
        "steps": [
            (step, [(titled(name, rules, wording), sum_) for name, sum_ in step.added.items()])
            for step in found.steps
        ],
        "until": until,
        "today": timezone.localdate(),
    }
    return render(request, "boards/known.html", given)


def _limit(request: HttpRequest, zone: str) -> tuple[date, datetime]:
    try:
        return limit(request.GET.get("on", ""), zone, timezone.localdate())
    except ValueError:
        raise Http404 from None


@dataclass(frozen=True)
class Unit:
    """key: "" for people of the unit itself."""

    key: str
    title: str
    line: Line


@permits("board:read")
@require_GET
def units(request: HttpRequest) -> HttpResponse:
    """What a period came to, unit by unit, as it was known on a day and as it is known now."""
    board = board_of(request)
    if board is None:
        return render(request, "boards/nothing.html", {"tab": "known"})
    run = board.place.run
    on, until = _limit(request, board.rules.settings.time_zone)
    rows = results.people_sheets(run, None).order_by("spell").values_list("subject", "unit")
    homes = dict(rows)
    then, was = by_unit(run.period, until, homes)
    _, is_ = by_unit(run.period, datetime.max.replace(tzinfo=UTC), homes)

    def line(title: str, key: str, keys: frozenset[str] | None) -> Unit:
        sums = [
            sum((amount for unit, amount in each.items() if keys is None or unit in keys), ZERO)
            for each in (was, is_)
        ]
        return Unit(key, title, Line(key, sums[0] if then.run else None, sums[1]))

    found = [line(unit.title, unit.key, keys) for unit, keys in board.below]
    inside = frozenset().union(*(keys for _, keys in board.below))
    every = frozenset({*was, *is_})
    rest = (every if board.inside is None else every & board.inside) - inside
    here = board.place.around.unit
    if board.below and rest:
        found.append(line(here.title, "", rest))
    given = {
        **shared(board, "known"),
        "units": [each for each in found if each.line.then or each.line.now],
        "whole": line(here.title, here.key, board.inside),
        "then": then,
        "on": on,
        "today": timezone.localdate(),
    }
    return render(request, "boards/units_known.html", given)
