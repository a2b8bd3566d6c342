"""Holds: pay that is not paid out for now, made and let go by two people; kept true in the ledger."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from attain.apps.approvals import api as approvals
from attain.apps.house.api import rules_of
from attain.apps.ledger import api as ledger
from attain.apps.payroll.contracts import HOLD, LET_GO, Refused
from attain.apps.payroll.models import Hold
from attain.apps.people import api as people
from attain.engine.faults import Fault, Faulty
from attain.engine.period import Calendar, PeriodFault
from attain.runs import paying
from attain.shell.audit import record

#: So often a sweep begins anew where somebody else posted meanwhile.
TRIES = 8


def active(persons: Iterable[str] | None = None) -> list[Hold]:
    rows = Hold.objects.filter(ended_at__isnull=True).order_by("person", "component")
    return list(rows if persons is None else rows.filter(person__in=list(persons)))


def rules_of_holds(found: Iterable[Hold]) -> list[paying.Hold]:
    """The holds as arithmetic has them: each with the posted periods that it covers.

    These are all that end after the hold begins, of whatever cycle: a quarter that was running then, too.
    """
    rows, posted = list(found), ledger.batches()
    if not rows or not posted:
        return []
    starts = {batch.period: batch.first for batch in posted}
    calendar, made = rules_of(posted[0].bundle).calendar, []
    for each in rows:
        since = starts.get(each.since) or _start(each.since, calendar)
        covered = (b.period for b in posted if (b.last > since if since else b.period >= each.since))
        made.append(paying.Hold(each.person, each.component, frozenset(covered)))
    return made


def _start(period: str, calendar: Calendar) -> date | None:
    """The first day of a period that is not posted yet; None where the calendar has no such."""
    try:
        return calendar.period(period).start
    except PeriodFault:
        return None


def sweep(by: HttpRequest | None = None) -> int:
    """Brings the ledger to what the holds say; how many entries that took. The same again takes none."""
    newest = ledger.newest()
    if newest is None:
        return 0
    count = 0
    for _ in range(TRIES):
        number = len(ledger.batches(HOLD)) + 1
        made: list[Any] = []

        def moves(into: list[Any] = made) -> list[Any]:
            holds, held = active(), ledger.cells("held")
            who = {hold.person for hold in holds}
            owed = ledger.cells("owed", who) if who else {}
            into[:] = paying.holding(owed, held, rules_of_holds(holds))
            return into

        try:
            batch = ledger.transfer(HOLD, f"{newest.period}/h{number}", newest.period, moves, by)
        except ledger.Refused:
            continue
        if batch is None:
            return count
        count += len(made)
    raise Faulty(Fault("fault.payroll.busy"))


def propose(
    request: HttpRequest, person: str, component: str, since: str, reason: str
) -> approvals.ProposalView:
    """Asks for a hold. Raises Refused, with the field as `at`, where it can't be made."""
    if person and person == request.user.person:
        raise Refused("approvals.refused.own_pay", at="person")
    if people.person(person) is None:
        raise Refused("payroll.hold.refused.person", at="person")
    if not since:
        raise Refused("payroll.hold.refused.since", at="since")
    if not reason.strip():
        raise Refused("payroll.hold.refused.reason", at="reason")
    if Hold.objects.filter(person=person, component=component, ended_at__isnull=True).exists():
        raise Refused("payroll.hold.refused.there", at="person")
    given = {"person": person, "component": component, "since": since}
    if any(each.given == given for each in approvals.proposals(HOLD, person, ["waiting"])):
        raise Refused("payroll.hold.refused.waiting", at="person")
    return approvals.propose(request, HOLD, person, given, reason.strip())


def apply(proposal: approvals.ProposalView, request: HttpRequest) -> Mapping[str, Any]:
    """Holds the pay: what is owed of it now is moved at once, what later periods bring when it is posted."""
    given = proposal.given
    row = Hold.objects.filter(proposal=proposal.id).first()
    if row is None:
        wanted = {"person": given["person"], "component": given["component"]}
        if Hold.objects.filter(**wanted, ended_at__isnull=True).exists():
            raise Faulty(Fault("fault.payroll.held_already", wanted))
        row = Hold.objects.create(
            **wanted,
            since=given["since"],
            reason=proposal.reason,
            proposal=proposal.id,
            made_by=proposal.made_by_name,
            made_at=timezone.now(),
        )
        record(request, "pay_held", "person", row.person, after={"since": row.since, "hold": row.pk})
    return {"hold": row.pk, "entries": sweep(request)}


def propose_release(request: HttpRequest, hold: Hold, reason: str) -> approvals.ProposalView:
    if hold.person == request.user.person:
        raise Refused("approvals.refused.own_pay")
    if hold.ended_at is not None:
        raise Refused("payroll.hold.refused.ended")
    if not reason.strip():
        raise Refused("payroll.hold.refused.reason", at="reason")
    if any(
        each.given.get("hold") == hold.pk for each in approvals.proposals(LET_GO, hold.person, ["waiting"])
    ):
        raise Refused("payroll.hold.refused.waiting")
    return approvals.propose(request, LET_GO, hold.person, {"hold": hold.pk}, reason.strip())


def apply_release(proposal: approvals.ProposalView, request: HttpRequest) -> Mapping[str, Any]:
    """Lets the pay go: it is in the next hand-over."""
    row = Hold.objects.select_for_update().get(pk=proposal.given["hold"])
    if row.ended_at is None:
        row.ended_at, row.ended_by = timezone.now(), proposal.made_by_name
        row.end_reason, row.end_proposal = proposal.reason, proposal.id
        row.save()
        record(request, "pay_let_go", "person", row.person, after={"hold": row.pk})
    return {"hold": row.pk, "entries": sweep(request)}


def may_approve(proposal: approvals.ProposalView, request: HttpRequest) -> bool:
    """Nobody decides on a hold of their own pay; hand-overs are about a period, not somebody."""
    return not request.user.person or request.user.person != proposal.about


def after_post(_period: str) -> None:
    """What a newly posted period owes and a hold covers goes on hold."""
    if Hold.objects.filter(ended_at__isnull=True).exists():
        sweep()
