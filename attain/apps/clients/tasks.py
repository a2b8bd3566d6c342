"""Work on hand-overs of many clients, which takes longer than a page may: to look at one, and to do it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from attain.apps.approvals import api as approvals
from attain.apps.clients import handing
from attain.apps.house.api import rules_now, store
from attain.engine.faults import Fault, Faulty
from attain.runs.handover import moved
from attain.runs.portfolio import Portfolio
from attain.shell.work.asking import as_asked, ask, may_ask
from attain.shell.work.job import Job
from attain.shell.work.kinds import Kind, Outcome, add
from attain.shell.work.models import ENDED, Work
from attain.shell.work.performing import written

LOOK = "look_at_handover"

#: What a look at a hand-over goes by; with another one it is looked at anew.
ASKED = ("receiver", "giver", "day")

#: So many faults are kept with a draft.
TOLD = 20


def look_later(request: HttpRequest, found: approvals.ProposalView, typed: dict[str, object]) -> int:
    """Has worked out what a draft brings about; the number of the work."""
    asked = {"receiver": typed["receiver"], "giver": typed["giver"], "day": str(typed["day"])}
    with transaction.atomic():
        work = ask(LOOK, request.user, {"draft": found.id, **asked})
        given = {"clients": found.given["clients"], **asked, "work": work.pk}
        if all(found.given.get(name) == asked[name] for name in ASKED) and "transfers" in found.given:
            given["typed"] = found.given["transfers"]
        approvals.redraft(request, found.id, given, str(typed["reason"]), typed["day"])
    return int(work.pk)


def look(job: Job) -> Outcome:
    """What a hand-over brings about, kept with its draft; the clients that can't be handed over likewise."""
    number = job.given["draft"]
    done = Outcome("clients.handover.looked", {}, f"{reverse('clients:draft', args=[number])}#effects")
    asking = as_asked(job)
    may_ask(asking, "handover:propose")
    found = approvals.proposal(number)
    if found is None or not _still(job, found):
        return done
    given = handing.asked(found.given)
    rules, house = rules_now(), store()
    snapshot = house.snapshot()
    job.progress("clients.handover.step.read", 0.1)
    kept = {name: found.given[name] for name in ("clients", *ASKED)}
    with house.engine() as engine:
        portfolio = Portfolio(engine, snapshot, rules)
        try:
            parts = moved(given, portfolio.spells(given.clients))
        except Faulty as error:
            faulty = sorted({str(each.values["client"]) for each in error.faults})
            told = [written(each) for each in error.faults[:TOLD]]
            content = {**kept, "faulty": faulty, "faults": told}
        else:
            job.progress("clients.handover.step.effects", 0.4)
            effects = portfolio.effects(given, parts, timezone.localdate())
            content = handing.content(given, parts, effects, snapshot.id)
            content["transfers"] = found.given.get("typed", content["transfers"])
    job.progress("clients.handover.step.effects", 0.9)
    with transaction.atomic():
        now = approvals.proposal(number)
        if now is not None and _still(job, now):
            approvals.redraft(asking, number, content, now.reason, now.from_day)
    return done


def is_looked_at(given: Mapping[str, Any]) -> bool:
    """Whether it is being worked out what a draft brings about."""
    return Work.objects.filter(pk=given.get("work", 0)).exclude(state__in=ENDED).exists()


def hand_over(job: Job) -> Outcome:
    """Approves and does a hand-over for who has approved it: once, however often it is begun."""
    asking, number = as_asked(job), job.given["proposal"]
    done = Outcome("clients.handover.done", {}, reverse("approvals:one", args=[number]))
    found = approvals.proposal(number)
    if found is not None and found.state == "approved" and found.decided_by == asking.user.pk:
        return done
    job.progress("clients.handover.step.enter", 0.3)
    try:
        approvals.approve(asking, number, job.given["note"])
    except approvals.Refused as refused:
        raise Faulty(Fault(refused.args[0])) from refused
    return done


def _still(job: Job, found: approvals.ProposalView) -> bool:
    """Whether the draft still asks for what this work looks at."""
    wanted = all(str(found.given.get(name, "")) == job.given[name] for name in ASKED)
    return found.state == "draft" and wanted


def add_kinds() -> None:
    """Makes the kinds known to the worker and to the pages of work."""
    add(Kind(handing.HAND_OVER, "clients.handover.kind", "handover:approve", hand_over))
    add(Kind(LOOK, "clients.handover.kind.look", "handover:propose", look))
