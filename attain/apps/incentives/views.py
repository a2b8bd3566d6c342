"""A person's statement: as a page, as PDF and XLSX; and what it would be otherwise."""

from decimal import Decimal, InvalidOperation

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from attain.apps.incentives.change_views import since
from attain.apps.incentives.statements import sheet, told, tried
from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.engine.faults import Faulty
from attain.runs import rendering
from attain.shell.audit import record
from attain.shell.languages import in_currency
from attain.shell.permissions import allowed, permits
from attain.wording import Wording

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@permits("statement:read")
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """The own statement of the newest period."""
    if not request.user.person:
        raise PermissionDenied("person")
    return redirect("incentives:statement", request.user.person)


@permits("statement:read")
@require_GET
def statement(request: HttpRequest, key: str) -> HttpResponse:
    """A person's statement of a period, every line opening into its explanation."""
    runs = results.runs()
    run = _allowed(request, key, runs)
    if run is None:
        return render(request, "incentives/statement.html", {"key": key, "runs": ()})
    wording = _wording(request, run)
    try:
        shown = sheet(told(run, key), wording)
    except Faulty as error:
        raise Http404(wording.fault(error.faults[0])) from error
    given = {
        "key": key,
        "own": key == request.user.person,
        "may_dispute": key == request.user.person and _may(request, "dispute:raise"),
        "run": run,
        "runs": runs,
        "sheet": shown,
        "changes": since(run, key, shown.number),
        "wording": wording,
    }
    return render(request, "incentives/statement.html", given)


@permits("statement:read")
@require_GET
def statement_file(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """The same as PDF or XLSX, in the reader's language."""
    run = _allowed(request, key, results.runs())
    if run is None or form not in ("pdf", "xlsx"):
        raise Http404
    wording = _wording(request, run)
    try:
        made = told(run, key)
    except Faulty as error:
        raise Http404(wording.fault(error.faults[0])) from error
    if form == "pdf":
        content, kind = (
            rendering.statement_pdf(made, wording.language, str(wording.locale)),
            "application/pdf",
        )
    else:
        content, kind = rendering.statement_xlsx(made, wording.language, str(wording.locale)), XLSX
    name = f"{key}-{run.period}-{wording.language}.{form}"
    if key != request.user.person:
        record(request, "exported", "statement", key, after={"file": name, "run": run.key})
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@permits("statement:estimate")
@require_GET
def estimate(request: HttpRequest, key: str) -> HttpResponse:
    """What would be paid if one's own KPIs were others; nothing is stored."""
    run = _allowed(request, key, results.runs())
    if run is None:
        raise Http404
    wording = _wording(request, run)
    given = _given(request)
    try:
        found = tried(run, key, given, wording)
    except Faulty as error:
        raise Http404(wording.fault(error.faults[0])) from error
    except KeyError as error:
        raise Http404(key) from error
    view = people.person(key)
    shown = {
        "key": key,
        "whose": view.shown(wording) if view else key,
        "run": run,
        "found": found,
        "wording": wording,
        "decimals": results.rules_of(run.bundle).settings.currency_decimals,
    }
    part = request.htmx and request.htmx.target == "outcome"
    return render(request, "incentives/outcome.html" if part else "incentives/estimate.html", shown)


def _may(request: HttpRequest, permission: str) -> bool:
    return allowed(permission, request.user.held_roles(on=timezone.localdate()))


def _given(request: HttpRequest) -> dict[str, Decimal]:
    """The values that the address names: kpi=1.05. What is no number is left out."""
    found = {}
    for name, text in request.GET.items():
        try:
            value = Decimal(text)
        except InvalidOperation:
            continue
        if value.is_finite() and abs(value) < Decimal(10) ** 15:
            found[name] = value
    return found


def _allowed(request: HttpRequest, key: str, runs: list[results.RunView]) -> results.RunView | None:
    """The run asked for, if the reader may see this pay; None where nothing was ever computed."""
    period = request.GET.get("period", "")
    run = next((run for run in runs if not period or run.period == period), None)
    if run is None and period:
        raise Http404
    days = (run.start, run.end) if run else None
    if days and not people.works_within(request.reach, key, *days):
        raise PermissionDenied(key)
    return run


def _wording(request: HttpRequest, run: results.RunView) -> Wording:
    currency = results.rules_of(run.bundle).settings.currency
    return in_currency(request.wording, currency)
