"""The explanation of a number, and the facts behind it: in the side panel, as a page, as a file."""

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from attain.apps.house.api import rules_of
from attain.apps.people import api as people
from attain.apps.results import queries
from attain.apps.results.contracts import RunView
from attain.apps.results.explanation import MOST, PAGE, cells, heads, laid_out, opened, source_rows, title_of
from attain.engine.decide.subject import COMPANY
from attain.engine.faults import Faulty
from attain.runs.rendering.defused import defused
from attain.runs.source_rows import SourceRows
from attain.shell.audit import record
from attain.shell.languages import in_currency
from attain.shell.permissions import permits
from attain.wording import Wording

KINDS = ("person", "unit", "company")


@permits("explanation:read")
@require_GET
def explain(request: HttpRequest, kind: str, subject: str, node: str) -> HttpResponse:
    """Why a number is what it is."""
    run = asked_run(request)
    _may(request, kind, subject, run)
    wording = _worded(request, run)
    try:
        found = opened(run, kind, subject, node, wording)
    except Faulty as error:
        raise Http404(wording.fault(error.faults[0])) from error
    given = {
        "run": run,
        "kind": kind,
        "subject": subject,
        "node": node,
        "found": found,
        "wording": wording,
        "whose": _whose(kind, subject, wording),
    }
    panel = request.htmx and request.htmx.target == "panel-content"
    return render(request, "results/panel.html" if panel else "results/explanation.html", given)


@permits("explanation:read")
@require_GET
def rows(request: HttpRequest, kind: str, subject: str, node: str, measure: str) -> HttpResponse:
    """A page of the facts behind a measure of the number; all of them as a file."""
    run = asked_run(request)
    _may(request, kind, subject, run)
    wording = _worded(request, run)
    form = request.GET.get("format", "")
    page = max(_whole(request.GET.get("page", "")), 1)
    limit, offset = (MOST, 0) if form else (PAGE, (page - 1) * PAGE)
    try:
        found = source_rows(run, kind, subject, node, measure, limit, offset)
    except Faulty as error:
        raise Http404(wording.fault(error.faults[0])) from error
    if found is None:
        raise Http404
    name = f"{subject}-{run.period}-{measure}"
    if form in ("csv", "xlsx") and subject != request.user.person:
        record(request, "exported", "facts", subject, after={"file": f"{name}.{form}", "run": run.key})
    if form == "csv":
        return _file(_csv(found), "text/csv; charset=utf-8", f"{name}.csv")
    if form == "xlsx":
        kind_of_file = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return _file(_xlsx(found), kind_of_file, f"{name}.xlsx")
    given = {
        "run": run,
        "kind": kind,
        "subject": subject,
        "node": node,
        "measure": measure,
        "title": wording.title(rules_of(run.bundle).title(measure), measure),
        "found": found,
        "line": title_of(rules_of(run.bundle), node, wording),
        "whose": _whose(kind, subject, wording),
        "heads": heads(laid_out(found), wording),
        "rows": cells(laid_out(found), wording),
        "page": page,
        "first": offset + 1,
        "last": offset + len(found.rows),
        "more": offset + len(found.rows) < found.count,
        "wording": wording,
    }
    panel = request.htmx and request.htmx.target.startswith("rows-")
    return render(request, "results/rows.html" if panel else "results/rows_page.html", given)


def asked_run(request: HttpRequest) -> RunView:
    """The run named in the address, by key or period; else the newest. Raises Http404 where there is none."""
    key, period = request.GET.get("run", ""), request.GET.get("period", "")
    if key:
        found = queries.run_by_key(key)
    elif period:
        found = queries.run(period)
    else:
        found = next(iter(queries.runs()), None)
    if found is None:
        raise Http404
    return found


def _worded(request: HttpRequest, run: RunView) -> Wording:
    """The reader's wording with the rulebook's currency."""
    wording: Wording = request.wording
    currency = rules_of(run.bundle).settings.currency
    return in_currency(wording, currency)


def _may(request: HttpRequest, kind: str, subject: str, run: RunView) -> None:
    """Raises PermissionDenied for what the reader may not see, Http404 for what there is not."""
    if kind not in KINDS:
        raise Http404
    if kind == "person":
        if not people.works_within(request.reach, subject, run.start, run.end):
            raise PermissionDenied(subject)
    elif not request.reach.everywhere:
        reachable = {unit.key for unit in people.reachable_units(request.reach)}
        if kind == "company" or subject not in reachable:
            raise PermissionDenied(subject)


def _whose(kind: str, subject: str, wording: Wording) -> str:
    if kind == "person":
        found = people.person(subject)
        return found.shown(wording) if found else subject
    unit = people.unit(subject) if subject != COMPANY else None
    return unit.title if unit else wording.say("explained.company")


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _csv(found: SourceRows) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(found.columns)
    writer.writerows([_plain(value) for value in row] for row in found.rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _xlsx(found: SourceRows) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False})
    sheet, head = book.add_worksheet(found.measure[:31]), book.add_format({"bold": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, found.columns, head)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(found.rows, 1):
        for at, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(number, at, value, day)
            elif isinstance(value, (Decimal, int)) and not isinstance(value, bool):
                sheet.write_number(number, at, value)
            elif value is not None:
                sheet.write_string(number, at, str(value))
    sheet.autofit()
    book.close()
    return content.getvalue()


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return format(value, "f") if isinstance(value, Decimal) else defused(str(value))
