"""Doing a piece of work: by a worker's process, through the task library, whatever comes of it noted."""

import logging
import os
import socket
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django_tasks import TaskContext, task

from attain.engine.faults import Fault, Faulty
from attain.shell.work.job import Job, Stopped
from attain.shell.work.kinds import Outcome, kind
from attain.shell.work.models import State, Work
from attain.shell.zones import company_zone

#: By what JSON tells a number of money from a text.
DECIMAL = "decimal"

log = logging.getLogger("attain.work")

#: This process among all that do work: host, process, and what tells it from an earlier one of that number.
WORKER = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"


@task(takes_context=True)
def perform(context: TaskContext, work: int) -> None:
    """Does the piece of work, if this attempt is still the one that counts."""
    performed(work, UUID(str(context.task_result.id)))


def performed(key: int, attempt: UUID | None) -> None:
    """One attempt. Whatever comes of it stands in the piece of work afterwards; nothing is raised."""
    work = _taken(key, attempt)
    if work is None:
        return
    try:
        with timezone.override(ZoneInfo(company_zone())):  # today is the same day as on the pages
            outcome = kind(work.kind).perform(Job(work))
    except Stopped as stop:
        if stop.cancelled:
            _ended(work, State.CANCELLED)
        else:
            from attain.shell.work.asking import again

            again(work)
    except Faulty as error:
        _ended(work, State.FAILED, faults=[written(fault) for fault in error.faults])
    except PermissionDenied:
        _ended(work, State.FAILED, faults=[written(Fault("work.fault.may_not"))])
    except Exception:
        log.exception("work %s of kind %s failed", work.pk, work.kind)
        _ended(work, State.FAILED, faults=[written(Fault("work.fault.unforeseen", {"number": work.pk}))])
    else:
        _ended(work, State.DONE, outcome=outcome)


def _taken(key: int, attempt: UUID | None) -> Work | None:
    """The piece of work, now this process's own; None where the attempt no longer counts."""
    with transaction.atomic():
        work = Work.objects.select_for_update().filter(pk=key, task=attempt, state=State.WAITING).first()
        if work is None:
            return None
        if work.cancel_asked:
            _ended(work, State.CANCELLED)
            return None
        now = timezone.now()
        work.state, work.worker, work.started_at, work.beat_at = State.RUNNING, WORKER, now, now
        work.attempts += 1
        work.step, work.part, work.faults, work.outcome = "", None, [], {}
        work.save()
        return work


def _ended(
    work: Work, state: State, faults: list[dict[str, object]] | None = None, outcome: Outcome | None = None
) -> None:
    told = {}
    if outcome is not None:
        told = {"message": outcome.message, "values": plain(outcome.values), "url": outcome.url}
    Work.objects.filter(pk=work.pk, worker=work.worker).update(
        state=state,
        ended_at=timezone.now(),
        faults=faults or [],
        outcome=told,
        files=list(outcome.files) if outcome else [],
    )


def written(fault: Fault) -> dict[str, object]:
    """A fault as JSON keeps it."""
    return {"id": fault.id, "values": plain(fault.values), "file": fault.file, "line": fault.line}


def plain(value: object) -> object:
    """A value as JSON keeps it: numbers stay exact, all else becomes text."""
    if isinstance(value, dict) or hasattr(value, "items"):
        return {str(name): plain(each) for name, each in value.items()}  # type: ignore[attr-defined]
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(each) for each in value]
    if isinstance(value, Decimal):
        return {DECIMAL: format(value, "f")}
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)


def restored(value: Any) -> Any:
    """What `plain` made JSON of, as sentences want it."""
    if isinstance(value, dict):
        if set(value) == {DECIMAL}:
            return Decimal(value[DECIMAL])
        return {name: restored(each) for name, each in value.items()}
    return [restored(each) for each in value] if isinstance(value, list) else value
