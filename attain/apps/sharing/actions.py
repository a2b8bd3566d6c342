"""Saving a draft, proposing it, and entering the weights that a second person has approved."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from attain.apps.approvals import api as approvals
from attain.apps.house.api import Entry, changed, enter, register, workplace
from attain.apps.people import api as people
from attain.apps.sharing.models import Sharing
from attain.apps.sharing.queries import SHARING, about, rows_by_hand
from attain.apps.sharing.rules import Typed, moved, written
from attain.apps.sharing.sheets import Basis, tried
from attain.engine.faults import Fault, Faulty
from attain.shell.audit import record
from attain.shell.permissions import reach
from attain.shell.work.asking import may_ask


def save(request: HttpRequest, found: Basis, typed: Typed, how: str, version: int) -> Sharing:
    """Keeps a draft. Raises approvals.Refused where somebody else has saved or proposed meanwhile."""
    may_ask(request, "sharing:share")
    with transaction.atomic():
        row = _locked(found, version)
        _kept(request, row, typed, how)
    return row


def submit(
    request: HttpRequest, found: Basis, typed: Typed, how: str, version: int
) -> approvals.ProposalView:
    """Proposes the weights; the same again finds that they wait already. typed: complete and without faults.

    Raises approvals.Refused where somebody else has saved or proposed meanwhile.
    """
    may_ask(request, "sharing:share")
    sheet = tried(found, typed.weights)
    with transaction.atomic():
        row = _locked(found, version)
        _kept(request, row, typed, how)
        given = _content(request, found, typed, how, {p.person: p.part for p in sheet.people})
        key = about(found.run.period, row.pool, row.unit)
        made = approvals.propose(request, SHARING, key, given, from_day=found.run.start)
        row.proposal = made.id
        row.save(update_fields=["proposal"])
    return made


def _locked(found: Basis, version: int) -> Sharing:
    """The row of the pool, this transaction's alone."""
    if found.run.state == "closed" or register().closed(found.run.period) is not None:
        raise approvals.Refused("sharing.refused.closed")
    key = {"period": found.run.period, "pool": found.sheet.pool.pool, "unit": found.sheet.unit}
    Sharing.objects.get_or_create(**key)
    row = Sharing.objects.select_for_update(of=("self",)).get(**key)
    last = approvals.proposal(row.proposal) if row.proposal is not None else None
    if last is not None and last.waiting:
        raise approvals.Refused("sharing.refused.waiting")
    if row.version != version:
        raise approvals.Refused("sharing.refused.changed")
    return row


def _kept(request: HttpRequest, row: Sharing, typed: Typed, how: str) -> None:
    names = {*typed.texts, *typed.reasons}
    texts = {**typed.texts, **{name: written(weight) for name, weight in typed.weights.items()}}
    row.weights = {name: [texts.get(name, ""), typed.reasons.get(name, "")] for name in sorted(names)}
    row.basis, row.version = how, row.version + 1
    row.saved_by, row.saved_at = request.user, timezone.now()
    row.save()
    key = about(row.period, row.pool, row.unit)
    record(request, "sharing_saved", "pool", key, after={"people": len(names)})


def _content(
    request: HttpRequest, found: Basis, typed: Typed, how: str, parts: Mapping[str, Decimal | None]
) -> dict[str, Any]:
    """What the proposal is about: whoever decides sees what whoever proposes saw. No name stands in it.

    rows: [person, weight, reason, money, the unit that the row names]; before: person → the weight there.
    """
    suggested, wording = found.suggested[how], request.wording
    alike = wording.say(f"sharing.by.{how}")
    own = people.person(request.user.person) if request.user.person else None
    rows = []
    for name in found.names:
        weight = typed.weights[name]
        reason = typed.reasons.get(name, "").strip()
        if not reason and not moved(weight, suggested.get(name)):
            reason = alike
        rows.append([name, written(weight), reason, str(parts[name]), found.targets[name]])
    return {
        "period": found.run.period,
        "pool": found.sheet.pool.pool,
        "unit": found.sheet.unit,
        "run": found.run.key,
        "amount": str(found.sheet.amount),
        "basis": how,
        "suggested": {name: written(weight) for name, weight in suggested.items()},
        "rows": rows,
        "before": {name: written(weight) for name, weight in _stored(found.run.period, found, rows).items()},
        "made_by": own.key if own else "",
    }


def _stored(period: str, found: Basis, rows: list[list[str]]) -> dict[str, Decimal]:
    return stored(period, found.sheet.pool.pool, {row[0]: row[4] for row in rows})


def stored(period: str, pool: str, units: Mapping[str, str]) -> dict[str, Decimal]:
    """The weights that the store has in exactly these rows: person → unit."""
    return {
        row.person: row.weight
        for row in rows_by_hand(period)
        if row.pool == pool and units.get(row.person) == row.unit
    }


def apply(proposal: approvals.ProposalView, request: HttpRequest) -> Mapping[str, Any]:
    """Enters the weights, all or none. What is there already is not entered again.

    Raises Faulty where the period is closed, or the weights are not those that the proposal replaces.
    """
    given = proposal.given
    period, pool = given["period"], given["pool"]
    if register().closed(period) is not None:
        raise Faulty(Fault("fault.sharing.closed", {"period": period}))
    after = {person: Decimal(weight) for person, weight, *_ in given["rows"]}
    now = stored(period, pool, {row[0]: row[4] for row in given["rows"]})
    if now != after:
        before = {person: Decimal(weight) for person, weight in given["before"].items()}
        if now != before:
            raise Faulty(Fault("fault.sharing.changed", {"period": period, "pool": pool}))
        by = people.person(request.user.person) if request.user.person else None
        rows = [
            {
                "pool": pool,
                "unit_id": unit,
                "person_id": person,
                "period": period,
                "weight": weight,
                "reason": reason,
                "made_by": given["made_by"],
                "approved_by": by.key if by else "",
            }
            for person, weight, reason, _, unit in given["rows"]
        ]
        enter(workplace(), [Entry("hand_shares", rows)], f"sharing {proposal.id}")
        changed({"hand_shares"})
    row = Sharing.objects.filter(proposal=proposal.id).first()
    if row is not None:
        row.weights, row.version = {}, row.version + 1
        row.save(update_fields=["weights", "version"])
    return {"people": len(after)}


def may_approve(proposal: approvals.ProposalView, request: HttpRequest) -> bool:
    """Finance and operations, or who leads a unit above; nobody who gets a part of this pool."""
    given = proposal.given
    if request.user.person and any(request.user.person == row[0] for row in given["rows"]):
        return False
    far = reach("sharing:approve", request.user.held_roles(on=timezone.localdate()), "")
    if far.everywhere:
        return True
    if not given["unit"] or not far.units:
        return False
    units = people.units_named([given["unit"], *far.units])
    own = units.get(given["unit"])
    return own is not None and any(
        unit in units and own.path.startswith(units[unit].path) and unit != own.key for unit in far.units
    )
