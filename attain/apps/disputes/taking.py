"""A step of a dispute: whose turn it is, what was said with the number of the moment, the trail of it."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from attain.apps.disputes import answering, numbers
from attain.apps.disputes.models import Dispute, Message
from attain.apps.disputes.rules import ANSWERS, PERSONS
from attain.shell.audit import record
from attain.shell.models import User


class Refused(Exception):
    """A step that can't be taken. args[0]: the message that says why; args[1]: the field, if it is one's."""


def of_person(request: HttpRequest, dispute: Dispute, *steps: str) -> Dispute:
    row = locked(dispute)
    if row.person != request.user.person or not set(steps) & set(PERSONS[row.state]):
        raise Refused("disputes.refused.step")
    return row


def of_answerer(request: HttpRequest, dispute: Dispute, step: str) -> Dispute:
    row = locked(dispute)
    if step not in ANSWERS[row.state] or not answering.answers(row, request):
        raise Refused("disputes.refused.step")
    return row


def locked(dispute: Dispute) -> Dispute:
    """The row, held until the transaction ends: of two steps at once the second sees the first."""
    return Dispute.objects.select_for_update(of=("self",)).get(pk=dispute.pk)


def said(
    row: Dispute, request: HttpRequest, what: str, text: str, told: Mapping[str, Any] | None = None
) -> Message:
    """Writes it down with the number as it is now."""
    number = numbers.now(row.person, row.period, row.line)
    return Message.objects.create(
        dispute=row,
        what=what,
        by=request.user if isinstance(request.user, User) else None,
        text=text.strip(),
        run=number.run,
        value=number.value,
        told=dict(told or {}),
    )


def repeated(row: Dispute, request: HttpRequest, text: str, seen: int | None, *steps: str) -> bool:
    """Whether the reader has said the same since the page on which `seen` was the last step: sent twice."""
    rows = Message.objects.filter(dispute=row.pk, by=request.user.pk, what__in=steps, text=text.strip())
    return seen is not None and rows.filter(pk__gt=seen).exists()


def trail(request: HttpRequest, what: str, row: Dispute, **more: Any) -> None:
    """The trail: which dispute, how it stands; never a text."""
    after = {"kind": row.kind, "state": row.state, "period": row.period, **more}
    record(request, what, "dispute", row.pk, after=after)
