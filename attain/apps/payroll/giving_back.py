"""Hand-overs cancelled before they are sent, and what was sent and not paid given back by decision."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from attain.apps.approvals import api as approvals
from attain.apps.ledger import api as ledger
from attain.apps.payroll.contracts import BACK, Refused
from attain.apps.payroll.handovers import rest_of, step, transferred
from attain.apps.payroll.holds import sweep
from attain.apps.payroll.models import HandOver
from attain.engine.decide.publish import canonical
from attain.engine.faults import Fault, Faulty
from attain.runs import paying
from attain.shell.audit import record


def rest_by_person(row: HandOver) -> Any:
    """Rows {person, total} of what is neither paid nor given back, as a query."""
    return ledger.by_person("approved", keys=row.key)


def chosen(row: HandOver, which: str, people: Sequence[str], sure: str) -> list[str]:
    """Whose part goes back: of these people, or of all; [] of all.

    which: "people" or "all"; sure: the whole sum, as a confirmation that it is all. Raises Refused, with the
    field as `at`, where nothing is chosen, somebody has nothing to give back, or all is not confirmed.
    """
    open_now = rest_by_person(row)
    if which == "all":
        if sure != canonical(ledger.totals(row.key)["approved"]):
            raise Refused("payroll.back.refused.sure", at="sure")
        return []
    wanted = sorted(set(people))
    if not wanted:
        raise Refused("payroll.back.refused.nobody", at="person")
    if open_now.filter(person__in=wanted).count() < len(wanted):
        raise Refused("payroll.back.refused.unknown", at="person")
    return wanted


def propose_back(
    request: HttpRequest,
    row: HandOver,
    reason: str,
    which: str = "",
    people: Sequence[str] = (),
    sure: str = "",
) -> approvals.ProposalView:
    """Asks that a hand-over that was not sent is cancelled, or that what was not paid goes back to be owed.

    which, people, sure: what of it, as `chosen` has it; what was not sent is cancelled whole.
    """
    if not reason.strip():
        raise Refused("payroll.refused.reason", at="reason")
    _may_go_back(row)
    if not rest_by_person(row).exists():
        raise Refused("payroll.refused.rest")
    if approvals.proposals(BACK, row.key, ["waiting"]):
        raise Refused("payroll.refused.waiting")
    sent = row.sent_at is not None
    whose = chosen(row, which, people, sure) if sent else []
    given = {"handover": row.key, "people": whose, "all": not whose, "sent": sent}
    return approvals.propose(request, BACK, row.key, given, reason.strip())


def _may_go_back(row: HandOver) -> None:
    """What was sent may be paid at any time, until payroll has said what it paid."""
    if row.cancelled_at is not None:
        raise Refused("payroll.refused.cancelled")
    if row.sent_at is not None and not row.paid_files.filter(posted_at__isnull=False).exists():
        raise Refused("payroll.refused.sent")


def give_back(proposal: approvals.ProposalView, request: HttpRequest) -> Mapping[str, Any]:
    """Posts the contrary entries of what is not paid. Raises Faulty where it was sent in the meantime."""
    given = proposal.given
    row = HandOver.objects.select_for_update().get(key=given["handover"])
    if row.cancelled_at is not None:
        return {"handover": row.key}
    try:
        _may_go_back(row)
    except Refused:
        raise Faulty(Fault("fault.payroll.sent", {"handover": row.key})) from None
    if row.sent_at is not None and not given["sent"]:
        raise Faulty(Fault("fault.payroll.sent", {"handover": row.key}))
    if row.sent_at is None:
        row.cancelled_at = timezone.now()
        row.save(update_fields=["cancelled_at"])
    people = None if row.cancelled_at or given.get("all") else given["people"]
    key = f"{row.key}/b{proposal.id}"
    batch = transferred(BACK, key, row.period, lambda: paying.given_back(rest_of(row.key), people), request)
    amount = canonical(batch.sums["owed"])
    what = "cancelled" if row.cancelled_at else "given_back"
    step(row, what, request, {"total": amount, "people": len(given["people"])})
    record(request, f"payroll_{what}", "handover", row.key, after={"total": amount})
    sweep(request)
    return {"handover": row.key, "total": amount}
