"""Handing over: proposed, released by a second person with postings and file, cancelled or given back."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from attain.apps.approvals import api as approvals
from attain.apps.house.api import rules_of, store
from attain.apps.ledger import api as ledger
from attain.apps.payroll.contracts import BACK, RELEASE, Owed, Refused
from attain.apps.payroll.holds import active, rules_of_holds, sweep
from attain.apps.payroll.mappings import numbers
from attain.apps.payroll.models import Content, HandOver, Step
from attain.engine.decide.publish import canonical
from attain.engine.decide.rules import Rules
from attain.engine.faults import Fault, Faulty
from attain.runs import paying
from attain.runs.payroll_file import About, PayrollFile, payroll_file
from attain.runs.payroll_mapping import PayrollMapping, checked, document
from attain.runs.payroll_people import payees
from attain.runs.postings import Posting
from attain.shell.audit import record
from attain.wording import Wording

ZERO = Decimal(0)


def owed() -> Owed | None:
    """What can be handed over now, as it stands once holds are seen to; None before the first close."""
    newest = ledger.newest()
    if newest is None:
        return None
    due, held = ledger.cells("owed"), ledger.cells("held")
    for each in paying.holding(due, held, rules_of_holds(active())):
        cell = each.person, each.component, each.for_period, each.in_period
        amount = -each.amount if (each.kind == "held") != each.reversed else each.amount
        due[cell] = due.get(cell, ZERO) + amount
        held[cell] = held.get(cell, ZERO) - amount
    found = paying.payable({cell: amount for cell, amount in due.items() if amount})
    on_hold: dict[str, Decimal] = {}
    for (person, *_), amount in held.items():
        on_hold[person] = on_hold.get(person, ZERO) + amount
    on_hold = {person: amount for person, amount in sorted(on_hold.items()) if amount}
    last = newest.last
    return Owed(
        newest.period,
        newest.first,
        last,
        newest.bundle,
        found.lines,
        on_hold,
        found.carried,
        digest_of(found.lines),
    )


def digest_of(lines: Mapping[paying.Cell, Decimal]) -> str:
    """SHA-256 of cells and their amounts."""
    told = [[*cell, canonical(amount)] for cell, amount in sorted(lines.items())]
    return sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def next_number(period: str) -> int:
    return HandOver.objects.filter(period=period).count() + 1


def file_of(mapping: PayrollMapping, found: Owed, number: int, pay_date: date) -> PayrollFile:
    """The file that would be made of this. Raises Faulty with what stands against it."""
    posted = ledger.newest()
    if posted is None:
        raise Faulty(Fault("fault.payroll.changed", {"period": found.period}))
    keys, names = sorted({cell[0] for cell in found.lines}), {cell[1] for cell in found.lines}
    return payroll_file(mapping, found.lines, about_of(mapping, posted, number, pay_date, keys, names))


def about_of(
    mapping: PayrollMapping,
    posted: ledger.BatchView,
    number: int,
    pay_date: date,
    keys: Sequence[str],
    names: set[str],
) -> About:
    """What a file of these people and components is of, up to a posted period."""
    rules, house = rules_of(posted.bundle), store()
    last_day = posted.last - timedelta(days=1)
    known = payees(house, house.snapshot(), rules, mapping, keys, last_day, numbers(keys))
    money, titles = rules.settings, _titles(rules, names)
    return About(posted.period, number, money.currency, money.currency_decimals, pay_date, known, titles)


def _titles(rules: Rules, names: set[str]) -> dict[str, str]:
    """Components' titles in the first language of the rulebook: a file does not change with its reader."""
    wording = Wording(rules.settings.languages[0])
    return {name: ledger.component_title(name, rules, wording) for name in names}


def propose(
    request: HttpRequest, found: Owed, mapping: PayrollMapping, pay_date: date, reason: str
) -> approvals.ProposalView:
    """Asks that this is handed over. Raises Refused where there is nothing, or it was asked for already."""
    if not found.lines:
        raise Refused("payroll.refused.nothing")
    file_of(mapping, found, next_number(found.period), pay_date)
    if any(
        each.given.get("digest") == found.digest for each in approvals.proposals(RELEASE, "", ["waiting"])
    ):
        raise Refused("payroll.refused.waiting")
    given = {
        "period": found.period,
        "mapping": document(mapping),
        "pay_date": pay_date.isoformat(),
        "digest": found.digest,
        "upto": ledger.last_digest(),
        "people": found.people,
        "lines": len(found.lines),
        "total": canonical(found.total),
        "held": _left_out(found.held),
        "carried": _left_out(found.carried),
    }
    return approvals.propose(request, RELEASE, found.period, given, reason.strip())


def _left_out(people: Mapping[str, Decimal]) -> dict[str, Any]:
    return {"people": len(people), "total": canonical(sum(people.values(), ZERO))}


def release(proposal: approvals.ProposalView, request: HttpRequest) -> Mapping[str, Any]:
    """Posts what is handed over and keeps its file, in the approval's transaction; the same again is one.

    Raises Faulty where what is owed is no longer what was proposed, or somebody else posts just now.
    """
    given = proposal.given
    there = HandOver.objects.filter(proposal=proposal.id).first()
    if there is not None:
        return {"handover": there.key}
    sweep(request)
    found = owed()
    if found is None or found.period != given["period"] or found.digest != given["digest"]:
        raise Faulty(Fault("fault.payroll.changed", {"period": given["period"]}))
    number = next_number(found.period)
    key = f"{found.period}/{number}"
    file = file_of(checked(given["mapping"]), found, number, date.fromisoformat(given["pay_date"]))
    batch = _transferred(RELEASE, key, found.period, lambda: _unchanged(found), request)
    if batch.sums["approved"] != file.control.total:
        values = {"written": file.control.total, "total": batch.sums["approved"]}
        raise Faulty(Fault("fault.payroll.unequal", values))
    row = HandOver.objects.create(
        key=key,
        period=found.period,
        number=number,
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


def _unchanged(found: Owed) -> Sequence[Posting]:
    """The entries, once more from what is owed within the transaction that posts them."""
    lines = paying.payable(ledger.cells("owed")).lines
    if digest_of(lines) != found.digest:
        raise Faulty(Fault("fault.payroll.changed", {"period": found.period}))
    return paying.handed_over(lines)


def rest_of(key: str) -> dict[paying.Cell, Decimal]:
    """What of a hand-over is neither paid nor given back, by cell."""
    return ledger.cells("approved", keys=key)


def propose_back(
    request: HttpRequest, row: HandOver, people: Sequence[str], reason: str
) -> approvals.ProposalView:
    """Asks that a hand-over that was not sent is cancelled, or that what was not paid goes back to be owed.

    people: whose; none for all of it.
    """
    if not reason.strip():
        raise Refused("payroll.refused.reason", at="reason")
    _may_go_back(row)
    if not rest_of(row.key):
        raise Refused("payroll.refused.rest")
    waiting = approvals.proposals(BACK, row.key, ["waiting"])
    if waiting:
        raise Refused("payroll.refused.waiting")
    sent = row.sent_at is not None
    whose = sorted(people) if sent else []  # what is not sent is cancelled whole
    given = {"handover": row.key, "people": whose, "sent": sent}
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
    people = given["people"] or None
    key = f"{row.key}/b{proposal.id}"
    moves = lambda: paying.given_back(rest_of(row.key), people)  # noqa: E731
    batch = _transferred(BACK, key, row.period, moves, request)
    amount = canonical(batch.sums["owed"])
    what = "cancelled" if row.cancelled_at else "given_back"
    step(row, what, request, {"total": amount, "people": len(given["people"])})
    record(request, f"payroll_{what}", "handover", row.key, after={"total": amount})
    sweep(request)
    return {"handover": row.key, "total": amount}


def _transferred(kind: str, key: str, period: str, made: Any, request: HttpRequest) -> ledger.BatchView:
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
