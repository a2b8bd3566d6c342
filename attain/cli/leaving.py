"""The end of a command's process: at once. What it has in memory goes with it."""

import atexit
import os
import sys
from typing import NoReturn


def leave(code: int) -> NoReturn:
    """Ends the process with this code. What waits to be written is, what is to be cleared away is.

    Python would take down what it knows of a hundred thousand people first, which takes a second.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, OSError, ValueError):  # there is none, or nobody reads it any more
            code = code or 1
    atexit._run_exitfuncs()
    os._exit(code)
