"""Hand-overs: which there are, and of which clients a new one shall be."""

from collections.abc import Sequence
from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_http_methods

from attain.apps.approvals import api as approvals
from attain.apps.clients import handing, queries, searching
from attain.apps.clients.pasted import keys_of_file, keys_of_text
from attain.apps.clients.views import asked_of
from attain.apps.people import api as people
from attain.shell.permissions import permits
from attain.shell.tables import Column, Table

#: So many clients go in one hand-over.
MOST = 5_000

#: So many keys that are not known are told.
TOLD = 20

TABLE = Table(
    "handovers",
    "clients.handovers",
    (
        Column("about", "clients.handover.what", shown=handing.summary, link=approvals.url),
        Column("day", "clients.handover.day", value="from_day", unit="date", order="from_day"),
        Column("by", "clients.handover.by", value="made_by_name", order="made_by_name"),
        Column("made", "clients.handover.made", value="made_at", unit="moment", order="made_at"),
        Column(
            "state",
            "clients.handover.state",
            value=lambda row: f"approvals.state.{row.state}",
            unit="message",
            order="state",
        ),
    ),
    first="-made",
    search=("by",),
    empty="clients.handovers.empty",
)


@permits("handover:propose")
@require_GET
def listed(request: HttpRequest) -> HttpResponseBase:
    """Hand-overs that the reader proposed or may decide, or of one person, the newest first."""
    person = request.GET.get("person", "").strip()[:200]
    rows = [
        each
        for each in approvals.proposals(kind=handing.HANDOVER)
        if _may_see(request, each) and (not person or person in _both(each))
    ]
    given = {"person": handing.named([person], request.wording)[person] if person else ""}
    return TABLE.response(request, rows, "clients/handovers.html", given)


@permits("handover:propose")
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Which clients: ticked in the list, all that the list shows, typed, or from a file."""
    typed = request.POST.get("keys", "")
    errors: list[str] = []
    unknown: Sequence[str] = ()
    if request.method == "POST":
        try:
            wanted = _wanted(request, typed)
        except ValueError as wrong:
            errors = [request.wording.say(wrong.args[0], most=MOST)]
        else:
            found = _within_reach(request, wanted)
            unknown = [key for key in wanted if key not in found]
            if not wanted:
                errors = [request.wording.say("clients.handover.nobody")]
            elif unknown:
                named = ", ".join(unknown[:TOLD])
                errors = [request.wording.say("clients.handover.unknown", count=len(unknown), keys=named)]
                typed = typed or "\n".join(wanted)
            else:
                return redirect("clients:draft", _drafted(request, wanted))
    given = {"typed": typed, "errors": errors, "most": MOST}
    return render(request, "clients/hand_over.html", given, status=422 if errors else 200)


def _wanted(request: HttpRequest, typed: str) -> list[str]:
    """The keys that are asked for. Raises ValueError(message id) where they can't be had."""
    do = request.POST.get("do", "chosen")
    if do == "all":
        on = timezone.localdate()
        asking = HttpRequest()
        asking.GET = QueryDict(request.POST.get("query", ""))
        rows = queries.narrowed(queries.visible(request.reach, on), asked_of(asking), request.reach, on)
        if text := asking.GET.get("q", "").strip():
            rows = searching.found(rows, text)
        wanted = list(rows.order_by("key").values_list("key", flat=True)[: MOST + 1])
    elif (file := request.FILES.get("file")) is not None:
        wanted = keys_of_file(file)
    else:
        wanted = [*request.POST.getlist("client"), *keys_of_text(typed)]
    wanted = list(dict.fromkeys(wanted))
    if len(wanted) > MOST:
        raise ValueError("clients.handover.too_many")
    return wanted


def _within_reach(request: HttpRequest, wanted: Sequence[str]) -> set[str]:
    rows = queries.visible(request.reach, timezone.localdate())
    found: set[str] = set()
    for at in range(0, len(wanted), 500):
        found.update(rows.filter(key__in=wanted[at : at + 500]).values_list("key", flat=True))
    return found


def _drafted(request: HttpRequest, wanted: Sequence[str]) -> int:
    today = timezone.localdate()
    try:
        asked = parse_date(request.POST.get("day", ""))
    except ValueError:
        asked = None
    day = asked or (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    giver = request.POST.get("giver", "").replace("\0", "").strip()[:200]
    giver = giver if people.person(giver) else ""
    about = wanted[0] if len(wanted) == 1 else f"{wanted[0]} +{len(wanted) - 1}"
    given = {"clients": list(wanted), "receiver": "", "giver": giver, "day": day.isoformat()}
    return approvals.propose(request, handing.HANDOVER, about, given, from_day=day, draft=True).id


def _both(proposal: approvals.ProposalView) -> tuple[str, ...]:
    return (proposal.given.get("receiver", ""), *proposal.given.get("givers", ()))


def _may_see(request: HttpRequest, proposal: approvals.ProposalView) -> bool:
    own = proposal.made_by == request.user.pk
    if proposal.state in ("draft", "withdrawn"):
        return own and proposal.state == "draft"
    return own or request.reach.everywhere or handing.may_approve(proposal, request)
