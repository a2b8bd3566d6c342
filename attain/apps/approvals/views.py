"""Pages of approvals: what waits for me, what I asked for, and one proposal with its decision."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from attain.apps.approvals import actions, queries
from attain.apps.approvals.contracts import ProposalView, Refused
from attain.apps.approvals.kinds import Kind, kind
from attain.engine.faults import Fault, Faulty
from attain.shell.permissions import allowed, permits
from attain.shell.tables import Column, Table
from attain.shell.work.asking import visible_to
from attain.shell.work.performing import restored
from attain.wording import Wording

#: Which proposals a list shows.
SHOWN = ("waiting", "mine", "all")

LOOKS = {"waiting": "warn", "approved": "ok", "refused": "bad"}


def url(proposal: ProposalView) -> str:
    """The page of a proposal."""
    return reverse("approvals:one", args=[proposal.id])


def summary(proposal: ProposalView, wording: Wording) -> str:
    """What a proposal is about, in a line."""
    try:
        return kind(proposal.kind).summary(proposal, wording)
    except KeyError:
        return proposal.about


TABLE = Table(
    "approvals",
    "approvals.title",
    (
        Column("about", "approvals.about", shown=summary, link=url),
        Column(
            "kind", "approvals.kind", value=lambda row: kind(row.kind).title, unit="message", order="kind"
        ),
        Column("from", "approvals.from", value="from_day", unit="date", order="from_day"),
        Column("by", "approvals.by", value="made_by_name", order="made_by_name"),
        Column("made", "approvals.made", value="made_at", unit="moment", order="made_at"),
        Column(
            "state",
            "approvals.state",
            value=lambda row: f"approvals.state.{row.state}",
            unit="message",
            order="state",
        ),
        Column("decided", "approvals.decided", value="decided_by_name", order="decided_by_name"),
    ),
    first="-made",
    search=("about", "by", "decided"),
    empty="approvals.empty",
)


@permits("approval:read")
@require_GET
def listed(request: HttpRequest) -> HttpResponseBase:
    """What waits for me; what I asked for; everything that I may see."""
    shown = request.GET.get("show", "waiting")
    shown = shown if shown in SHOWN else SHOWN[0]
    if shown == "waiting":
        rows = queries.waiting(request)
    elif shown == "mine":
        rows = queries.proposals(made_by=request.user.pk)
    else:
        rows = [each for each in queries.proposals() if queries.may_see(each, request)]
    tabs = [(name, f"approvals.show.{name}", name == shown) for name in SHOWN]
    return TABLE.response(request, rows, "approvals/list.html", {"tabs": tabs, "shown": shown})


@permits("approval:read")
@require_GET
def one(request: HttpRequest, proposal: int) -> HttpResponse:
    """A proposal: what it does, who asked and why, and the decision."""
    return render(request, "approvals/one.html", _told(request, _found(request, proposal)))


@permits("approval:read")
@require_POST
def decide(request: HttpRequest, proposal: int) -> HttpResponse:
    """Approves, refuses, withdraws or takes back; leads to the work where approving takes long."""
    found = _found(request, proposal)
    do, note = request.POST.get("do", ""), request.POST.get("note", "").strip()
    if do not in _STEPS:
        return HttpResponse(status=422)
    given: dict[str, Any]
    try:
        if do == "approve" and (work := actions.approve_later(request, found.id, note)):
            return redirect("work:one", work.pk)
        after = _STEPS[do](request, found.id, note)
    except Refused as refused:
        given = {"errors": [request.wording.say(refused.args[0])], "note": note}
    except Faulty as error:
        given = {"faulty": [request.wording.fault(fault) for fault in error.faults], "note": note}
    else:
        done = "step" if do == "approve" and after.waiting else do
        messages.success(request, request.wording.say(f"approvals.done.{done}"))
        return redirect("approvals:one", after.id)
    again = _found(request, proposal)
    return render(request, "approvals/one.html", {**_told(request, again), **given}, status=422)


def _undone(request: HttpRequest, number: int, note: str) -> ProposalView:
    if not note:
        raise Refused("approvals.refused.reason")
    return actions.undo(request, number, note)


_STEPS: dict[str, Callable[[HttpRequest, int, str], ProposalView]] = {
    "approve": actions.approve,
    "refuse": actions.refuse,
    "withdraw": lambda request, number, note: actions.withdraw(request, number),
    "undo": _undone,
}


def _found(request: HttpRequest, number: int) -> ProposalView:
    """Raises Http404 where there is none, PermissionDenied where it is not for this reader."""
    found = queries.proposal(number)
    if found is None:
        raise Http404
    if not queries.may_see(found, request):
        raise PermissionDenied(number)
    return found


def _told(request: HttpRequest, found: ProposalView) -> dict[str, Any]:
    of, wording = kind(found.kind), request.wording
    held = request.user.held_roles(on=timezone.localdate())
    own, work = found.made_by == request.user.pk, queries.underway(found)
    may_undo = found.state == "approved" and allowed(of.propose, held) and of.undo(found) is not None
    may_undo = may_undo and not queries.of_oneself(found, request)
    faults = [
        Fault(each["id"], restored(each["values"]), each["file"], each["line"]) for each in found.faults
    ]
    return {
        "proposal": found,
        "kind": of,
        "title": of.title,
        "summary": summary(found, wording),
        "state": f"approvals.state.{found.state}",
        "look": LOOKS.get(found.state, "soft"),
        "part": of.context(found, request),
        "underway": work,
        "may_follow": work is not None and visible_to(request).filter(pk=work.pk).exists(),
        "may_decide": work is None and queries.may_approve(found, request),
        "may_withdraw": work is None and own and found.state in ("waiting", "draft"),
        "may_undo": may_undo,
        "waits_for_others": work is None and (own or queries.took_part(found, request)) and found.waiting,
        "own": own,
        "steps": _steps(found, of) if len(of.permissions) > 1 else (),
        "faulty": [wording.fault(fault) for fault in faults] if found.waiting else (),
    }


def _steps(found: ProposalView, of: Kind) -> list[dict[str, Any]]:
    """Who approved which step, who is next."""
    done = {each.step: each for each in found.approvals}
    rows = []
    for number, title in enumerate(of.steps, 1):
        next_one = found.waiting and number == found.step
        rows.append({"number": number, "title": title, "done": done.get(number), "next": next_one})
    return rows
