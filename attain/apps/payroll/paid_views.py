"""Pages of what was paid: a file brought, compared person by person, and posted with notes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from attain.apps.payroll import paid, tasks
from attain.apps.payroll.contracts import Refused
from attain.apps.payroll.models import PaidFile
from attain.apps.payroll.telling import person, worded
from attain.apps.payroll.views import found, may, shown
from attain.shell.permissions import permits
from attain.shell.work.asking import asked, visible_to

#: So many rows of a file, and differences, are shown.
SHOWN = 200


@permits("payroll:send")
@require_POST
def bring(request: HttpRequest, period: str, number: int) -> HttpResponse:
    """Takes a file of what was paid; the same one again leads to the first."""
    row, upload = found(period, number), request.FILES.get("file")
    try:
        if upload is None:
            raise Refused("payroll.paid.refused.none")
        if (upload.size or 0) > paid.LARGEST:
            raise Refused("payroll.paid.refused.large")
        made = paid.bring(request, row, upload.name or "", upload.read())
    except Refused as refused:
        return shown(request, row, errors={"paid": [request.wording.say(refused.args[0], **refused.values)]})
    return redirect("payroll:paid", made.pk)


@permits("payroll:read")
@require_GET
def one(request: HttpRequest, file: int) -> HttpResponse:
    """The file beside what was handed over."""
    return _shown(request, get_object_or_404(PaidFile.objects.select_related("handover"), pk=file))


@permits("payroll:send")
@require_POST
def post(request: HttpRequest, file: int) -> HttpResponse:
    """Reads other columns, or has what was paid posted, with a note for each difference."""
    row = get_object_or_404(PaidFile.objects.select_related("handover"), pk=file)
    if request.POST.get("do") == "columns":
        width = max((len(each) for each in row.rows), default=0)
        chosen = [request.POST.get(name, "") for name in ("person_column", "amount_column")]
        if row.posted_at is None and {*chosen} <= {str(at) for at in range(width)}:
            row.person, row.amount = map(int, chosen)
            row.save(update_fields=["person", "amount"])
        return redirect("payroll:paid", row.pk)
    if row.posted_at is not None:
        return redirect("payroll:one", row.handover.period, row.handover.number)
    found = paid.compared(row)
    notes = _notes(request, found)
    try:
        paid.check(found, notes)
    except Refused as refused:
        wrong = request.wording.say(refused.args[0], **refused.values)
        return _shown(request, row, errors=[wrong])
    work, new = asked(request, tasks.PAID, {"file": row.pk, "notes": notes}, row.handover.period)
    if not new:
        messages.info(request, request.wording.say("runs.on_its_way"))
    return redirect("work:one", work.pk)


def _notes(request: HttpRequest, found: paid.Comparison) -> dict[str, str]:
    """Notes by person; the one for all stands where a person has none."""
    every = request.POST.get("note-all", "").strip()
    return {
        each.person: request.POST.get(f"note-{at}", "").strip() or every
        for at, each in enumerate(found.differences)
    }


def _shown(request: HttpRequest, row: PaidFile, errors: Any = ()) -> HttpResponse:
    wording, decimals = worded(request.wording)
    given: dict[str, Any] = {
        "file": row,
        "row": row.handover,
        "wording": wording,
        "decimals": decimals,
        "errors": errors,
        "may_send": may(request, "payroll:send"),
    }
    if row.posted_at is not None:
        kept = list(row.differences.order_by("pk")[:SHOWN])
        given["kept"] = [(each, person(each.person, request.wording)) for each in kept]
        return render(request, "payroll/paid.html", given)
    work = tasks.posting(row)
    given["work"] = work if work and visible_to(request).filter(pk=work.pk).exists() else None
    found = paid.compared(row)
    rows = [
        (at, each, person(each.person, request.wording), request.POST.get(f"note-{at}", ""))
        for at, each in enumerate(found.differences[:SHOWN])
    ]
    width = max((len(each) for each in row.rows), default=0)
    head = row.rows[0] if row.rows else []
    names = [(at, head[at] if at < len(head) and head[at] else str(at + 1)) for at in range(width)]
    given |= {
        "found": found,
        "differences": rows,
        "more": max(len(found.differences) - SHOWN, 0),
        "wrong": found.paid.wrong[:20],
        "names": names,
        "first": row.rows[:4],
        "note_all": request.POST.get("note-all", ""),
    }
    return render(request, "payroll/paid.html", given, status=422 if errors else 200)
