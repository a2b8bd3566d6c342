"""Accepting a plan, asking about it, answering: each once, whoever sends it twice."""

from collections.abc import Collection
from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from attain.apps.acceptance.contracts import OwnPlan
from attain.apps.acceptance.models import Accepted, Question
from attain.apps.acceptance.plans import content, fingerprint, own_plans, worded
from attain.shell.audit import record

#: A question or an answer has no more characters.
MOST = 2_000


class Refused(Exception):
    """Something that can't be done. args[0]: the message that says why."""


def accept(request: HttpRequest, digest: str, read: str) -> bool:
    """The signed-in person accepts a plan of theirs. read: the fingerprint of the text that was shown.

    Whether it is new; the same again changes nothing. Raises Refused where the plan or its text is not the
    one that was read, PermissionDenied for somebody who is nobody's payee.
    """
    own = _own(request, digest)
    if own.accepted is not None:
        return False
    text = worded(own, request.wording)
    if fingerprint(text) != read:
        raise Refused("acceptance.refused.changed")
    version = own.version
    with transaction.atomic():
        _, made = Accepted.objects.get_or_create(
            person=request.user.person,
            plan=version.plan,
            digest=version.digest,
            defaults={
                "post": version.post,
                "since": own.from_day,
                "language": request.wording.language,
                "text": content(text),
                "fingerprint": read,
                "user": request.user.pk,
            },
        )
        if made:
            after = {"digest": version.digest, "from": str(own.from_day)}
            record(request, "plan_accepted", "plan", version.plan, after=after)
    return made


def ask(request: HttpRequest, digest: str, text: str) -> bool:
    """A question about a plan of one's own; whether it is new. Raises Refused without a text."""
    text = text.strip()[:MOST]
    if not text:
        raise Refused("acceptance.refused.empty")
    own = _own(request, digest)
    with transaction.atomic():
        made, new = Question.objects.get_or_create(
            person=request.user.person,
            plan=own.version.plan,
            digest=digest,
            fingerprint=sha256(text.encode()).hexdigest(),
            defaults={"text": text},
        )
        if new:
            record(request, "plan_asked", "plan", own.version.plan, after={"question": made.pk})
    return new


def answer(request: HttpRequest, number: int, text: str) -> None:
    """Answers a question. The first answer stays. Raises Refused for a second one, or none."""
    text = text.strip()[:MOST]
    if not text:
        raise Refused("acceptance.refused.empty")
    with transaction.atomic():
        changed = Question.objects.filter(pk=number, answered_at=None).update(
            answer=text, answered_by=request.user, answered_at=timezone.now()
        )
        if not changed:
            raise Refused("acceptance.refused.answered")
        record(request, "plan_answered", "question", number)


def forget(keys: Collection[str]) -> None:
    """People were erased: what they asked, and what they were answered, goes. That they asked stays."""
    for row in Question.objects.filter(person__in=list(keys)):
        row.text, row.answer, row.fingerprint = "", "", f"erased {row.pk}"
        row.save(update_fields=["text", "answer", "fingerprint"])


def _own(request: HttpRequest, digest: str) -> OwnPlan:
    if not request.user.person:
        raise PermissionDenied("person")
    found = next((each for each in own_plans(request.user.person) if each.version.digest == digest), None)
    if found is None:
        raise Refused("acceptance.refused.changed")
    return found
