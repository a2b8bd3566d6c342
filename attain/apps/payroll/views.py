"""Pages of hand-overs: what is ready, what was handed over, and one with its steps."""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from attain.apps.approvals import api as approvals
from attain.apps.ledger import api as ledger
from attain.apps.payroll import giving_back, handovers, paid, queries, sending, tasks
from attain.apps.payroll.contracts import BACK, STEPS, Refused, state_of
from attain.apps.payroll.models import HandOver
from attain.apps.payroll.telling import component, left_out, step_words, worded
from attain.apps.payroll.whom import told, whom
from attain.apps.people import api as people
from attain.engine.decide.publish import canonical
from attain.runs import payroll_paid
from attain.shell.permissions import allowed, permits
from attain.shell.tables import Column, Table
from attain.shell.work.asking import visible_to
from attain.wording import Wording

ZERO = Decimal(0)

#: So many people are named on a page.
NAMED = 100

#: Errors that stand at their field; others stand at the top.
AT_FIELDS = ("person", "sure", "reason")

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
    work = tasks.underway()
    given = {
        "newest": ledger.newest(),
        "payable": sums["owed"],
        "held": sums["held"],
        "handed": sums["approved"],
        "decimals": decimals,
        "waiting": [_waits(each, request.wording) for each in handovers.waiting()],
        "work": work if work and visible_to(request).filter(pk=work.pk).exists() else None,
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


def _waits(proposal: approvals.ProposalView, wording: Wording) -> tuple[str, str, Decimal]:
    """A hand-over that waits: its page, whom it holds, and how much."""
    given = proposal.given
    newest = ledger.newest()
    words = told(whom(given.get("whom", {})), newest.bundle if newest else "", wording)
    return approvals.url(proposal), words, Decimal(given["total"])


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
    rest = giving_back.rest_by_person(row)
    first = rest[:NAMED] if posted and open_sum else ()
    unpaid = [(each["person"], ledger.exact(each["total"])) for each in first]
    count = rest.count() if len(unpaid) == NAMED else len(unpaid)
    names = people.people([key for key, _ in unpaid])
    reached = STEPS.index(state) if state in STEPS else -1
    waiting = approvals.proposals(BACK, row.key, ["waiting"])
    errors: dict[str, list[str]] = more.get("errors", {})
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
        "unpaid": [(key, _named(names.get(key), key, wording), amount) for key, amount in unpaid],
        "more_unpaid": count - len(unpaid),
        "count_unpaid": count,
        "open_sum": open_sum,
        "sure": canonical(open_sum),
        "chosen": request.POST.getlist("person"),
        "whom": told(whom(row.whom), row.bundle, wording),
        "may_send": may(request, "payroll:send"),
        "back_url": approvals.url(waiting[0]) if waiting else "",
        "typed": request.POST,
        "errors": {},
        "alerts": [each for at, own in errors.items() if at not in AT_FIELDS for each in own],
        **more,
    }
    return render(request, "payroll/one.html", given, status=422 if more.get("errors") else 200)


def _named(view: people.PersonView | None, key: str, wording: Wording) -> str:
    return view.shown(wording) if view else key


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
    typed = request.POST
    which, whose = typed.get("which", ""), typed.getlist("person")
    try:
        made = giving_back.propose_back(
            request, row, typed.get("reason", ""), which, whose, typed.get("sure", "")
        )
    except Refused as refused:
        at = refused.values.get("at", "back")
        return shown(request, row, errors={at: [request.wording.say(refused.args[0])]})
    messages.success(request, request.wording.say("payroll.proposed"))
    return redirect(approvals.url(made))
