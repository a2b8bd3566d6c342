"""Where an engine puts what does not fit into memory, if nobody says where."""

import shutil
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path


def nothing() -> None:
    """Nothing is to be done."""


def temporary() -> tuple[Path | None, Callable[[], None]]:
    """A folder among the machine's temporary files and what removes it; none where there is no room for one:
    who only reads a little needs none."""
    try:
        folder = Path(tempfile.mkdtemp(prefix="attain-"))
    except OSError:
        return None, nothing
    return folder, partial(shutil.rmtree, folder, ignore_errors=True)
