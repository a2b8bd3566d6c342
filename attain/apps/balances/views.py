"""Pages of balances: what comes later and what is owed, a decision about it, and people who leave."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from attain.apps.approvals import api as approvals
from attain.apps.balances import deciding, leaving, queries
from attain.apps.balances.showing import history, timeline, title_of
from attain.apps.house.api import rules_now
from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.engine.decide.by_hand import DRAW
from attain.engine.faults import Faulty
from attain.shell.languages import in_currency
from attain.shell.permissions import allowed, permits

#: Whoever worked in a leader's units so lately is theirs to read.
LATELY = timedelta(days=92)


@permits("balance:read")
@require_GET
def person(request: HttpRequest, key: str) -> HttpResponse:
    """What a person's pay holds for later, period by period, what waits, and what is owed of draws."""
    given = _person(request, key)
    at = queries.now()
    if at is not None:
        found = queries.standing(key, at)
        given |= {
            "at": at,
            "found": found,
            "timeline": timeline(found, queries.coming(key, at), request.wording),
            "waits": [part for part in found.parts if not part.due or (part.event and part.lost)],
            "titles": {part.component: title_of(part.component, request.wording) for part in found.parts},
            "draws": history(queries.draw_moves(key)),
            "asked": queries.waiting(key),
            "explained": {run.period for run in results.runs()},
            "may_decide": allowed("balance:decide", request.user.held_roles(on=timezone.localdate()))
            and key != request.user.person,
        }
    return render(request, "balances/person.html", given)


@permits("balance:decide")
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, key: str) -> HttpResponse:
    """One decision: what shall become of it, what that makes of the pay, then the proposal."""
    given = _person(request, key)
    if key == request.user.person:
        raise PermissionDenied(key)
    at = queries.now()
    if at is None:
        raise Http404
    typed = deciding.read(request.POST if request.method == "POST" else request.GET, request.wording)
    found = queries.standing(key, at)
    part = deciding.about(found, typed.name)
    if part is None and typed.name != DRAW:
        raise Http404
    errors: dict[str, list[str]] = {}
    tried = new = None
    if request.method == "POST":
        try:
            new = deciding.setting(key, typed, at, found)
            if request.POST.get("do") == "propose":
                made = deciding.propose(request, key, typed, at)
                messages.success(request, request.wording.say("balances.proposed"))
                return redirect(approvals.url(made))
            tried = deciding.tried(at, found, new)
        except Faulty as error:
            errors = _errors(request, error)
    given |= {
        "at": at,
        "found": found,
        "part": part,
        "title": title_of(part.component, request.wording) if part else "",
        "amount": part.amount if part else found.owed,
        "typed": typed,
        "periods": deciding.later_periods(at),
        "errors": errors,
        "looked": new is not None and not errors,
        "tried": tried,
    }
    return render(request, "balances/decide.html", given, status=422 if errors else 200)


@permits("leaving:read")
@require_GET
def leave(request: HttpRequest) -> HttpResponse:
    """Who left in the last months or leaves in the next ones, and what is still to be done about it."""
    today = timezone.localdate()
    found, more = leaving.leavers(request.reach, today)
    names = people.people(each.key for each in found)
    asked = request.GET.get("state", "")
    roles = request.user.held_roles(on=today)
    given = {
        "rows": [each for each in found if asked in ("", each.state)],
        "names": {each.key: _name(request, names.get(each.key), each.key) for each in found},
        "titles": people.unit_titles({each.unit for each in found}),
        "counts": {state: sum(each.state == state for each in found) for state in leaving.STATES},
        "more": more,
        "states": leaving.STATES,
        "asked": asked,
        "may_hand_over": allowed("handover:propose", roles),
        **_money(request),
    }
    return render(request, "balances/leaving.html", given)


def _person(request: HttpRequest, key: str) -> dict[str, Any]:
    """Who it is about. Raises Http404 for nobody, PermissionDenied for somebody out of reach."""
    today, view = timezone.localdate(), people.person(key)
    if not people.works_within(request.reach, key, today - LATELY, today + timedelta(days=1)):
        raise PermissionDenied(key)
    if view is None:
        raise Http404
    return {"key": key, "whose": view.shown(request.wording), **_money(request)}


def _money(request: HttpRequest) -> dict[str, Any]:
    settings = rules_now().settings
    return {
        "wording": in_currency(request.wording, settings.currency),
        "decimals": settings.currency_decimals,
    }


def _name(request: HttpRequest, view: people.PersonView | None, key: str) -> str:
    return view.shown(request.wording) if view else key


def _errors(request: HttpRequest, error: Faulty) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for fault in error.faults:
        field = str(fault.values.get("field", "what"))
        found.setdefault(field, []).append(_money(request)["wording"].fault(fault))
    return found
