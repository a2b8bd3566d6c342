"""A command that is told to stop unwinds as after Ctrl-C: what it had begun is cleared away.

The main thread may be deep in a query, where no Python runs. So a thread of its own hears of signals by a
pipe and interrupts the engines; then the main thread comes back and meets the signal as usual.
"""

import os
import select
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from attain.engine.store import interrupt_engines

#: Signals that end a process politely, beside Ctrl-C: a service manager's, and a terminal that is gone.
POLITE = (signal.SIGTERM, signal.SIGHUP)

#: Milliseconds after which a query is interrupted again: it may have begun just then.
AGAIN = 100

_END = b"\0"


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
    heeded = [number for number in POLITE if signal.getsignal(number) is signal.SIG_DFL]
    for number in heeded:
        signal.signal(number, stop)
    try:
        with _interrupting():
            yield came
    finally:
        for number in heeded:
            signal.signal(number, signal.SIG_DFL)


@contextmanager
def _interrupting() -> Iterator[None]:
    """Signals interrupt the engines, whatever the main thread does."""
    read, write = os.pipe()
    os.set_blocking(write, False)
    before = signal.set_wakeup_fd(write, warn_on_full_buffer=False)
    thread = threading.Thread(target=_interrupt, args=(read,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        os.write(write, _END)
        thread.join()
        os.close(read)
        os.close(write)


def _interrupt(pipe: int) -> None:
    """Waits for a signal that stops, and then interrupts until the end."""
    poll = select.poll()
    poll.register(pipe, select.POLLIN)
    stopping = False
    while True:
        heard = os.read(pipe, 1) if poll.poll(AGAIN if stopping else None) else b""
        if heard == _END:
            return
        stopping = stopping or (heard != b"" and heard[0] in (signal.SIGINT, *POLITE))
        if stopping:
            with suppress(RuntimeError):  # an engine was opened or closed meanwhile
                interrupt_engines()
