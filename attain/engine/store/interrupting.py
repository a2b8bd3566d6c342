"""Every engine that is open, so that a signal can reach what it is doing."""

import weakref
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from attain.engine.store.engine import DuckEngine

OPEN: "weakref.WeakSet[DuckEngine]" = weakref.WeakSet()


def interrupt_engines() -> None:
    """Ends what engines do, from another thread: their queries raise KeyboardInterrupt where they were asked.

    DuckDB itself looks for signals only in queries without parameters.
    """
    for engine in tuple(OPEN):
        engine.connection.interrupt()
