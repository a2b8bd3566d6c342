"""Units side by side, and why two periods or two units differ."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from attain.apps.people import api as people
from attain.apps.teams.multiples import side_by_side
from attain.apps.teams.places import place
from attain.apps.teams.why import between_periods, between_units
from attain.shell.permissions import permits


@permits("unit:read")
@require_GET
def units(request: HttpRequest) -> HttpResponse:
    """The units below the chosen one on the same KPIs and period."""
    found = place(request)
    side = side_by_side(found, request.GET.get("kpi", "")) if found else None
    if side is None:
        return render(request, "teams/nothing.html", {"title": "teams.units", "place": found})
    given = {"place": found, "side": side, "wording": found.wording}
    return render(request, "teams/units.html", given)


@permits("unit:read")
@require_GET
def why(request: HttpRequest) -> HttpResponse:
    """A KPI's difference to an earlier period (`before`), or to another unit (`against`), in causes."""
    found = place(request, with_posts=False)
    if found is None:
        raise Http404
    kpi, other = request.GET.get("kpi", ""), request.GET.get("against", "")
    if found.rules.kpi(kpi, found.run.last_day) is None:
        raise Http404
    beside = _beside(request, found.around)
    earlier = [run for run in found.runs if run.end < found.run.end]
    asked = request.GET.get("before", "")
    before = next((run for run in earlier if run.period == asked), earlier[0] if earlier else None)
    reason = None
    if other:
        unit = next((unit for unit in beside if unit.key == other), None)
        if unit is None:
            raise PermissionDenied(other)
        reason = between_units(found, kpi, unit)
    elif before is not None:
        reason = between_periods(found, kpi, before)
    given = {
        "place": found,
        "wording": found.wording,
        "why": reason,
        "kpi": kpi,
        "kpi_title": found.wording.title(found.rules.title(kpi), kpi),
        "earlier": earlier,
        "before": "" if other or before is None else before.period,
        "beside": beside,
        "against": other,
    }
    return render(request, "teams/why.html", given)


def _beside(request: HttpRequest, around: people.Surroundings) -> list[people.UnitView]:
    """The units of the same parent, as far as the reader reaches."""
    if not around.above:
        return []
    parent = people.surroundings(request.reach, around.above[-1].key)
    return [unit for unit in parent.below if unit.key != around.unit.key] if parent else []
