"""Proposing that a period is closed, and closing it: the run binds, and is posted to the ledger."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from attain.apps.approvals import api as approvals
from attain.apps.closing.queries import CLOSE, Board, board
from attain.apps.closing.reviews import calculators
from attain.apps.closing.rules import may_close, open_items
from attain.apps.house.api import register, store
from attain.apps.ledger import api as ledger
from attain.apps.results import api as results
from attain.engine.faults import Fault, Faulty

#: What a hand adds to pay in a period.
TABLE = "adjustments"


def propose(request: HttpRequest, found: Board, reason: str) -> approvals.ProposalView:
    """Proposes to close a period by the run that is shown. Raises approvals.Refused where it can't be."""
    if found.state != "calculated":
        raise approvals.Refused("closing.refused.state")
    if not may_close(found.items):
        raise approvals.Refused("closing.refused.missing")
    accepted = open_items(found.items)
    if accepted and not reason.strip():
        raise approvals.Refused("closing.refused.reason")
    old = found.proposal
    if old is not None and old.waiting and old.made_by == request.user.pk:  # by a run that is shown no more
        approvals.withdraw(request, old.id)
    given = {"run": found.run.key, "accepted": list(accepted)}
    return approvals.propose(request, CLOSE, found.run.period, given, reason.strip())


def may_approve(proposal: approvals.ProposalView, request: HttpRequest) -> bool:
    """Who had the run computed may not close the period by it."""
    return request.user.pk not in calculators(proposal.given["run"])


def close(proposal: approvals.ProposalView, request: HttpRequest) -> Mapping[str, Any]:
    """Closes the period; the same again changes nothing. Raises Faulty where something has come up since."""
    period, known = proposal.about, register()
    run = known.get(proposal.given["run"])
    closed, entered = known.closed(period), _adjustments()
    if closed is None:
        latest, found = known.latest(period), board(period)
        if latest is None or latest.id != run.id:
            raise Faulty(Fault("fault.closing.newer", {"period": period}))
        items = found.items if found else ()
        if new := [name for name in open_items(items) if name not in proposal.given["accepted"]]:
            raise Faulty(Fault("fault.closing.since", {"period": period, "names": ", ".join(new)}))
        if not may_close(items):
            raise Faulty(Fault("fault.closing.missing", {"period": period}))

    def check() -> None:  # the board was read before: what a hand has added since would never be paid
        if _adjustments() != entered:
            raise Faulty(Fault("fault.closing.since", {"period": period, "names": "adjustments"}))

    known.close(run, check)
    results.publish(store(), run)
    try:
        batch = ledger.post(period, request)
    except ledger.Refused as refused:
        raise Faulty(Fault("fault.closing.ledger", {"period": period})) from refused
    return {"run": run.id, "entries": batch.entries, "digest": batch.digest}


def _adjustments() -> tuple[str, ...]:
    """The files of the store that have them: the same where nobody has entered one."""
    snapshot = store().snapshot()
    return tuple(part.file for part in snapshot.parts(TABLE)) if TABLE in snapshot.tables() else ()
