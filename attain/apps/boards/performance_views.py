"""Pay against performance, and the spread of scores."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from attain.apps.boards.performing import everybody, scatter, scores
from attain.apps.teams import api as teams
from attain.shell.permissions import permits


@permits("board:read")
@require_GET
def performance(request: HttpRequest) -> HttpResponse:
    """Whether pay follows scores, and who is far from the others."""
    place = teams.place(request)
    if place is None or not place.post:
        return render(request, "boards/nothing.html", {"tab": "performance"})
    given = {**_shared(place, "performance"), "found": scatter(everybody(place), place)}
    return render(request, "boards/performance.html", given)


@permits("board:read")
@require_GET
def spread(request: HttpRequest) -> HttpResponse:
    """Whether scores are spread as sound scores are, of all and of each leader's people."""
    place = teams.place(request)
    if place is None or not place.post:
        return render(request, "boards/nothing.html", {"tab": "spread"})
    given = {**_shared(place, "spread"), "found": scores(everybody(place), place)}
    return render(request, "boards/spread.html", given)


def _shared(place: teams.Place, tab: str) -> dict[str, Any]:
    return {
        "tab": tab,
        "place": place,
        "run": place.run,
        "wording": place.wording,
        "decimals": place.rules.settings.currency_decimals,
    }
