"""What a piece of work sees of the outside: what it was given, and whom to tell how far it is."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import connection

from attain.shell.work.models import Work

#: Seconds between two notes of how far the same step is.
PAUSE = 0.4

_PLACES = Decimal("0.0001")


class Stopped(Exception):
    """The work ends here. cancelled: for good; otherwise the worker stops and another one begins anew."""

    def __init__(self, cancelled: bool) -> None:
        self.cancelled = cancelled
        super().__init__("cancelled" if cancelled else "stopped")


#: Set when this process shall end.
STOPPING = Event()


class Job:
    """One attempt at a piece of work."""

    def __init__(self, work: Work) -> None:
        self.key, self.given = work.pk, work.given
        self._step, self._told = "", 0.0
        self._depth = len(connection.atomic_blocks)

    key: int
    given: Mapping[str, Any]

    @property
    def folder(self) -> Path:
        """Where files for download go; made empty by the first who asks."""
        return folder_of(self.key)

    def progress(self, step: str, part: float) -> None:
        """Notes what is being done (a message id) and how far, 0 to 1. Raises Stopped where it shall end.

        Within a transaction of the work's own nothing is noted: no one could see it.
        """
        if STOPPING.is_set():
            raise Stopped(cancelled=False)
        if len(connection.atomic_blocks) > self._depth:
            return
        now = monotonic()
        if step == self._step and now - self._told < PAUSE and part < 1:
            return
        self._step, self._told = step, now
        shown = min(max(Decimal(str(part)), Decimal(0)), Decimal(1)).quantize(_PLACES)
        Work.objects.filter(pk=self.key).update(step=step, part=shown)
        self.check()

    def check(self) -> None:
        """Raises Stopped where the work was cancelled or this worker ends."""
        if STOPPING.is_set():
            raise Stopped(cancelled=False)
        if Work.objects.filter(pk=self.key, cancel_asked=True).exists():
            raise Stopped(cancelled=True)


def folder_of(key: int) -> Path:
    return Path(settings.MEDIA_ROOT) / "work" / str(key)
