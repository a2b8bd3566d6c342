"""Pages of holds: whose pay is not paid out, since when and why; holding and letting go."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from attain.apps.approvals import api as approvals
from attain.apps.ledger import api as ledger
from attain.apps.payroll import holds
from attain.apps.payroll.contracts import HOLD, LET_GO, Refused
from attain.apps.payroll.models import Hold
from attain.apps.payroll.telling import component, person, worded
from attain.apps.payroll.views import ZERO, may
from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.shell.permissions import permits
from attain.shell.tables import Column, Table

HOLDS = Table(
    "holds",
    "payroll.holds",
    (
        Column(
            "person",
            "payroll.person",
            order="person",
            shown=lambda row, _: row.called,
            link=lambda row: reverse("ledger:person", args=[row.person]),
        ),
        Column("component", "payroll.hold.what", value="component", shown=lambda row, _: row.titled),
        Column("since", "payroll.hold.since", unit="period", order="since"),
        Column("amount", "payroll.hold.amount", value="amount", unit="money"),
        Column("reason", "payroll.reason"),
        Column("by", "payroll.by", value="made_by"),
        Column("ended", "payroll.hold.ended", value="ended_at", unit="moment", order="ended_at"),
        Column(
            "let_go",
            "payroll.hold.let_go",
            value=lambda row: "" if row.ended_at else "payroll.hold.let_go",
            unit="message",
            link=lambda row: "" if row.ended_at else reverse("payroll:let_go", args=[row.pk]),
        ),
    ),
    first="person",
    search=("person", "reason"),
    empty="payroll.holds.empty",
)


@permits("payroll:read")
@require_GET
def listed(request: HttpRequest) -> HttpResponseBase:
    """The holds that are active, or all that there were."""
    request.wording, decimals = worded(request.wording)
    every = request.GET.get("show") == "all"
    rows = Hold.objects.all() if every else Hold.objects.filter(ended_at__isnull=True)
    mine = may(request, "hold:propose")
    columns = [each for each in HOLDS.columns if mine or each.key != "let_go"]
    columns = [each for each in columns if every or each.key != "ended"]
    columns = [
        Column(each.key, each.title, each.value, each.unit, decimals) if each.unit == "money" else each
        for each in columns
    ]

    def prepare(page: list[Hold]) -> list[Hold]:
        names = people.people({row.person for row in page})
        held = ledger.cells("held", {row.person for row in page})
        for row in page:
            row.called = names[row.person].shown(request.wording) if row.person in names else row.person
            row.titled = component(row.component, request.wording)
            own = (
                amount
                for cell, amount in held.items()
                if cell[0] == row.person and row.component in ("", cell[1])
            )
            row.amount = None if row.ended_at else sum(own, ZERO)
        return page

    waiting = [*approvals.proposals(HOLD, "", ["waiting"]), *approvals.proposals(LET_GO, "", ["waiting"])]
    given = {
        "every": every,
        "may_hold": mine,
        "waiting": [(approvals.url(each), person(each.about, request.wording)) for each in waiting[:20]],
    }
    return HOLDS.response(request, rows, "payroll/holds.html", given, prepare, columns)


@permits("hold:propose")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Asks that a person's pay, or a component of it, is held from a period on."""
    typed = request.POST if request.method == "POST" else request.GET
    periods = list(dict.fromkeys(run.period for run in results.runs()))[:24]
    on, written = timezone.localdate(), typed.get("person", "").strip()[:200]
    key = people.meant(written, request.reach, on)
    names = [(name, component(name, request.wording)) for name in _components(key)]
    given = {
        "typed": {name: typed.get(name, "").strip() for name in ("component", "since", "reason")},
        "key": key,
        "called": person(key, request.wording) if key else "",
        "several": people.offered(written, request.reach, on, request.wording),
        "components": sorted(names, key=lambda each: each[1]),
        "periods": periods,
        "errors": {},
    }
    if request.method == "POST":
        wanted = given["typed"]
        try:
            made = holds.propose(request, key, wanted["component"], wanted["since"][:20], wanted["reason"])
        except Refused as refused:
            at = refused.values.get("at", "person")
            given["errors"] = {at: [request.wording.say(refused.args[0])]}
            if at == "person" and given["several"]:
                given["errors"] = {at: [request.wording.say("organisation.several", text=key)]}
        else:
            messages.success(request, request.wording.say("payroll.proposed"))
            return redirect(approvals.url(made))
    return render(request, "payroll/hold.html", given, status=422 if given["errors"] else 200)


def _components(person: str) -> set[str]:
    """Components that closed periods have posted for a person."""
    rows = ledger.entries([person]) if person else ledger.entries(period=_newest())
    return set(rows.order_by().values_list("component", flat=True).distinct())


def _newest() -> str:
    newest = ledger.newest()
    return newest.period if newest else "-"


@permits("hold:propose")
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, hold: int) -> HttpResponse:
    """Asks that a hold is let go."""
    row, wording = get_object_or_404(Hold, pk=hold), request.wording
    errors: list[str] = []
    if request.method == "POST":
        try:
            made = holds.propose_release(request, row, request.POST.get("reason", ""))
        except Refused as refused:
            errors = [wording.say(refused.args[0])]
        else:
            messages.success(request, wording.say("payroll.proposed"))
            return redirect(approvals.url(made))
    told, decimals = worded(wording)
    given = {
        "hold": row,
        "wording": told,
        "decimals": decimals,
        "called": person(row.person, wording),
        "what": component(row.component, wording),
        "amount": sum(ledger.cells("held", [row.person], component=row.component).values(), ZERO),
        "reason": request.POST.get("reason", ""),
        "errors": errors,
    }
    return render(request, "payroll/let_go.html", given, status=422 if errors else 200)
