"""Handing over: proposed, and released by a second person with postings and file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from attain.apps.approvals import api as approvals
from attain.apps.ledger import api as ledger
from attain.apps.payroll.contracts import RELEASE, Owed, Refused
from attain.apps.payroll.drafting import EVERYBODY, digest_of, file_of, next_number, owed
from attain.apps.payroll.holds import sweep
from attain.apps.payroll.models import Content, HandOver, Step
from attain.apps.payroll.whom import Whom, keys, overlap, whom
from attain.engine.decide.publish import canonical
from attain.engine.faults import Fault, Faulty
from attain.runs import paying
from attain.runs.payroll_file import PayrollFile
from attain.runs.payroll_mapping import PayrollMapping, checked, document
from attain.runs.postings import Posting
from attain.shell.audit import record

ZERO = Decimal(0)


def quiet(_step: str, _part: float) -> None:
    """Nobody is told."""


def waiting() -> list[approvals.ProposalView]:
    """The hand-overs that wait for a second person, the newest first."""
    return approvals.proposals(RELEASE, "", ["waiting"])


def waiting_for(chosen: Whom) -> approvals.ProposalView | None:
    """A hand-over that waits and could hold one of these people."""
    return next((each for each in waiting() if overlap(whom(each.given.get("whom", {})), chosen)), None)


def propose(
    request: HttpRequest,
    found: Owed,
    mapping: PayrollMapping,
    pay_date: date,
    reason: str,
    chosen: Whom = EVERYBODY,
    work: int | None = None,
) -> approvals.ProposalView:
    """Asks that this is handed over. Raises Refused where there is nothing, or some of it waits already.

    found: what the chosen people are owed. work: the piece of work that asks; the same again is one proposal.
    """
    there = proposed_by(work) if work is not None else None
    if there is not None:
        return there
    if not found.lines:
        raise Refused("payroll.refused.nothing")
    if waiting_for(chosen) is not None:
        raise Refused("payroll.refused.waiting")
    file = file_of(mapping, found, next_number(found.period), pay_date)
    given = {
        "period": found.period,
        "whom": chosen.document(),
        "mapping": document(mapping),
        "pay_date": pay_date.isoformat(),
        "digest": found.digest,
        "upto": ledger.last_digest(),
        "people": found.people,
        "lines": file.control.lines,
        "total": canonical(found.total),
        "components": {name: canonical(each) for name, each in sorted(file.control.components.items())},
        "sha256": file.control.sha256,
        "held": _left_out(found.held),
        "carried": _left_out(found.carried),
        "work": work,
    }
    return approvals.propose(request, RELEASE, found.period, given, reason.strip())


def proposed_by(work: int) -> approvals.ProposalView | None:
    """The proposal that a piece of work has made."""
    return next((each for each in approvals.proposals(RELEASE) if each.given.get("work") == work), None)


def _left_out(people: Mapping[str, Decimal]) -> dict[str, Any]:
    return {"people": len(people), "total": canonical(sum(people.values(), ZERO))}


@dataclass(frozen=True)
class Drawn:
    """What is released, read and written before it is posted. upto: where the ledger ended then."""

    found: Owed
    chosen: Whom
    number: int
    file: PayrollFile
    upto: str


def drawn(
    proposal: approvals.ProposalView, request: HttpRequest, told: Callable[[str, float], None] = quiet
) -> Drawn:
    """Reads what was proposed and makes its file. Raises Faulty where what is owed is something else now."""
    given, chosen = proposal.given, whom(proposal.given.get("whom", {}))
    told("payroll.step.read", 0.05)
    sweep(request)
    upto = ledger.last_digest()
    found = owed(chosen)
    if found is None or found.period != given["period"] or found.digest != given["digest"]:
        raise Faulty(Fault("fault.payroll.changed", {"period": given["period"]}))
    told("payroll.step.file", 0.3)
    number = next_number(found.period)
    file = file_of(checked(given["mapping"]), found, number, date.fromisoformat(given["pay_date"]))
    told("ledger.step.post", 0.5)
    return Drawn(found, chosen, number, file, upto)


def release(
    proposal: approvals.ProposalView, request: HttpRequest, ready: Drawn | None = None
) -> Mapping[str, Any]:
    """Posts what is handed over and keeps its file, in the approval's transaction; the same again is one.

    ready: what was read before. Raises Faulty where what is owed is no longer what was proposed, or somebody
    else posts just now.
    """
    given = proposal.given
    there = HandOver.objects.filter(proposal=proposal.id).first()
    if there is not None:
        return {"handover": there.key}
    ready = ready or drawn(proposal, request)
    found, file, number = ready.found, ready.file, ready.number
    if next_number(found.period) != number:
        raise Faulty(Fault("fault.payroll.busy"))
    key = f"{found.period}/{number}"
    batch = transferred(RELEASE, key, found.period, lambda: _unchanged(ready), request)
    if batch.sums["approved"] != file.control.total:
        values = {"written": file.control.total, "total": batch.sums["approved"]}
        raise Faulty(Fault("fault.payroll.unequal", values))
    row = HandOver.objects.create(
        key=key,
        period=found.period,
        number=number,
        whom=ready.chosen.document(),
        pay_date=given["pay_date"],
        mapping=given["mapping"],
        bundle=found.bundle,
        file_name=file.name,
        control=file.control.json(file=file.name, handover=key),
        lines=file.control.lines,
        people=file.control.people,
        total=file.control.total,
        held=given["held"],
        carried=given["carried"],
        proposal=proposal.id,
        made_by=proposal.made_by_name,
        made_at=proposal.made_at,
        released_by=request.user.shown_name,
        released_at=timezone.now(),
    )
    Content.objects.create(handover=row, content=file.content)
    step(row, "released", request, {"sha256": file.control.sha256})
    told = {"lines": row.lines, "people": row.people, "total": canonical(file.control.total)}
    record(request, "payroll_released", "handover", key, after={**told, "sha256": file.control.sha256})
    return {"handover": key}


def _unchanged(ready: Drawn) -> Sequence[Posting]:
    """The entries; read once more where anything was posted since they were read."""
    lines, found = ready.found.lines, ready.found
    if ledger.last_digest() != ready.upto:
        lines = paying.payable(ledger.cells("owed", keys(ready.chosen, found.last))).lines
        if digest_of(lines) != found.digest:
            raise Faulty(Fault("fault.payroll.changed", {"period": found.period}))
    return paying.handed_over(lines)


def rest_of(key: str) -> dict[paying.Cell, Decimal]:
    """What of a hand-over is neither paid nor given back, by cell."""
    return ledger.cells("approved", keys=key)


def transferred(kind: str, key: str, period: str, made: Any, request: HttpRequest) -> ledger.BatchView:
    """Posts what moves. Raises Faulty where there is nothing, or somebody else posts just now."""
    try:
        batch = ledger.transfer(kind, key, period, made, request)
    except ledger.Refused:
        raise Faulty(Fault("fault.payroll.busy")) from None
    if batch is None:
        raise Faulty(Fault("fault.payroll.nothing", {"handover": key}))
    return batch


def step(row: HandOver, what: str, request: HttpRequest, told: Mapping[str, Any]) -> None:
    Step.objects.create(
        handover=row, what=what, by=request.user.shown_name, at=timezone.now(), told=dict(told)
    )
