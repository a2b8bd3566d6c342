"""A command that is told to stop unwinds as after Ctrl-C: what it had begun is cleared away."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

#: Signals that end a process politely, beside Ctrl-C: a service manager's, and a terminal that is gone.
POLITE = (signal.SIGTERM, signal.SIGHUP)


@contextmanager
def stoppable() -> Iterator[list[int]]:
    """While it lasts, polite signals raise KeyboardInterrupt; their numbers are in the list."""
    came: list[int] = []

    def stop(number: int, _: FrameType | None) -> None:
        came.append(number)
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield came
        return
    before = {number: signal.getsignal(number) for number in POLITE}
    heeded = [number for number, handler in before.items() if handler is signal.SIG_DFL]
    for number in heeded:
        signal.signal(number, stop)
    try:
        yield came
    finally:
        for number in heeded:
            signal.signal(number, signal.SIG_DFL)
