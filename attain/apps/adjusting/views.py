"""Pages of adjustments: all of them, a new one with what it makes of the pay, and attached files."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from attain.apps.adjusting import attachments
from attain.apps.adjusting.forms import Typed, read
from attain.apps.adjusting.models import Adjustment, Attachment, State
from attain.apps.adjusting.periods import choice, components, period_of
from attain.apps.adjusting.proposing import ADJUSTMENT, adjust
from attain.apps.adjusting.showing import component_title, name_of, pay_of
from attain.apps.approvals import api as approvals
from attain.apps.house.api import rules_now
from attain.apps.people import api as people
from attain.engine.faults import Faulty
from attain.shell.languages import in_currency
from attain.shell.models import User
from attain.shell.permissions import Reach, allowed, permits
from attain.shell.tables import Column, Table

#: So many rows are counted and paged.
MOST = 10_000


def _link(row: Adjustment) -> str:
    return reverse("approvals:one", args=[row.proposal]) if row.proposal else ""


def _search(rows: "QuerySet[Adjustment]", text: str) -> "QuerySet[Adjustment]":
    named = [each.key for each in people.found_people(text, None, 200)]
    return rows.filter(
        Q(person__in=named) | Q(key__icontains=text) | Q(person__icontains=text) | Q(reason__icontains=text)
    )


TABLE = Table(
    "adjustments",
    "adjusting.title",
    (
        Column("person", "adjusting.person", value=lambda row: row.name, order="person", link=_link),
        Column("component", "adjusting.component", value=lambda row: row.title, order="component"),
        Column("for_period", "adjusting.for_period", unit="period", order="for_period"),
        Column("period", "adjusting.period", unit="period", order="period"),
        Column("amount", "adjusting.amount", unit="money", order="amount"),
        Column("reason", "adjusting.reason"),
        Column(
            "state",
            "adjusting.state",
            value=lambda row: f"adjusting.state.{row.state}",
            unit="message",
            order="state",
        ),
        Column("made_by", "adjusting.made_by", value=lambda row: row.by[0]),
        Column("approved_by", "adjusting.approved_by", value=lambda row: row.by[1]),
        Column("confirmed_by", "adjusting.confirmed_by", value=lambda row: row.by[2]),
        Column("key", "adjusting.key", order="key", visible=False),
    ),
    first="-period",
    search=_search,
    empty="adjusting.empty",
    most=MOST,
)


@permits("adjustment:read")
@require_GET
def listed(request: HttpRequest) -> HttpResponseBase:
    """Adjustments of all whom the reader reaches."""
    asked = {name: request.GET.get(name, "").strip()[:200] for name in ("period", "person", "state")}
    asked["state"] = asked["state"] if asked["state"] in State.values else ""
    rows = _reached(request.reach)
    if asked["person"]:
        meant = people.all_meant(asked["person"], request.reach, timezone.localdate())
        rows = rows.filter(person__in=meant)
    wanted = {"period": asked["period"], "state": asked["state"]}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    rules = rules_now()
    periods = sorted(set(Adjustment.objects.values_list("period", flat=True)), reverse=True)
    given = {
        "asked": asked,
        "states": State.values,
        "periods": periods,
        "may_propose": _may(request, "adjustment:propose"),
        "may_suggest": _may(request, "organisation:read"),
    }
    request.wording = in_currency(request.wording, rules.settings.currency)
    places = rules.settings.currency_decimals
    columns = [replace(each, decimals=places) if each.unit == "money" else each for each in TABLE.columns]
    return TABLE.response(request, rows, "adjusting/list.html", given, _prepared(request), columns)


def _reached(far: Reach) -> "QuerySet[Adjustment]":
    """Of a leader the people who work in their units today, or did when the period was paid."""
    if far.everywhere:
        return Adjustment.objects.all()
    today = timezone.localdate()
    return Adjustment.objects.filter(person__in=people.within(far, today).order_by().values("key"))


def _prepared(request: HttpRequest) -> Callable[[Sequence[Any]], Sequence[Any]]:
    rules, wording = rules_now(), request.wording

    def prepare(rows: Sequence[Any]) -> Sequence[Any]:
        by = {name for row in rows for name in (row.made_by, row.approved_by, row.confirmed_by)}
        known = people.people(by | {row.person for row in rows})
        for row in rows:
            row.name = known[row.person].shown(wording) if row.person in known else row.person
            row.title = component_title(row.component, rules, wording)
            row.by = tuple(
                known[each].shown(wording) if each in known else each
                for each in (row.made_by, row.approved_by, row.confirmed_by)
            )
        return rows

    return prepare


@permits("adjustment:propose")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """First whose pay, then what; what it makes of the pay is shown before it is proposed."""
    rules, opened = rules_now(), choice()
    asked = (request.POST if request.method == "POST" else request.GET).dict()
    asked["person"] = people.meant(asked.get("person", ""), request.reach, timezone.localdate())
    typed = read(asked, opened, rules, request.wording)
    if typed.person and people.person(typed.person):
        _reaches(request, typed.person)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        if request.POST.get("do") == "propose":
            made, errors = _proposed(request, typed)
            if made is not None:
                messages.success(request, request.wording.say("adjusting.proposed"))
                return redirect(approvals.url(made))
        else:
            errors = _errors(request, typed)
    given = _form(request, typed)
    given |= {"opened": opened, "errors": errors, "looked": request.method == "POST" and not errors}
    if typed.amount is not None and "name" in given:
        given["pay"] = pay_of(typed.person, typed.period, typed.amount)
    return render(request, "adjusting/new.html", given, status=422 if errors else 200)


def _reaches(request: HttpRequest, person: str) -> None:
    """Raises PermissionDenied for somebody outside the reader's units, and for oneself."""
    if person == request.user.person:
        raise PermissionDenied(person)
    today = timezone.localdate()
    if not request.reach.everywhere and not people.within(request.reach, today).filter(key=person).exists():
        raise PermissionDenied(person)


def _errors(request: HttpRequest, typed: Typed) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for fault in typed.faults():
        found.setdefault(str(fault.values["field"]), []).append(request.wording.fault(fault))
    return found


def _proposed(
    request: HttpRequest, typed: Typed
) -> tuple[approvals.ProposalView | None, dict[str, list[str]]]:
    """The proposal; or what is wrong, by field."""
    if errors := _errors(request, typed):
        return None, errors
    assert typed.amount is not None
    what = (typed.person, typed.component, typed.for_period, typed.period, typed.amount, typed.reason)
    file = request.FILES.get("file")
    try:
        form = attachments.form_of(file.read(attachments.MOST_BYTES + 1)) if file else "none"
        if file:
            file.seek(0)
        if not form:
            raise attachments.NotTaken("adjusting.file.form")
        with transaction.atomic():
            list(User.objects.select_for_update().filter(pk=request.user.pk))  # sent twice at once, it is one
            made = _waits(request, typed) or adjust(request, *what)
            if file:
                attachments.keep(request, file, f"proposal:{made.id}")
    except Faulty as error:
        return None, {str(each.values["field"]): [request.wording.fault(each)] for each in error.faults}
    except attachments.NotTaken as wrong:
        return None, {"file": [request.wording.say(wrong.args[0])]}
    return made, {}


def _waits(request: HttpRequest, typed: Typed) -> approvals.ProposalView | None:
    """The same by the same maker, where it waits already."""
    own = approvals.proposals(ADJUSTMENT, typed.person, ["waiting"], request.user.pk)
    wanted = (typed.component, typed.for_period, typed.period, f"{typed.amount:f}", "")
    names = ("component", "for_period", "period", "amount", "about")
    same = (each for each in own if tuple(each.given.get(name, "") for name in names) == wanted)
    return next((each for each in same if each.reason == typed.reason), None)


def _form(request: HttpRequest, typed: Typed) -> dict[str, Any]:
    rules = rules_now()
    given: dict[str, Any] = {
        "typed": typed,
        "wording": in_currency(request.wording, rules.settings.currency),
        "decimals": rules.settings.currency_decimals,
    }
    if people.person(typed.person) is None:
        on = timezone.localdate()
        return given | {"several": people.offered(typed.person, request.reach, on, request.wording)}
    period = period_of(typed.for_period, rules)
    names = components(typed.person, period, rules) if period else ()
    given["name"] = name_of(typed.person, request.wording)
    given["components"] = [(each, component_title(each, rules, request.wording)) for each in names]
    return given


@permits("adjustment:read")
@require_GET
def attached(request: HttpRequest, attachment: int) -> HttpResponseBase:
    """A file that is attached to an adjustment, for those who may see its proposal."""
    found = Attachment.objects.filter(pk=attachment).first()
    if found is None:
        raise Http404
    kind, _, number = found.about.partition(":")
    proposal = approvals.proposal(int(number)) if kind == "proposal" else None
    if proposal is None:
        raise Http404
    if not approvals.may_see(proposal, request):
        raise PermissionDenied(attachment)
    return attachments.download(found)


def _may(request: HttpRequest, permission: str) -> bool:
    return allowed(permission, request.user.held_roles(on=timezone.localdate()))
