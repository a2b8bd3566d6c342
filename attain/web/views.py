"""Home, by role."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from attain.apps.acceptance import api as acceptance
from attain.apps.incentives import api as incentives
from attain.apps.results import api as results
from attain.engine.faults import Faulty
from attain.shell.languages import in_currency
from attain.shell.permissions import permits
from attain.web.person import month
from attain.web.roles import parts


@permits("home:read")
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Where everybody begins."""
    runs = results.runs()
    given = {"month": month(request, runs), "parts": parts(request, runs), "plans": _plans(request)}
    return render(request, "web/home.html", given)


def _plans(request: HttpRequest) -> list[acceptance.Pending]:
    """The pay plans that the reader has still to accept; none while the rulebook has errors."""
    try:
        return acceptance.pending(request.user.person) if request.user.person else []
    except Faulty:
        return []


@permits("home:read")
@require_GET
def at_plan(request: HttpRequest) -> HttpResponse:
    """What one would be paid with every KPI at its full mark: a part of the page that comes after it."""
    run = results.run_by_key(request.GET.get("run", ""))
    if run is None or not request.user.person:
        raise Http404
    settings = results.rules_of(run.bundle).settings
    wording = in_currency(request.wording, settings.currency)
    try:
        found = incentives.tried(run, request.user.person, {}, wording)
    except (Faulty, KeyError) as error:
        raise Http404 from error
    given = {"found": found, "wording": wording, "decimals": settings.currency_decimals}
    return render(request, "web/at_plan.html", given)
