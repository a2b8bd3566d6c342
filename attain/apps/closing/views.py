"""Pages of closing: the board of periods, and one period with its checklist."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from attain.apps.approvals import api as approvals
from attain.apps.closing import actions, queries
from attain.apps.closing.rules import Item, may_close, open_items
from attain.apps.results import api as results
from attain.engine.faults import Faulty
from attain.shell.permissions import allowed, permits
from attain.wording import Wording

#: Where a line of the checklist is looked after: url name, and what it needs of the period.
PLACES = {
    "facts": "facts:quality",
    "quarantine": "facts:quarantine",
    "targets": "targets:grid",
    "lint": "rulebook:check",
    "calculated": "runs:start",
    "current": "runs:start",
    "held": "runs:one",
    "adjustments": "runs:one",
    "uncredited": "runs:one",
    "proposals": "approvals:list",
    "earlier": "closing:board",
}

LOOKS = {"ok": ("circle-check", "ok"), "open": ("alert-triangle", "warn"), "missing": ("x", "bad")}


@permits("closing:read")
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """The newest periods, each with its checklist."""
    try:
        found = queries.boards()
    except Faulty:
        found = []
    rows = [(each, [_shown(item, each.run, request.wording) for item in each.items]) for each in found]
    return render(request, "closing/board.html", {"rows": rows})


@permits("closing:read")
@require_http_methods(["GET", "HEAD", "POST"])
def period(request: HttpRequest, period: str) -> HttpResponse:
    """One period: what is done, what is missing and whose turn it is; proposes to close it."""
    found = queries.board(period)
    if found is None:
        raise Http404
    wrong, reason = "", request.POST.get("reason", "")
    if request.method == "POST":
        try:
            made = actions.propose(request, found, reason)
        except approvals.Refused as refused:
            wrong = request.wording.say(refused.args[0])
        else:
            messages.success(request, request.wording.say("closing.proposed"))
            return redirect(approvals.url(made))
    held = request.user.held_roles(on=timezone.localdate())
    given: dict[str, Any] = {
        "board": found,
        "run": found.run,
        "items": [_shown(item, found.run, request.wording) for item in found.items],
        "works": allowed("closing:propose", held),
        "may_propose": allowed("closing:propose", held) and found.state == "calculated",
        "ready": may_close(found.items),
        "needs_reason": bool(open_items(found.items)),
        "proposal_url": approvals.url(found.proposal) if found.proposal else "",
        "reason": reason,
        "errors": [wrong] if wrong else [],
    }
    return render(request, "closing/period.html", given, status=422 if wrong else 200)


def told(proposal: approvals.ProposalView, request: HttpRequest) -> dict[str, Any]:
    """What the page of a proposal to close says: the run, and what is accepted as it is."""
    run = results.run_by_key(proposal.given["run"])
    found = queries.board(proposal.about) if proposal.waiting else None
    return {
        "run": run,
        "accepted": proposal.given.get("accepted", ()),
        "items": [_shown(item, found.run, request.wording) for item in found.items] if found else (),
        "entries": proposal.outcome.get("entries"),
    }


def _shown(item: Item, run: results.RunView, wording: Wording) -> dict[str, Any]:
    """An item with its look and where it is looked after."""
    icon, look = LOOKS[item.state]
    place = PLACES[item.name]
    url = reverse(place, args=[run.key]) if place == "runs:one" else reverse(place)
    if place == "runs:start":
        url += f"?period={run.period}"
    names = wording.list(wording.period(each) for each in item.names) if item.name == "earlier" else ""
    return {
        "item": item,
        "icon": icon,
        "look": look,
        "url": url,
        "id": f"closing.item.{item.name}",
        "names": names or ", ".join(item.names),
    }
