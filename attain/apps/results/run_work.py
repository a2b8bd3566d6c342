"""Asking for work on runs: a period computed, files made, two runs compared."""

import re
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from attain.apps.house.api import store
from attain.apps.results import tasks
from attain.apps.results.models import StoredRun
from attain.engine.faults import Faulty
from attain.shell.permissions import permits
from attain.shell.work.asking import asked

#: What a period's key looks like: 2026-10, 2026-Q4, 2026, 2026-W42 or a word of the company's own.
_PERIOD = re.compile(r"[\w.-]{1,20}")

#: So many months are offered.
MONTHS = 24


@permits("run:start")
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Says what computing a period does, and starts it."""
    months = _months()
    period = request.POST.get("period", request.GET.get("period", months[0] if months else "")).strip()
    wrong = ""
    if request.method == "POST":
        if _PERIOD.fullmatch(period):
            return _asked(request, tasks.RUN, {"period": period}, period)
        wrong = request.wording.say("runs.period.wrong")
    given = {"months": months, "period": period, "errors": [wrong] if wrong else []}
    return render(request, "runs/start.html", given, status=422 if wrong else 200)


@permits("run:export")
@require_POST
def export(request: HttpRequest, run: str) -> HttpResponse:
    """Has files of a run made."""
    row = get_object_or_404(StoredRun, key=run)
    kind = request.POST.get("kind", "")
    if kind not in tasks.EXPORTS:
        return HttpResponse(status=422)
    return _asked(request, tasks.EXPORT, {"run": row.key, "kind": kind}, row.period)


@permits("run:compare")
@require_POST
def compare(request: HttpRequest) -> HttpResponse:
    """Has two runs compared."""
    wanted = [request.POST.get(name, "") for name in ("first", "second")]
    if "" in wanted:
        return HttpResponse(status=422)
    found = [get_object_or_404(StoredRun, key=key) for key in wanted]
    first, second = sorted(found, key=lambda row: (row.end, row.published_at))  # the later one changed
    about = f"{first.period} → {second.period}"
    return _asked(request, tasks.COMPARE, {"first": first.key, "second": second.key}, about)


def _asked(request: HttpRequest, kind: str, given: Mapping[str, Any], about: str) -> HttpResponse:
    """Leads to the work; the same is not asked for twice while it is on its way."""
    work, new = asked(request, kind, given, about)
    if not new:
        messages.info(request, request.wording.say("runs.on_its_way"))
    return redirect("work:one", work.pk)


def _months() -> list[str]:
    """Months that have facts, the newest first."""
    try:
        snapshot = store().snapshot()
        found = {month for table in snapshot.manifest.facts for month in snapshot.months(table)}
    except Faulty:
        return []
    return sorted(found, reverse=True)[:MONTHS]
