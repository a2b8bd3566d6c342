"""Every step of a proposal: checked, made and told to the audit trail in one transaction."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from attain.apps.approvals.contracts import ProposalView, Refused, viewed
from attain.apps.approvals.kinds import Apply, kind
from attain.apps.approvals.models import Approval, Proposal, State
from attain.apps.approvals.queries import may_approve, of_oneself, proposal, took_part, underway
from attain.engine.faults import Faulty
from attain.shell.audit import record
from attain.shell.work.asking import asked, may_ask
from attain.shell.work.models import Work
from attain.shell.work.performing import plain, written


def propose(
    request: HttpRequest,
    kind_name: str,
    about: str,
    given: Mapping[str, Any],
    reason: str = "",
    from_day: date | None = None,
    draft: bool = False,
    takes_back: int | None = None,
) -> ProposalView:
    """A new proposal, which waits for a second person, or a draft that its maker alone sees.

    Raises PermissionDenied where who asks may not propose this, KeyError for an unknown kind.
    """
    may_ask(request, kind(kind_name).propose)
    with transaction.atomic():
        made = Proposal.objects.create(
            kind=kind_name,
            about=about[:300],
            given=plain(given),
            reason=reason,
            from_day=from_day,
            state=State.DRAFT if draft else State.WAITING,
            made_by=request.user,
            takes_back_id=takes_back,
        )
        if not draft:
            _told(request, "proposal_made", made)
            kind(kind_name).moved(viewed(made), request)
    return viewed(made)


def redraft(
    request: HttpRequest,
    number: int,
    given: Mapping[str, Any],
    reason: str = "",
    from_day: date | None = None,
    submit: bool = False,
) -> ProposalView:
    """A draft with other content; with `submit` it waits for a second person from now on.

    Raises Refused where it is no draft, or not the asker's own.
    """
    with transaction.atomic():
        row = _own(request, number, State.DRAFT)
        row.given, row.reason, row.from_day = plain(given), reason, from_day
        if submit:
            row.state, row.made_at = State.WAITING, timezone.now()
        row.save()
        if submit:
            _told(request, "proposal_made", row)
            kind(row.kind).moved(viewed(row), request)
    return viewed(row)


def withdraw(request: HttpRequest, number: int) -> ProposalView:
    """Takes an own proposal or draft back before it is decided. Raises Faulty where it is done already."""
    with transaction.atomic():
        row = _own(request, number, State.WAITING, State.DRAFT)
        draft = row.state == State.DRAFT
        kind(row.kind).dropped(viewed(row), request)
        row.state, row.decided_at = State.WITHDRAWN, timezone.now()
        row.save()
        if not draft:
            _told(request, "proposal_withdrawn", row)
            kind(row.kind).moved(viewed(row), request)
    return viewed(row)


def approve(request: HttpRequest, number: int, note: str = "", apply: Apply | None = None) -> ProposalView:
    """Approves the next step, and after the last one does what is proposed.

    Two at once are one: the second is told that it is decided. Raises Refused where it may not be approved
    (any more), Faulty where it can't be done: it waits on. apply: does it in place of the kind's, with what
    was made ready before this transaction.
    """
    try:
        with transaction.atomic():
            row = _approved(request, number, note)
            of = kind(row.kind)
            if row.state == State.WAITING:
                _told(request, "proposal_step", row)
                of.moved(viewed(row), request)
                return viewed(row)
            row.outcome = plain((apply or of.apply)(viewed(row), request) or {})
            row.faults = []
            row.save(update_fields=["outcome", "faults"])
            _told(request, "proposal_approved", row)
            of.moved(viewed(row), request)
    except Faulty as error:
        failed(number, error)
        raise
    return viewed(row)


def failed(number: int, error: Faulty) -> None:
    """Keeps with a proposal why it could not be done: it waits on."""
    Proposal.objects.filter(pk=number).update(faults=[written(fault) for fault in error.faults])


def approve_later(request: HttpRequest, number: int, note: str = "") -> Work | None:
    """The background work that approves the last step, asked for or on its way; None where a page can.

    Raises Refused where it may not be approved; whether it still may be is asked again when the work runs.
    """
    found = _undecided(request, number)
    of = kind(found.kind)
    if not of.work or not of.later(found) or found.step < len(of.permissions):
        return None
    on_its_way = underway(found)
    if on_its_way is not None and on_its_way.asked_by_id != request.user.pk:
        raise Refused("approvals.refused.underway")
    given = {"proposal": found.id, "note": note.strip()}
    return on_its_way or asked(request, of.work, given, found.about[:200])[0]


def refuse(request: HttpRequest, number: int, note: str) -> ProposalView:
    """Refuses a proposal, with the reason."""
    if not note.strip():
        raise Refused("approvals.refused.note")
    with transaction.atomic():
        found = _undecided(request, number)
        of = kind(found.kind)
        row = _changed(found, state=State.REFUSED, **_by(request, note))
        of.dropped(found, request)
        _told(request, "proposal_refused", row)
        of.moved(viewed(row), request)
    return viewed(row)


def undo(request: HttpRequest, number: int, reason: str) -> ProposalView:
    """A new proposal that takes an approved one back; a second person approves it like any other."""
    done = proposal(number)
    if done is None or done.state != State.APPROVED:
        raise Refused("approvals.refused.not_approved")
    if of_oneself(done, request):
        raise Refused("approvals.refused.own_pay")
    if Proposal.objects.filter(takes_back=number, state__in=(State.WAITING, State.APPROVED)).exists():
        raise Refused("approvals.refused.undone")
    given = kind(done.kind).undo(done)
    if given is None:
        raise Refused("approvals.refused.final")
    since = date.fromisoformat(given["from"]) if given.get("from") else done.from_day
    return propose(request, done.kind, done.about, given, reason, since, takes_back=number)


def _undecided(request: HttpRequest, number: int) -> ProposalView:
    """The proposal, if who asks may decide on it now. Raises Refused."""
    found = proposal(number)
    if found is None or not found.waiting:
        raise Refused("approvals.refused.decided")
    if found.made_by == request.user.pk:
        raise Refused("approvals.refused.own")
    if took_part(found, request):
        raise Refused("approvals.refused.step")
    if not may_approve(found, request):
        raise Refused("approvals.refused.permission")
    return found


def _approved(request: HttpRequest, number: int, note: str) -> Proposal:
    """The row with its next step approved. The first of several takes it; the others are refused."""
    found = _undecided(request, number)
    last = found.step == len(kind(found.kind).permissions)
    decision = {"state": State.APPROVED, **_by(request, note)} if last else {}
    row = _changed(found, done=found.step, **decision)
    Approval.objects.create(
        proposal=row, step=found.step, by=request.user, made_by=row.made_by, note=note.strip()
    )
    return row


def _by(request: HttpRequest, note: str) -> dict[str, Any]:
    return {"decided_by": request.user, "decided_at": timezone.now(), "note": note.strip()}


def _changed(found: ProposalView, **values: Any) -> Proposal:
    """The row, changed by the first of several who do so at the same step; the others are refused."""
    rows = Proposal.objects.filter(pk=found.id, state=State.WAITING, done=found.step - 1)
    if not rows.update(**values):
        raise Refused("approvals.refused.decided")
    return Proposal.objects.select_related("made_by", "decided_by").get(pk=found.id)


def _own(request: HttpRequest, number: int, *states: State) -> Proposal:
    row = Proposal.objects.select_for_update(of=("self",)).filter(pk=number, made_by=request.user).first()
    if row is None or row.state not in states:
        raise Refused("approvals.refused.decided")
    return row


def _told(request: HttpRequest, what: str, row: Proposal) -> None:
    """The trail's entry: what it is about, never what was written by hand."""
    told = {"kind": row.kind, "about": row.about, "from": str(row.from_day or "")}
    told |= {"step": row.done} if what == "proposal_step" else {}
    record(request, what, "proposal", row.pk, after=told)
