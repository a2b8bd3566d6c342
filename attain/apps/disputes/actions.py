"""Every step of a dispute: allowed, made, written down and told to the audit trail in one transaction."""

from dataclasses import dataclass
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from attain.apps.adjusting import api as adjusting
from attain.apps.approvals import api as approvals
from attain.apps.disputes import answering, numbers, recording
from attain.apps.disputes.models import Dispute
from attain.apps.disputes.rules import (
    ANSWERS,
    PERSONS,
    QUIET_DAYS,
    Kind,
    Outcome,
    State,
    due_on,
    escalated,
    working_days,
)
from attain.apps.disputes.taking import Refused, locked, of_answerer, of_person, repeated, said, trail
from attain.apps.results import api as results
from attain.shell.permissions import allowed
from attain.shell.work.asking import may_ask


@dataclass(frozen=True)
class Raised:
    """What somebody says is wrong. expected: what it should be, where they know."""

    person: str
    period: str
    line: str
    kind: str
    reason: str
    expected: Decimal | None = None
    file: UploadedFile | None = None


def raise_(request: HttpRequest, raised: Raised) -> Dispute:
    """A new dispute of the own pay; the one that is open for this line already, where there is one.

    Raises Refused where something is missing, adjusting.NotTaken for the file.
    """
    may_ask(request, "dispute:raise")
    if raised.person != request.user.person:
        raise Refused("disputes.refused.own")
    run = results.run(raised.period)
    if run is None or not numbers.is_line(run, raised.person, raised.line):
        raise Refused("disputes.refused.line")
    if raised.kind not in list(Kind):
        raise Refused("disputes.refused.kind", "kind")
    if not raised.reason.strip():
        raise Refused("disputes.refused.reason", "reason")
    same = {"person": raised.person, "period": raised.period, "line": raised.line}
    today = timezone.localdate()
    desk, answerer = answering.first_answerer(raised.kind, raised.person, today)
    told = {
        **same,
        "counts_in": raised.period,
        "kind": raised.kind,
        "expected": raised.expected,
        "reason": raised.reason.strip(),
        "run": run.key,
        "value": numbers.value_in(run, raised.person, raised.line),
        "desk": desk,
        "answerer": answerer,
        "raised_by": request.user,
        "opened_on": today,
        "due_on": due_on(today, numbers.calendar()),
    }
    try:
        with transaction.atomic():
            made = Dispute.objects.create(**told)
            if raised.file is not None:
                adjusting.keep(request, raised.file, made.about)
            said(made, request, "raised", raised.reason)
            trail(request, "dispute_raised", made)
    except IntegrityError:
        first = Dispute.objects.filter(**same).exclude(state=State.SETTLED).first()
        if first is None:
            raise
        return first  # asked twice, or two at once: the first one stands
    return made


def add(
    request: HttpRequest,
    dispute: Dispute,
    text: str,
    file: UploadedFile | None = None,
    seen: int | None = None,
) -> bool:
    """The person says more; a question is answered by it. False where it was sent twice: nothing is changed.

    seen: the last step that the person had before them: the same once more since then was sent twice.
    """
    with transaction.atomic():
        row = of_person(request, dispute, "reply")
        if not text.strip() and file is None:
            raise Refused("disputes.refused.text", "text")
        files = len(adjusting.attachments(row.about))
        if file is not None:
            adjusting.keep(request, file, row.about)
        same = len(adjusting.attachments(row.about)) == files
        if same and repeated(row, request, text, seen, "replied", "added"):
            return False
        what = "replied" if row.state == State.QUESTION else "added"
        row.state = State.OPEN
        row.save()
        said(row, request, what, text)
        trail(request, "dispute_moved", row, step=what)
    return True


def ask(request: HttpRequest, dispute: Dispute, text: str) -> None:
    """Asks the person; it waits for them until they reply."""
    with transaction.atomic():
        row = of_answerer(request, dispute, "ask")
        if not text.strip():
            raise Refused("disputes.refused.text", "text")
        row.state = State.QUESTION
        row.save()
        said(row, request, "asked", text)
        trail(request, "dispute_moved", row, step="asked")


def hand(request: HttpRequest, dispute: Dispute, to: int, text: str) -> None:
    """Hands it on to somebody else, who answers from now on; the due date stays."""
    with transaction.atomic():
        row = of_answerer(request, dispute, "hand")
        receiver = next((user for user in answering.receivers(row) if user.pk == to), None)
        if receiver is None:
            raise Refused("disputes.refused.receiver", "to")
        row.answerer, row.desk = receiver, answering.desk_for(receiver)
        row.save()
        said(row, request, "handed", text, {"to": receiver.pk})
        trail(request, "dispute_moved", row, step="handed", to=receiver.pk)


@dataclass(frozen=True)
class Decision:
    """outcome: accepted, partly or declined. how: "adjustment" or "source" of what is accepted.

    source: the load that put it right. The other fields are the adjustment's.
    """

    outcome: str
    text: str
    how: str = ""
    source: str = ""
    component: str = ""
    period: str = ""
    amount: Decimal | None = None
    reason: str = ""


def decide(request: HttpRequest, dispute: Dispute, decision: Decision) -> None:
    """Answers it, with the number as it is now. What is accepted becomes an adjustment, or names its source.

    Raises Refused, and Faulty with the faults of the adjustment.
    """
    with transaction.atomic():
        row = of_answerer(request, dispute, "decide")
        if decision.outcome not in list(Outcome):
            raise Refused("disputes.refused.outcome", "outcome")
        if not decision.text.strip():
            raise Refused("disputes.refused.text", "text")
        accepted = decision.outcome != Outcome.DECLINED
        if accepted and decision.how not in ("adjustment", "source"):
            raise Refused("disputes.refused.how", "how")
        row.proposal, row.source = None, ""
        if accepted and decision.how == "adjustment":
            row.proposal = _adjusted(request, row, decision).id
        elif accepted:
            if not decision.source.strip():
                raise Refused("disputes.refused.source", "source")
            row.source = decision.source.strip()[:200]
        row.state, row.outcome = State.DECIDED, decision.outcome
        row.decided_by, row.decided_on = request.user, timezone.localdate()
        row.answerer, row.desk = request.user, answering.desk_for(request.user)
        row.days = working_days(row.opened_on, row.decided_on, numbers.calendar())
        row.save()
        said(row, request, decision.outcome, decision.text)
        trail(request, "dispute_moved", row, step=decision.outcome)


def _adjusted(request: HttpRequest, row: Dispute, decision: Decision) -> approvals.ProposalView:
    if not allowed("adjustment:propose", request.user.held_roles(on=timezone.localdate())):
        raise Refused("disputes.refused.adjust", "how")
    what = (decision.component, row.period, decision.period, decision.amount or Decimal(0), decision.reason)
    return adjusting.adjust(request, row.person, *what, about=row.about)


def confirm(request: HttpRequest, dispute: Dispute) -> None:
    """The person is content: it is settled."""
    with transaction.atomic():
        row = of_person(request, dispute, "confirm")
        if waits_for_adjustment(row):
            raise Refused("disputes.refused.waits")
        _settled(request, row, "confirmed")


def settle(request: HttpRequest, dispute: Dispute) -> None:
    """Who answered settles it, the person having said nothing for long enough."""
    with transaction.atomic():
        row = locked(dispute)
        if row.state != State.DECIDED or not answering.answers(row, request):
            raise Refused("disputes.refused.step")
        if not quiet(row) or waits_for_adjustment(row):
            raise Refused("disputes.refused.quiet")
        _settled(request, row, "settled")


def reopen(request: HttpRequest, dispute: Dispute, text: str) -> None:
    """The person is not content: once, it goes to the next desk, with a day of its own."""
    with transaction.atomic():
        row = of_person(request, dispute, "reopen")
        if row.reopened:
            raise Refused("disputes.refused.again")
        if not text.strip():
            raise Refused("disputes.refused.text", "text")
        row.desk, row.answerer = escalated(row.desk), None
        row.reopened, row.state, row.outcome = True, State.OPEN, ""
        row.due_on = due_on(timezone.localdate(), numbers.calendar())
        row.save()
        said(row, request, "reopened", text)
        trail(request, "dispute_moved", row, step="reopened")


def carried(request: HttpRequest, row: Dispute, period: str, reason: str) -> None:
    """It no longer keeps its period from closing; a later one waits for it."""
    said(row, request, "carried", reason, {"period": period, "from": row.counts_in})
    row.counts_in = period
    row.save(update_fields=["counts_in"])
    trail(request, "dispute_moved", row, step="carried", period=period)


def followed(proposal: approvals.ProposalView, request: HttpRequest) -> None:
    """Told of each step of an adjustment: a refused one opens its dispute again, for nothing may be lost."""
    row = Dispute.objects.filter(proposal=proposal.id).exclude(state=State.SETTLED).first()
    if row is None or proposal.waiting:
        return
    if proposal.state == "approved":
        said(row, request, "approved", "")
        return
    said(row, request, "unapproved", proposal.note)
    row.state, row.outcome, row.proposal = State.OPEN, "", None
    row.due_on = due_on(timezone.localdate(), numbers.calendar())
    row.save()
    trail(request, "dispute_moved", row, step="unapproved")


def waits_for_adjustment(row: Dispute) -> bool:
    """Whether its adjustment still waits for an approval."""
    proposal = approvals.proposal(row.proposal) if row.proposal else None
    return proposal is not None and proposal.waiting


def quiet(row: Dispute) -> bool:
    """Whether the person has said nothing to the decision for so long that it may be settled."""
    if row.decided_on is None:
        return False
    passed = working_days(row.decided_on, timezone.localdate(), numbers.calendar())
    return passed >= QUIET_DAYS


def steps(row: Dispute, request: HttpRequest) -> tuple[str, ...]:
    """What this reader may do now."""
    if row.person == request.user.person:
        mine = PERSONS[row.state]
        return tuple(
            each
            for each in mine
            if not (each == "reopen" and row.reopened)
            and not (each == "confirm" and waits_for_adjustment(row))
        )
    if not answering.answers(row, request):
        return ()
    if row.state == State.DECIDED:
        return ("settle",) if quiet(row) and not waits_for_adjustment(row) else ()
    return ANSWERS[row.state]


def _settled(request: HttpRequest, row: Dispute, what: str) -> None:
    row.state, row.settled_at = State.SETTLED, timezone.now()
    row.save()
    said(row, request, what, "")
    trail(request, "dispute_moved", row, step=what, outcome=row.outcome)
    number = row.pk
    transaction.on_commit(lambda: recording.record_settled(number))
