"""Pages of changes: all of them, a new document, an upload, a change as YAML."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from attain.apps.approvals import api as approvals
from attain.apps.approvals.api import ProposalView
from attain.apps.house.api import loaded_now
from attain.apps.rulebook.changing import RULE, about, change_of, first_day, given_of
from attain.apps.rulebook.new_texts import KINDS, text_for
from attain.apps.rulebook.proposals import summary
from attain.apps.rulebook.uploads import FORMS, uploaded
from attain.apps.rulebook.views import framed
from attain.engine.faults import Faulty
from attain.runs.proposing import Change
from attain.shell.permissions import permits
from attain.shell.tables import Column, Table


def address(row: ProposalView) -> str:
    """Where a proposal is looked at: a draft where it is written, another where it is decided."""
    if row.state == "draft":
        return reverse("rule_changes:draft", args=[row.id])
    return approvals.url(row)


PROPOSALS = Table(
    "rule_proposals",
    "rule.proposals",
    (
        Column("what", "rule.what", value="about", shown=summary, link=address, order="about"),
        Column("from", "rule.from", value="from_day", unit="date", order="from_day"),
        Column(
            "state",
            "rule.state",
            value=lambda row: f"approvals.state.{row.state}",
            unit="message",
            order="state",
        ),
        Column("by", "rule.by", value="made_by_name", order="made_by_name"),
        Column("made", "rule.made", value="made_at", unit="moment", order="made_at"),
        Column("decided", "rule.decided", value="decided_by_name", order="decided_by_name"),
    ),
    first="-made",
    search=("what", "by"),
    empty="rule.proposals.none",
)


def visible(request: HttpRequest) -> list[ProposalView]:
    """All changes but drafts of others."""
    found = approvals.proposals(kind=RULE)
    return [each for each in found if each.state != "draft" or each.made_by == request.user.pk]


def found_or_404(request: HttpRequest, number: int) -> ProposalView:
    """A change that this reader may see. Raises Http404, PermissionDenied."""
    found = approvals.proposal(number)
    if found is None or found.kind != RULE:
        raise Http404
    if found.state == "draft" and found.made_by != request.user.pk:
        raise PermissionDenied(number)
    return found


@permits("rulebook:preview")
@require_GET
def listed(request: HttpRequest) -> HttpResponseBase:
    """Drafts of mine, what waits, what was decided."""
    return PROPOSALS.response(
        request, visible(request), "rulebook/proposals.html", framed(request, "proposals")
    )


@permits("rulebook:preview")
@require_GET
def patch(request: HttpRequest, proposal: int) -> HttpResponse:
    """The change as the YAML that `attain whatif --with` takes."""
    found = found_or_404(request, proposal)
    answer = HttpResponse(change_of(found.given).text, content_type="application/yaml; charset=utf-8")
    name = found.about.replace("/", "-")
    answer["Content-Disposition"] = f'attachment; filename="{name}-{found.id}.yaml"'
    return answer


@permits("rulebook:propose")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new document: its kind, then its text."""
    kind, name = request.POST.get("kind", ""), request.POST.get("name", "").strip()
    wrong: dict[str, list[str]] = {}
    if request.method == "POST":
        if kind not in KINDS:
            raise Http404
        if name.isidentifier() or kind == "case":
            return redirect("rule_changes:draft", drafted(request, text_for(kind, name)).id)
        wrong["name"] = [request.wording.say("rule.new.name.wrong")]
    given = {"kinds": KINDS, "kind": kind, "name": name, "wrong": wrong}
    return render(request, "rulebook/new.html", given, status=422 if wrong else 200)


@permits("rulebook:propose")
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """A change from a file: YAML, or an archive of it such as the export."""
    wrong: list[str] = []
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            if file is None:
                wrong = [request.wording.say("rule.upload.none")]
            else:
                text = uploaded(str(file.name), file.read(), loaded_now())
                made = drafted(request, text)
                messages.success(request, request.wording.say("rule.upload.done"))
                return redirect("rule_changes:draft", made.id)
        except Faulty as error:
            wrong = [request.wording.fault(fault) for fault in error.faults]
    given = {"wrong": wrong, "forms": ",".join(FORMS)}
    return render(request, "rulebook/upload.html", given, status=422 if wrong else 200)


def drafted(request: HttpRequest, text: str, **more: Any) -> ProposalView:
    """A new draft of its maker."""
    change = Change(text, **more)
    given = given_of(change, loaded_now())
    return approvals.propose(request, RULE, about(change), given, "", first_day(change), draft=True)
