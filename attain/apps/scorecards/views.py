"""A person's scorecard: my own, or that of somebody whom I may see."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.apps.scorecards.api import Card, cards_of
from attain.apps.scorecards.story import story
from attain.engine.faults import Faulty
from attain.shell.languages import in_currency
from attain.shell.permissions import permits
from attain.wording import Wording


@permits("scorecard:read")
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """The own scorecard of the newest period."""
    if not request.user.person:
        raise PermissionDenied("person")
    return redirect("scorecards:person", request.user.person)


@permits("scorecard:read")
@require_GET
def person(request: HttpRequest, key: str) -> HttpResponse:
    """A person's scorecards in a period, each line opening into its explanation."""
    runs = results.runs()
    run = _chosen(request, runs)
    if run is None:
        return render(request, "scorecards/person.html", {"key": key, "runs": ()})
    if not people.works_within(request.reach, key, run.start, run.end):
        raise PermissionDenied(key)
    rules = results.rules_of(run.bundle)
    wording = in_currency(request.wording, rules.settings.currency)
    sheets = results.sheets_of(key, run)
    view = people.person(key)
    if view is None and not sheets:
        raise Http404
    units = {unit.key: unit.title for sheet in sheets if (unit := people.unit(sheet.unit))}
    found = cards_of(key, run, runs, wording) if sheets else []
    given = {
        "key": key,
        "whose": view.shown(wording) if view else key,
        "own": key == request.user.person,
        "run": run,
        "runs": [each for each in runs if each.cycle == run.cycle],
        "cycles": list(dict.fromkeys(each.cycle for each in runs)),
        "cards": found,
        "charts": {
            card.name: {"id": f"chart-{at}", "drawn": chart(card, wording)} for at, card in enumerate(found)
        },
        "posts": [
            (wording.title(rules.posts.get(sheet.post) or {}, sheet.post), units.get(sheet.unit, sheet.unit))
            for sheet in sheets
        ],
        "wording": wording,
    }
    return render(request, "scorecards/person.html", given)


@permits("scorecard:read")
@require_GET
def told(request: HttpRequest, key: str, card: str) -> HttpResponse:
    """Who answers for what was missed, and the gates: a part of the page that comes after it."""
    run = results.run_by_key(request.GET.get("run", ""))
    if run is None:
        raise Http404
    if not people.works_within(request.reach, key, run.start, run.end):
        raise PermissionDenied(key)
    rules = results.rules_of(run.bundle)
    wording = in_currency(request.wording, rules.settings.currency)
    try:
        found = story(run, key, card, wording)
    except Faulty as error:
        raise Http404(wording.fault(error.faults[0])) from error
    return render(request, "scorecards/story.html", {"found": found})


def chart(card: Card, wording: Wording) -> dict[str, object]:
    """The card's totals over the periods, as charts.js draws them."""
    values = [None if past.score is None else str(past.score) for past in card.past]
    return {
        "labels": [wording.period(past.period) for past in card.past],
        "series": [{"name": card.title, "kind": "value", "values": values}],
        "written": {
            value: wording.number(past.score, 2)
            for value, past in zip(values, card.past, strict=True)
            if value
        },
        "min": 0,
    }


def _chosen(request: HttpRequest, runs: list[results.RunView]) -> results.RunView | None:
    """The period that the address names; else the newest. Raises Http404 for one that was never computed."""
    period, cycle = request.GET.get("period", ""), request.GET.get("cycle", "")
    if period:
        found = next((run for run in runs if run.period == period), None)
        if found is None:
            raise Http404
        return found
    return next((run for run in runs if run.cycle == (cycle or runs[0].cycle)), None) if runs else None
