"""Pages of disputes: own ones, those to answer, all; one with its thread; each step; attached files."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_POST

from attain.apps.adjusting import api as adjusting
from attain.apps.disputes import actions, queries
from attain.apps.disputes.answering import to_answer
from attain.apps.disputes.forms import decision_of, receiver_of, seen_of, text_of
from attain.apps.disputes.models import Dispute
from attain.apps.disputes.recording import has_table
from attain.apps.disputes.rules import Kind, Outcome, State
from attain.apps.disputes.showing import due, line_title, page
from attain.apps.disputes.taking import repeated
from attain.apps.house.api import rules_now
from attain.apps.people import api as people
from attain.engine.faults import Faulty
from attain.shell.languages import in_currency
from attain.shell.permissions import allowed, permits
from attain.shell.tables import Column, Table
from attain.wording import Wording

MOST = 10_000

#: Which disputes a list shows.
SHOWN = ("mine", "answer", "all")


def _link(row: Dispute) -> str:
    return reverse("disputes:one", args=[row.pk])


def _due(row: Any, wording: Wording) -> str:
    """The day with a word where it is near or past."""
    look, word = row.due
    if row.state != State.OPEN or not look:
        return wording.date(row.due_on, "medium")
    return format_html('<span class="pill {}">{}</span>', look, wording.say(word, day=row.due_on))


def _search(rows: "QuerySet[Dispute]", text: str) -> "QuerySet[Dispute]":
    named = [each.key for each in people.found_people(text, None, 200)]
    wanted = Q(person__in=named) | Q(person__icontains=text) | Q(line__icontains=text)
    if text.isascii() and text.isdigit() and len(text) < 10:
        wanted |= Q(pk=int(text))
    return rows.filter(wanted)


TABLE = Table(
    "disputes",
    "disputes.title",
    (
        Column("line", "disputes.line", value=lambda row: row.title, link=_link),
        Column("number", "disputes.number", value="pk", unit="number", decimals=0, order="pk", visible=False),
        Column("person", "disputes.person", value=lambda row: row.name, order="person"),
        Column("period", "disputes.period", unit="period", order="period"),
        Column(
            "kind",
            "disputes.kind",
            value=lambda row: f"disputes.kind.{row.kind}",
            unit="message",
            order="kind",
        ),
        Column(
            "state",
            "disputes.state",
            value=lambda row: f"disputes.state.{row.state}",
            unit="message",
            order="state",
        ),
        Column("opened", "disputes.opened", value="opened_on", unit="date", order="opened_on"),
        Column("due", "disputes.due_on", value="due_on", unit="date", order="due_on", shown=_due),
        Column("answerer", "disputes.answerer", value=lambda row: row.answers),
        Column(
            "outcome",
            "disputes.outcome",
            value=lambda row: f"disputes.outcome.{row.outcome}" if row.outcome else "",
            shown=lambda row, wording: wording.say(f"disputes.outcome.{row.outcome}") if row.outcome else "–",
            order="outcome",
        ),
        Column("days", "disputes.days", unit="days", decimals=0, order="days"),
    ),
    first="due",
    search=_search,
    empty="disputes.empty",
    most=MOST,
)


@permits("dispute:read")
@require_GET
def listed(request: HttpRequest) -> HttpResponseBase:
    """Own ones, those to answer, all that the reader may see; how long settling took."""
    held = request.user.held_roles(on=timezone.localdate())
    tabs = [name for name in SHOWN if _has(name, request, allowed("dispute:answer", held))]
    shown = request.GET.get("show", "")
    shown = shown if shown in tabs else tabs[0]
    rows = {"mine": queries.mine, "answer": to_answer, "all": queries.seen}[shown](request)
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    rows = rows.filter(state=state) if state in list(State) else rows
    rows = rows.filter(kind=kind) if kind in list(Kind) else rows
    given = {
        "tabs": [(name, f"disputes.show.{name}", name == shown) for name in tabs],
        "shown": shown,
        "asked": {"state": state, "kind": kind},
        "states": list(State),
        "kinds": list(Kind),
        "times": queries.times(queries.seen(request)) if shown == "all" else (),
        "measured": has_table(),
        "may_adjustments": allowed("adjustment:read", held),
    }
    return TABLE.response(request, rows, "disputes/list.html", given, _prepared(request))


def _has(name: str, request: HttpRequest, answers: bool) -> bool:
    """Which lists a reader has: own ones who is paid, to answer who answers, all who sees others."""
    roles_far = request.reach.everywhere or bool(request.reach.units)
    return {"mine": bool(request.user.person), "answer": answers, "all": roles_far}[name]


def _prepared(request: HttpRequest) -> Callable[[Sequence[Any]], Sequence[Any]]:
    rules, wording, today = rules_now(), request.wording, timezone.localdate()

    def prepare(rows: Sequence[Any]) -> Sequence[Any]:
        known = people.people({row.person for row in rows})
        users = queries.answerers(rows)
        for row in rows:
            row.name = known[row.person].shown(wording) if row.person in known else row.person
            row.title = line_title(row.line, rules, wording)
            row.due = due(row, today)
            row.answers = users.get(row.answerer_id) or wording.say(f"disputes.desk.{row.desk}")
        return rows

    return prepare


@permits("dispute:read")
@require_GET
def one(request: HttpRequest, dispute: int) -> HttpResponse:
    """A dispute: what it is about, the number then and now, what was said, what may be done."""
    return render(request, "disputes/one.html", page(request, _found(request, dispute)))


@permits("dispute:read")
@require_POST
def do(request: HttpRequest, dispute: int) -> HttpResponse:
    """One step: of the person or of who answers."""
    found = _found(request, dispute)
    step = request.POST.get("do", "")
    if step not in _STEPS:
        return HttpResponse(status=422)
    errors: dict[str, list[str]] = {}
    try:
        taken = _STEPS[step](request, found)
    except actions.Refused as refused:
        if _sent_twice(request, found, step):
            return redirect("disputes:one", found.pk)
        errors[refused.args[1] if len(refused.args) > 1 else ""] = [request.wording.say(refused.args[0])]
    except adjusting.NotTaken as wrong:
        errors["file"] = [request.wording.say(wrong.args[0])]
    except Faulty as error:
        for each in error.faults:
            errors.setdefault(str(each.values.get("field", "")), []).append(request.wording.fault(each))
    else:
        if taken is not False:
            messages.success(request, request.wording.say(f"disputes.done.{step}"))
        return redirect("disputes:one", found.pk)
    again = _found(request, dispute)
    given = {**page(request, again), "errors": errors, "typed": request.POST, "step": step}
    return render(request, "disputes/one.html", given, status=422)


def _sent_twice(request: HttpRequest, row: Dispute, step: str) -> bool:
    """Whether a step that can't be taken now is one that the reader took from the same page."""
    return repeated(row, request, text_of(request.POST), seen_of(request.POST), *_TOLD[step])


def _wording(request: HttpRequest) -> Wording:
    return in_currency(request.wording, rules_now().settings.currency)


#: What a step may be written down as.
_TOLD: dict[str, tuple[str, ...]] = {
    "ask": ("asked",),
    "reply": ("replied", "added"),
    "hand": ("handed",),
    "decide": tuple(Outcome),
    "confirm": ("confirmed",),
    "reopen": ("reopened",),
    "settle": ("settled",),
}

#: step → takes it; False where it was sent twice.
_STEPS: dict[str, Callable[[HttpRequest, Dispute], bool | None]] = {
    "ask": lambda request, row: actions.ask(request, row, text_of(request.POST)),
    "reply": lambda request, row: actions.add(
        request, row, text_of(request.POST), request.FILES.get("file"), seen_of(request.POST)
    ),
    "hand": lambda request, row: actions.hand(request, row, receiver_of(request.POST), text_of(request.POST)),
    "decide": lambda request, row: actions.decide(request, row, decision_of(request.POST, _wording(request))),
    "confirm": actions.confirm,
    "reopen": lambda request, row: actions.reopen(request, row, text_of(request.POST)),
    "settle": actions.settle,
}


@permits("dispute:read")
@require_GET
def attached(request: HttpRequest, dispute: int, attachment: int) -> HttpResponseBase:
    """A file of a dispute, as a download, for those who may see it."""
    found = _found(request, dispute)
    for each in adjusting.attachments(found.about):
        if each.pk == attachment:
            return adjusting.download(each)
    raise Http404


def _found(request: HttpRequest, number: int) -> Dispute:
    """Raises Http404 where there is none, PermissionDenied where it is not for this reader."""
    row = Dispute.objects.select_related("answerer", "raised_by", "decided_by").filter(pk=number).first()
    if row is None:
        raise Http404
    if not queries.may_see(row, request):
        raise PermissionDenied(number)
    return row
