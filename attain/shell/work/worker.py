"""The worker's process: one task after the other, signs of life, an end when told or orphaned."""

import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from threading import Event, Thread
from types import FrameType
from typing import Any

from django.db import connection
from django.db.utils import OperationalError
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker as LibraryWorker

from attain.shell.work.asking import recover
from attain.shell.work.job import STOPPING
from attain.shell.work.models import State, Work
from attain.shell.work.performing import WORKER

log = logging.getLogger("attain.work")

#: Seconds between two signs of life, and between two looks for dead workers.
BEAT = 5.0

#: The server that started this worker; without it the worker ends.
PARENT = "ATTAIN_WORKER_PARENT"

#: Called every BEAT seconds while nothing waits.
_BETWEEN: list[Callable[[], object]] = []


def between(look: Callable[[], object]) -> None:
    """Has `look` called between pieces of work: it looks for what others have changed."""
    _BETWEEN.append(look)


class Worker(LibraryWorker):
    """The library's loop; told to stop, the work at hand ends at its next step and waits for another."""

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        STOPPING.set()
        super().shutdown(signum, frame)


def work_off(interval: float = 0.5, batch: bool = False) -> None:
    """Does what waits until told to stop; with `batch`, until nothing waits."""
    made = Worker(
        queue_names=["default"],
        interval=interval,
        batch=True,  # a run of it ends when nothing waits
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=WORKER[-64:],
        excluded_queue_names=[],
    )
    STOPPING.clear()
    logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
    made.configure_signals()
    recover()
    over = Event()
    sign = Thread(target=_signs, args=(over,), name="signs of life", daemon=True)
    sign.start()
    try:
        made.run()
        looked = time.monotonic()
        while made.running and not batch:
            time.sleep(interval)
            if time.monotonic() - looked >= BEAT:
                look()
                looked = time.monotonic()
            made.run()
    finally:
        over.set()
        sign.join(BEAT)


def look() -> None:
    """Whatever is wrong with what others have changed, work goes on; the next look tries again."""
    for each in _BETWEEN:
        try:
            each()
        except Exception:
            log.warning("what has changed elsewhere could not be brought in", exc_info=True)


def _signs(over: Event) -> None:
    """Every few seconds: this worker lives, is its server still there, has another one died?"""
    parent = os.environ.get(PARENT, "")
    while not over.wait(BEAT):
        if parent and str(os.getppid()) != parent:
            os.kill(os.getpid(), signal.SIGTERM)
            return
        try:
            Work.objects.filter(worker=WORKER, state=State.RUNNING).update(beat_at=timezone.now())
            recover()
        except OperationalError:  # the database is busy or away: the next sign will do
            log.info("no sign of life could be given", exc_info=True)
        finally:
            connection.close()


def main(_arguments: list[str] | None = None, **options: Any) -> int:
    """The process of its own."""
    try:
        work_off(**options)
    except SystemExit as stop:
        return int(stop.code or 0)
    except KeyboardInterrupt:
        return 0
    sys.stdout.flush()
    return 0
