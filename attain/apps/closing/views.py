"""Pages of closing: the board of a period with its checklist and groups, and what proposes to close it."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from attain.apps.approvals import api as approvals
from attain.apps.closing import actions, queries, reviews, showing
from attain.apps.closing.openings import openings
from attain.apps.closing.rules import State, may_close, open_items
from attain.apps.closing.verifying import unverified
from attain.apps.disputes import api as disputes
from attain.apps.payroll import api as payroll
from attain.apps.results import api as results
from attain.engine.faults import Faulty
from attain.runs.left_over import of_sums
from attain.shell.languages import in_currency
from attain.shell.permissions import allowed, permits
from attain.shell.work.asking import may_ask

#: What is done with groups: which permission it needs, and what does it.
STEPS = {"send": ("closing:send", reviews.send), "approve": ("closing:review", reviews.approve)}


@permits("closing:read")
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """The board of the newest period that is open, or of the one that is asked for."""
    try:
        found = queries.standings()
    except Faulty:
        found = []
    asked = request.GET.get("period", "")
    chosen = next((each for each in found if each.period == asked), None) or queries.chosen(found)
    if chosen is None:
        return render(request, "closing/none.html")
    return _page(request, chosen.period)


@permits("closing:read")
@require_http_methods(["GET", "HEAD", "POST"])
def period(request: HttpRequest, period: str) -> HttpResponse:
    """One period: what is done, what is missing and whose turn it is; proposes to close it."""
    if request.method != "POST":
        return _page(request, period)
    found = queries.board(period)
    if found is None:
        raise Http404
    reason = request.POST.get("reason", "")
    try:
        made = actions.propose(request, found, reason)
    except approvals.Refused as refused:
        return _page(request, period, request.wording.say(refused.args[0]), reason)
    messages.success(request, request.wording.say("closing.proposed"))
    return redirect(approvals.url(made))


@permits("closing:read")
@require_POST
def groups(request: HttpRequest, period: str) -> HttpResponse:
    """Sends groups to review, or approves those that wait for this reader."""
    found = queries.board(period)
    if found is None:
        raise Http404
    do, chosen = request.POST.get("do", ""), showing.places(found, request.POST.getlist("group"))
    if do not in STEPS:
        return HttpResponse(status=422)
    permission, step = STEPS[do]
    may_ask(request, permission)
    try:
        count = step(request, found.run, chosen)
    except approvals.Refused as refused:
        return _page(request, period, request.wording.say(refused.args[0]))
    except Faulty as error:
        return _page(request, period, request.wording.fault(error.faults[0]))
    messages.success(request, request.wording.say(f"closing.groups.{do}.done", count=count))
    return redirect(f"{request.path.removesuffix('groups/')}?open={request.POST.get('open', '')}#groups")


@permits("closing:propose")
@require_POST
def carry(request: HttpRequest, period: str) -> HttpResponse:
    """Open disputes no longer keep this period open, but a later one: with a reason."""
    try:
        count = disputes.carry(request, period, request.POST.get("reason", ""))
    except disputes.Refused as refused:
        return _page(request, period, request.wording.say(refused.args[0]))
    messages.success(request, request.wording.say("closing.carry.done", count=count))
    return redirect("closing:period", period)


def _page(request: HttpRequest, period: str, wrong: str = "", reason: str = "") -> HttpResponse:
    """The board. Raises Http404 where the period has neither a run nor facts."""
    found = queries.board(period)
    status = 422 if wrong else 200
    given: dict[str, Any] = {
        "period": period,
        "standings": queries.standings(),
        "errors": [wrong] if wrong else [],
        "unverified": unverified(),
        "openings": openings(period),
        "first": _first(period),
        **_may(request),
    }
    if found is None:
        items = queries.board_without_run(period)
        if not items:
            raise Http404
        given |= _checklist(request, items, None, period)
        return render(request, "closing/uncomputed.html", given, status=status)
    run = found.run
    rules = results.rules_of(run.bundle)
    request.wording = in_currency(request.wording, rules.settings.currency)
    rows = showing.rows(request, found)
    open_now = found.state == "calculated"
    told = [item for item in found.items if found.started or item.name != "groups"]
    given |= _checklist(request, told, run, period)
    given |= {
        "board": found,
        "run": run,
        "decimals": rules.settings.currency_decimals,
        "rows": rows,
        "open": request.GET.get("open", ""),
        "columns": [cell.name for cell in rows[0].cells] if rows else [],
        "sendable": sum(row.sendable for row in rows) if given["may_send"] and open_now else 0,
        "approvable": sum(row.approvable for row in rows) if open_now else 0,
        "approved": sum(row.approved for row in rows),
        "groups": len(found.groups),
        "reviewed": found.started or found.state != "closed",
        "may_send": given["may_send"] and open_now,
        "may_propose": given["works"] and open_now,
        "ready": may_close(found.items),
        "needs_reason": bool(open_items(found.items)),
        "proposal_url": approvals.url(found.proposal) if found.proposal else "",
        "calculated_by": reviews.calculated_by(run.key),
        "reason": reason,
        "handed": payroll.handed(period) if found.state == "closed" else None,
        "disputes": given["works"] and any(i.name == "disputes" and i.count for i in found.items),
    }
    return render(request, "closing/period.html", given, status=status)


def told(proposal: approvals.ProposalView, request: HttpRequest) -> dict[str, Any]:
    """What the page of a proposal to close says: the run with its sums, and what is accepted as it is."""
    run = results.run_by_key(proposal.given["run"])
    settings = results.rules_of(run.bundle).settings if run else None
    found = queries.board(proposal.about) if proposal.waiting else None
    items = [showing.shown(item, found.run, request.wording) for item in found.items] if found else []
    return {
        "run": run,
        "accepted": proposal.given.get("accepted", ()),
        "items": items,
        "wording": in_currency(request.wording, settings.currency) if settings else request.wording,
        "decimals": settings.currency_decimals if settings else None,
        "paid": Decimal(run.control["paid"]) if run else None,
        "left": sum((each.amount for each in of_sums(run.control)), Decimal(0)) if run else None,
        "entries": proposal.outcome.get("entries"),
    }


def _first(period: str) -> bool:
    """Whether no earlier period has a run: balances of the time before are then brought along by hand."""
    oldest = results.runs()[-1:]
    return bool(oldest) and oldest[0].period == period


def _checklist(request: HttpRequest, items: Any, run: results.RunView | None, period: str) -> dict[str, Any]:
    """What is as it should be apart from what is not: the latter is told of."""
    lines = [showing.shown(item, run, request.wording, period) for item in items]
    return {
        "done": [line for line in lines if line["item"].state == State.OK],
        "left": [line for line in lines if line["item"].state != State.OK],
    }


def _may(request: HttpRequest) -> dict[str, bool]:
    held = request.user.held_roles(on=timezone.localdate())
    return {
        "works": allowed("closing:propose", held),
        "may_send": allowed("closing:send", held),
        "may_pay": allowed("payroll:read", held),
    }
