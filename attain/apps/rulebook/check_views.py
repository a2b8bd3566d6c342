"""The check of the rulebook: faults, worked cases and findings, as `attain check` tells them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from attain.apps.house.api import loaded_now
from attain.apps.rulebook.check_work import CHECK, last_check, running
from attain.apps.rulebook.queries import now
from attain.apps.rulebook.views import framed
from attain.engine.faults import Faulty
from attain.shell.permissions import permits
from attain.shell.work.asking import asked


@permits("rulebook:check")
@require_GET
def check(request: HttpRequest) -> HttpResponseBase:
    """What the newest check found, and whether the rules are still those that it checked."""
    faults, current = [], ""
    try:
        given, current = framed(request, "check"), now().hash
        warnings = [request.wording.fault(each) for each in loaded_now().faults]
    except Faulty as error:
        faults = [request.wording.fault(each) for each in error.faults]
        given = {"tab": "check", "may_check": True, "own": False, "may_see_proposals": False}
        warnings = []
    found = last_check(request.wording)
    given |= {
        "found": found,
        "fresh": found is not None and found.of == current,
        "faults": faults,
        "warnings": warnings,
        "running": running(),
    }
    return render(request, "rulebook/check.html", given)


@permits("rulebook:check")
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Has the rulebook checked, and leads to the work."""
    work, new = asked(request, CHECK, {})
    if not new:
        messages.info(request, request.wording.say("runs.on_its_way"))
    return redirect("work:one", work.pk)
