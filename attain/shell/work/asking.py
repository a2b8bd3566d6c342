"""Asking for work, cancelling it, asking again; and finding what a dead worker left."""

import os
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from attain.engine.faults import Fault
from attain.shell.audit import record
from attain.shell.models import User
from attain.shell.permissions import Reach, allowed, reach
from attain.shell.work.job import Job
from attain.shell.work.kinds import kind
from attain.shell.work.models import ENDED, State, Work
from attain.shell.work.performing import WORKER, perform, plain, written

#: So often a worker may die over the same piece of work.
MOST_ATTEMPTS = 3

#: A worker of another machine that was not heard of for so long is dead.
SILENCE = timedelta(seconds=90)


def ask(name: str, user: User | None, given: Mapping[str, Any], about: str = "") -> Work:
    """Puts a piece of work into the queue. Raises KeyError for an unknown kind."""
    kind(name)
    with transaction.atomic():
        work = Work.objects.create(kind=name, about=about, asked_by=user, given=plain(given))
        return _enqueued(work)


def asked(request: HttpRequest, name: str, given: Mapping[str, Any], about: str = "") -> tuple[Work, bool]:
    """Puts work into the queue for who asks, or finds the same on its way; whether it is new.

    Raises PermissionDenied where they may not ask for it.
    """
    may_ask(request, kind(name).permission)
    same = Work.objects.filter(kind=name, given=plain(given)).exclude(state__in=ENDED).first()
    if same is not None and (same.asked_by_id == request.user.pk or visible_to(request).filter(pk=same.pk)):
        return same, False
    with transaction.atomic():
        work = ask(name, request.user, given, about)
        record(request, "work_asked", "work", work.pk, after={"kind": name, "about": about})
    return work, True


def may_ask(request: HttpRequest, permission: str) -> None:
    """Raises PermissionDenied where the roles of who asks do not have it."""
    if not allowed(permission, request.user.held_roles(on=timezone.localdate())):
        raise PermissionDenied(permission)


def as_asked(job: Job) -> HttpRequest:
    """A request by who asked for the work, with the roles that they have now.

    Raises PermissionDenied where they are no user any more.
    """
    user = User.objects.filter(work=job.key, is_active=True).first()
    if user is None:
        raise PermissionDenied(job.key)
    request = HttpRequest()
    request.user = user
    return request


def visible_to(request: HttpRequest) -> "QuerySet[Work]":
    """The work that who asks may see, whatever they ask just now."""
    held = request.user.held_roles(on=timezone.localdate())
    return visible(reach("work:read", held, request.user.person), request.user)


def cancel(key: int) -> bool:
    """Cancels what waits; what runs ends at its next step. False where it had ended already."""
    with transaction.atomic():
        work = Work.objects.select_for_update().get(pk=key)
        if work.ended:
            return False
        work.cancel_asked = True
        if work.state == State.WAITING:
            work.state, work.ended_at = State.CANCELLED, timezone.now()
        work.save(update_fields=["cancel_asked", "state", "ended_at"])
        return True


def retry(key: int) -> bool:
    """Puts what failed or was cancelled into the queue again. False where it is not over or was done."""
    with transaction.atomic():
        work = Work.objects.select_for_update().get(pk=key)
        if work.state not in (State.FAILED, State.CANCELLED):
            return False
        work.attempts = 0
        _enqueued(work)
        return True


def again(work: Work) -> None:
    """A stopped worker's piece goes back into the queue; the attempt does not count."""
    with transaction.atomic():
        now = Work.objects.select_for_update().get(pk=work.pk)
        if now.state == State.RUNNING and now.worker == work.worker:
            now.attempts = max(now.attempts - 1, 0)
            _enqueued(now)


def visible(far: Reach, user: User) -> "QuerySet[Work]":
    """The work that a reader may see: all, or their own."""
    rows = Work.objects.select_related("asked_by")
    return rows if far.everywhere else rows.filter(asked_by=user)


def recover() -> int:
    """Finds what dead workers left: it is tried again, or failed for good; how many pieces."""
    found = 0
    for work in Work.objects.filter(state=State.RUNNING).exclude(worker=WORKER):
        if _alive(work):
            continue
        found += 1
        with transaction.atomic():
            left = Work.objects.select_for_update().get(pk=work.pk)
            if left.state != State.RUNNING or left.worker != work.worker:
                continue
            DBTaskResult.objects.filter(pk=left.task).update(status="FAILED", finished_at=timezone.now())
            if left.cancel_asked:
                left.state, left.ended_at = State.CANCELLED, timezone.now()
                left.save()
            elif left.attempts >= MOST_ATTEMPTS:
                fault = Fault("work.fault.died", {"count": left.attempts})
                left.state, left.ended_at, left.faults = State.FAILED, timezone.now(), [written(fault)]
                left.save()
            else:
                _enqueued(left)
    return found


def forget(before: timedelta) -> int:
    """Removes work that ended so long ago, with its tasks; how many pieces."""
    until = timezone.now() - before
    old = Work.objects.filter(Q(state__in=ENDED) & Q(ended_at__lt=until))
    DBTaskResult.objects.filter(finished_at__lt=until).delete()
    return old.delete()[0]


def _alive(work: Work) -> bool:
    """Whether the worker lives: asked of this machine where it is here, else judged by its last sign."""
    host, _, rest = work.worker.partition(":")
    number = rest.partition(":")[0]
    if host == WORKER.partition(":")[0] and number.isdigit():
        if int(number) == os.getpid():  # an earlier process had this one's number
            return False
        try:
            os.kill(int(number), 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            pass
    return work.beat_at is not None and work.beat_at > timezone.now() - SILENCE


def _enqueued(work: Work) -> Work:
    """Back to the beginning, with a task of its own. The task starts only what is committed."""
    work.state, work.cancel_asked, work.ended_at, work.worker = State.WAITING, False, None, ""
    work.step, work.part, work.outcome, work.faults, work.files = "", None, {}, [], []
    work.task = UUID(str(perform.enqueue(work=work.pk).id))
    work.save()
    return work
