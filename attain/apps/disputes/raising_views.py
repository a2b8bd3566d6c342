"""Raising a dispute: from a line of the own statement."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from attain.apps.adjusting import api as adjusting
from attain.apps.disputes import actions, numbers
from attain.apps.disputes.forms import number_of, text_of
from attain.apps.disputes.models import Dispute
from attain.apps.disputes.rules import DUE_DAYS, State, due_on
from attain.apps.disputes.showing import kinds, line_title
from attain.apps.house.api import rules_now
from attain.apps.results import api as results
from attain.shell.languages import in_currency
from attain.shell.permissions import permits


@permits("dispute:raise")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """What looks wrong in a line, and what it should be; the explanation of the line goes with it."""
    given = request.POST if request.method == "POST" else request.GET
    person = given.get("person", "") or request.user.person
    if not person or person != request.user.person:
        raise PermissionDenied(person)
    line = given.get("line", "") or numbers.PAID
    run = results.run(given.get("period", "")) if given.get("period") else next(iter(results.runs()), None)
    if run is None or not numbers.is_line(run, person, line):
        raise Http404
    same = Dispute.objects.filter(person=person, period=run.period, line=line)
    if (open_one := same.exclude(state=State.SETTLED).first()) is not None and request.method != "POST":
        messages.info(request, request.wording.say("disputes.there"))
        return redirect("disputes:one", open_one.pk)
    rules = rules_now()
    unit = numbers.unit_of(line, run.period, rules)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            made = _raised(request, person, run.period, line, unit)
        except actions.Refused as refused:
            field = refused.args[1] if len(refused.args) > 1 else ""
            errors[field] = [request.wording.say(refused.args[0])]
        except adjusting.NotTaken as wrong:
            errors["file"] = [request.wording.say(wrong.args[0])]
        else:
            messages.success(request, request.wording.say("disputes.raised", day=made.due_on))
            return redirect("disputes:one", made.pk)
    shown: dict[str, Any] = {
        "person": person,
        "run": run,
        "line": line,
        "title": line_title(line, rules, request.wording),
        "value": numbers.value_in(run, person, line),
        "unit": unit,
        "decimals": rules.settings.currency_decimals,
        "wording": in_currency(request.wording, rules.settings.currency),
        "kinds": kinds(),
        "typed": request.POST,
        "errors": errors,
        "due": due_on(timezone.localdate(), numbers.calendar()),
        "days": DUE_DAYS,
    }
    return render(request, "disputes/new.html", shown, status=422 if errors else 200)


def _raised(request: HttpRequest, person: str, period: str, line: str, unit: str) -> Dispute:
    typed = request.POST.get("expected", "").strip()
    wording = in_currency(request.wording, rules_now().settings.currency)
    expected = number_of(typed, wording, unit) if typed else None
    if typed and expected is None:
        raise actions.Refused("disputes.refused.expected", "expected")
    raised = actions.Raised(
        person,
        period,
        line,
        request.POST.get("kind", ""),
        text_of(request.POST, "reason"),
        expected,
        request.FILES.get("file"),
    )
    return actions.raise_(request, raised)
