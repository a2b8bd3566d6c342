"""Short questions of pages, asked of one database that a process keeps: opening one takes longer."""

import os
from functools import lru_cache
from threading import Lock

from attain.engine.store.engine import DuckEngine

#: What such questions may take of the memory together.
MEMORY = "1GB"

_OPENING = Lock()


def reader() -> DuckEngine:
    """An engine for a few rows, with temporary tables of its own. It is closed like any other."""
    with _OPENING:
        return DuckEngine.beside(_kept(os.getpid()))


@lru_cache(maxsize=1)
def _kept(_process: int) -> DuckEngine:
    """What was read of files is remembered between questions: a file of the store never changes."""
    return DuckEngine(MEMORY)
