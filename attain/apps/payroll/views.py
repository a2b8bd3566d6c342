"""Pages of hand-overs: what is ready, proposing one, and one with its steps."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from attain.apps.approvals import api as approvals
from attain.apps.ledger import api as ledger
from attain.apps.payroll import handovers, mappings, paid, queries, sending
from attain.apps.payroll.contracts import BACK, RELEASE, STEPS, Owed, Refused, state_of
from attain.apps.payroll.models import HandOver
from attain.apps.payroll.telling import component, left_out, person, step_words, worded
from attain.apps.people import api as people
from attain.engine.faults import Faulty
from attain.runs import payroll_paid
from attain.runs.payroll_mapping import PayrollMapping
from attain.shell.permissions import allowed, permits
from attain.shell.tables import Column, Table

ZERO = Decimal(0)

#: So many people are named on a page.
NAMED = 100

LOOKS = {"reconciled": "ok", "cancelled": "soft", "released": "warn"}
TYPES = {
    "csv": "text/csv",
    "txt": "text/plain",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

HANDOVERS = Table(
    "handovers",
    "payroll.handovers",
    (
        Column(
            "key",
            "payroll.handover",
            value="pk",
            order="pk",
            shown=lambda row, wording: f"{wording.period(row.period)} · {row.number}",
            link=lambda row: reverse("payroll:one", args=[row.period, row.number]),
        ),
        Column("state", "payroll.state", value=lambda row: f"payroll.state.{row.state}", unit="message"),
        Column("people", "payroll.people", unit="number", decimals=0, order="people"),
        Column("lines", "payroll.lines", unit="number", decimals=0, order="lines"),
        Column("total", "payroll.total", unit="money", order="total"),
        Column("pay_date", "payroll.pay_date", unit="date", order="pay_date"),
        Column("released", "payroll.state.released", value="released_at", unit="moment", order="released_at"),
    ),
    first="-key",
    empty="payroll.handovers.empty",
)


def may(request: HttpRequest, permission: str) -> bool:
    return allowed(permission, request.user.held_roles(on=timezone.localdate()))


@permits("payroll:read")
@require_GET
def home(request: HttpRequest) -> HttpResponseBase:
    """What is ready to be handed over, and what was."""
    sums = ledger.totals()
    request.wording, decimals = worded(request.wording)
    waiting = approvals.proposals(RELEASE, "", ["waiting"])
    given = {
        "newest": ledger.newest(),
        "payable": sums["owed"],
        "held": sums["held"],
        "handed": sums["approved"],
        "decimals": decimals,
        "waiting": waiting[0] if waiting else None,
        "may_propose": may(request, "payroll:propose"),
    }
    columns = [
        Column(each.key, each.title, each.value, each.unit, decimals, each.order)
        if each.unit == "money"
        else each
        for each in HANDOVERS.columns
    ]
    rests = ledger.handed_over()

    def prepare(page: Sequence[HandOver]) -> Sequence[HandOver]:
        for row in page:
            row.state = state_of(row, rests.get(row.key, ZERO))
        return page

    return HANDOVERS.response(request, HandOver.objects.all(), "payroll/home.html", given, prepare, columns)


@permits("payroll:propose")
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """The file that would be made, with its control sums; asks that it is handed over."""
    found = handovers.owed()
    typed = request.POST if request.method == "POST" else request.GET
    known = mappings.mappings()
    mapping = next((each for each in known if each.mapping == typed.get("mapping")), known[0])
    pay_date, wrong_date = _date(typed.get("pay_date", ""), found)
    errors: dict[str, list[str]] = (
        {"pay_date": [request.wording.say("payroll.refused.date")]} if wrong_date else {}
    )
    if request.method == "POST" and found is not None and not errors:
        try:
            made = handovers.propose(request, found, mapping, pay_date, typed.get("reason", ""))
        except Refused as refused:
            errors[""] = [request.wording.say(refused.args[0], **refused.values)]
        except Faulty as error:
            errors[""] = [request.wording.fault(fault) for fault in error.faults]
        else:
            messages.success(request, request.wording.say("payroll.proposed"))
            return redirect(approvals.url(made))
    given = {
        **_draft(request, found, mapping, pay_date),
        "mappings": known,
        "pay_date": pay_date.isoformat(),
        "reason": typed.get("reason", ""),
        "errors": errors,
    }
    return render(request, "payroll/propose.html", given, status=422 if errors else 200)


def _date(text: str, found: Owed | None) -> tuple[date, bool]:
    """The pay date that was typed, else five days after the period; whether what was typed is none."""
    first = (found.last if found else timezone.localdate()) + timedelta(days=4)
    if not text:
        return first, False
    try:
        return date.fromisoformat(text), False
    except ValueError:
        return first, True


def _draft(
    request: HttpRequest, found: Owed | None, mapping: PayrollMapping, pay_date: date
) -> dict[str, Any]:
    wording, decimals = worded(request.wording)
    told: dict[str, Any] = {"owed": found, "wording": wording, "decimals": decimals, "mapping": mapping}
    if found is None or not found.lines:
        return told
    try:
        file = handovers.file_of(mapping, found, handovers.next_number(found.period), pay_date)
    except Faulty as error:
        return {**told, "faulty": [request.wording.fault(fault) for fault in error.faults]}
    sums = [(component(name, wording), value) for name, value in file.control.components.items()]
    return {**told, "file": file, "components": sorted(sums), **_left_out(request, found)}


def _left_out(request: HttpRequest, found: Owed) -> dict[str, Any]:
    """Who is not in the file, by name: on hold, and below zero."""
    keys = [*list(found.held)[:NAMED], *list(found.carried)[:NAMED]]
    names = {key: view.shown(request.wording) for key, view in people.people(keys).items()}

    def named(who: Any) -> list[tuple[str, str, Decimal]]:
        return [(key, names.get(key, key), amount) for key, amount in list(who.items())[:NAMED]]

    return {"held": named(found.held), "carried": named(found.carried)}


@permits("payroll:read")
@require_GET
def one(request: HttpRequest, period: str, number: int) -> HttpResponse:
    """A hand-over: how far it is, its control sums, what is to be done next."""
    return shown(request, found(period, number))


def found(period: str, number: int) -> HandOver:
    row = queries.handover(period, number)
    if row is None:
        raise Http404
    return row


def shown(request: HttpRequest, row: HandOver, **more: Any) -> HttpResponse:
    """The page; with errors of a step that was refused, status 422."""
    wording, decimals = worded(request.wording)
    open_sum = ledger.totals(row.key)["approved"]
    state = state_of(row, open_sum)
    files = list(row.paid_files.order_by("pk"))
    posted = [each for each in files if each.posted_at]
    sums = [(component(name, wording), Decimal(value)) for name, value in row.control["components"].items()]
    by_person: dict[str, Decimal] = {}
    rest = handovers.rest_of(row.key) if posted and open_sum else {}
    for (who, *_), amount in rest.items():
        by_person[who] = by_person.get(who, ZERO) + amount
    unpaid = sorted(by_person.items())[:NAMED]
    reached = STEPS.index(state) if state in STEPS else -1
    waiting = approvals.proposals(BACK, row.key, ["waiting"])
    given = {
        "row": row,
        "wording": wording,
        "decimals": decimals,
        "state": state,
        "look": LOOKS.get(state, ""),
        "steps": [(name, at < reached + 1, at == reached + 1) for at, name in enumerate(STEPS)],
        "done": [(each, step_words(each, wording, decimals)) for each in row.steps.order_by("pk")],
        "components": sorted(sums),
        "left_out": left_out(row, wording),
        "files": files,
        "unpaid": [(key, person(key, request.wording), amount) for key, amount in unpaid],
        "more_unpaid": max(len(by_person) - NAMED, 0),
        "may_send": may(request, "payroll:send"),
        "back_url": approvals.url(waiting[0]) if waiting else "",
        "typed": request.POST,
        "errors": {},
        **more,
    }
    return render(request, "payroll/one.html", given, status=422 if more.get("errors") else 200)


@permits("payroll:send")
@require_POST
def file(request: HttpRequest, period: str, number: int) -> HttpResponse:
    """The file; the first time it is sent by that, later it is a copy."""
    row = found(period, number)
    try:
        content = sending.handed_out(request, row)
    except Refused as refused:
        return shown(request, row, errors={"": [request.wording.say(refused.args[0])]})
    suffix = row.file_name.rpartition(".")[2]
    return _attached(content, row.file_name, TYPES.get(suffix, "application/octet-stream"))


@permits("payroll:read")
@require_GET
def control(request: HttpRequest, period: str, number: int) -> HttpResponse:
    """The control sums beside the file, as JSON."""
    row = found(period, number)
    content = json.dumps(row.control, ensure_ascii=False, indent=2) + "\n"
    return _attached(content.encode(), f"{row.file_name}.control.json", "application/json")


def _attached(content: bytes, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@permits("payroll:send")
@require_POST
def acknowledge(request: HttpRequest, period: str, number: int) -> HttpResponse:
    """What payroll says that it got: lines and sum, typed or counted in its own file."""
    row = found(period, number)
    upload = request.FILES.get("file")
    try:
        if upload is not None:
            lines, total = paid.counted(row, _read(upload))
        else:
            lines, total = _typed(request)
        name = (upload.name or "")[-120:] if upload else ""
        sending.acknowledge(request, row, lines, total, name)
    except Refused as refused:
        wording, decimals = worded(request.wording)
        values = dict(refused.values)
        if "total" in values:
            values["total"] = wording.money(values["total"], decimals=decimals)
        wrong = wording.say(refused.args[0], **values)
        return shown(request, row, errors={"acknowledge": [wrong]})
    messages.success(request, request.wording.say("payroll.acknowledged"))
    return redirect("payroll:one", period, number)


def _typed(request: HttpRequest) -> tuple[int, Decimal]:
    lines = request.POST.get("lines", "").strip()
    total = payroll_paid.amount(request.POST.get("total", ""))
    if not (lines.isascii() and lines.isdigit() and len(lines) < 9) or total is None:
        raise Refused("payroll.refused.figures")
    return int(lines), total


def _read(upload: Any) -> bytes:
    if (upload.size or 0) > paid.LARGEST:
        raise Refused("payroll.paid.refused.large")
    return bytes(upload.read())


@permits("payroll:send")
@require_POST
def back(request: HttpRequest, period: str, number: int) -> HttpResponse:
    """Asks that it is cancelled, or that what was not paid is owed again."""
    row = found(period, number)
    try:
        made = handovers.propose_back(
            request, row, request.POST.getlist("person"), request.POST.get("reason", "")
        )
    except Refused as refused:
        return shown(request, row, errors={"back": [request.wording.say(refused.args[0])]})
    messages.success(request, request.wording.say("payroll.proposed"))
    return redirect(approvals.url(made))
