"""The page that proposes a hand-over: whom it holds, what that comes to, who is left out; then the work."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from attain.apps.approvals import api as approvals
from attain.apps.ledger import api as ledger
from attain.apps.payroll import handovers, mappings, tasks
from attain.apps.payroll.telling import component, worded
from attain.apps.payroll.whom import Sums, Whom, left_out, posts, sums, whom
from attain.apps.people import api as people
from attain.runs.payroll_mapping import PayrollMapping
from attain.shell.permissions import Reach, permits
from attain.shell.work.asking import visible_to

EVERYWHERE = Reach(everywhere=True)


@permits("payroll:propose")
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """What would be handed over, in sums of the database; asks that it is made and proposed."""
    newest = ledger.newest()
    typed = request.POST if request.method == "POST" else request.GET
    if newest is None:
        return render(request, "payroll/propose.html", {}, status=422 if request.method == "POST" else 200)
    chosen, errors = _whom(request, typed)
    pay_date, wrong_date = _date(typed.get("pay_date", ""), newest.last)
    if wrong_date:
        errors["pay_date"] = [request.wording.say("payroll.refused.date")]
    known = mappings.mappings()
    mapping = next((each for each in known if each.mapping == typed.get("mapping")), known[0])
    found = sums(chosen, newest.last)
    there = handovers.waiting_for(chosen)
    if request.method == "POST" and not errors:
        why = _refused(found, there, typed.get("seen", found.seen))
        if not why:
            return _asked(request, newest.period, chosen, found, mapping, pay_date)
        errors["all"] = [request.wording.say(why)]
    wording, decimals = worded(request.wording)
    whole = found if chosen.everybody else sums(Whom(), newest.last)
    work = tasks.underway()
    given = {
        "newest": newest,
        "wording": wording,
        "decimals": decimals,
        "chosen": chosen,
        "found": found,
        "whole": whole,
        "rest": whole.total - found.total,
        "rest_people": whole.people - found.people,
        "components": sorted((component(name, wording), value) for name, value in found.components.items()),
        "posts": posts(newest.last, newest.bundle, request.wording),
        "around": people.surroundings(EVERYWHERE, chosen.unit),
        "there": approvals.url(there) if there else "",
        "work": work if work and visible_to(request).filter(pk=work.pk).exists() else None,
        "mappings": known,
        "mapping": mapping,
        "pay_date": pay_date.isoformat(),
        "reason": typed.get("reason", ""),
        "errors": errors,
        **_left_out(request, chosen, found, newest.last),
    }
    return render(request, "payroll/propose.html", given, status=422 if errors else 200)


def _refused(found: Sums, there: approvals.ProposalView | None, seen: str) -> str:
    """Why it can't be asked for now: a message, "" where nothing stands against it."""
    if there is not None:
        return "payroll.refused.waiting"
    if not found.people:
        return "payroll.refused.nothing"
    return "" if seen == found.seen else "payroll.refused.since"


def _asked(
    request: HttpRequest, period: str, chosen: Whom, found: Sums, mapping: PayrollMapping, pay_date: date
) -> HttpResponse:
    """Leads to the work; the same is not asked for twice while it is on its way."""
    reason = request.POST.get("reason", "").strip()
    given = {"mapping": mapping.mapping, "pay_date": pay_date.isoformat(), "reason": reason}
    figures = (found.people, found.total)
    work, new = tasks.ask_to_propose(request, period, chosen, figures, **given)
    if not new:
        messages.info(request, request.wording.say("runs.on_its_way"))
    return redirect("work:one", work.pk)


def _whom(request: HttpRequest, typed: QueryDict) -> tuple[Whom, dict[str, list[str]]]:
    """Whom the form chooses; a unit that there is not is said at its field."""
    chosen, errors = whom(typed), dict[str, list[str]]()
    if chosen.unit and people.unit(chosen.unit) is None:
        errors["unit"] = [request.wording.say("payroll.refused.unit")]
        chosen = Whom(chosen.post)
    return chosen, errors


def _date(text: str, last: date) -> tuple[date, bool]:
    """The pay date that was typed, else five days after the period; whether what was typed is none."""
    first = (last or timezone.localdate()) + timedelta(days=4)
    if not text:
        return first, False
    try:
        return date.fromisoformat(text), False
    except ValueError:
        return first, True


def _left_out(request: HttpRequest, chosen: Whom, found: Sums, last: date) -> dict[str, Any]:
    """Who is not in the file, by name: on hold, and below zero."""
    if not (found.held_people or found.carried_people):
        return {}
    held, carried = left_out(chosen, last)
    names = people.people({key for key, _ in (*held, *carried)})
    shown = {key: view.shown(request.wording) for key, view in names.items()}
    kinds = (("payroll.left.on_hold", held), ("payroll.left.below", carried))
    rows = [(key, shown.get(key, key), why, amount) for why, own in kinds for key, amount in own]
    return {"left": rows, "more_left": found.held_people + found.carried_people - len(rows)}
