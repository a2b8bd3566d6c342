"""Who may write: one writer a store, and a folder for temporary files that is its owner's while he lives.

Locks are the operating system's: they end with the process, however it ends.
"""

import fcntl
import os
import select
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

#: Milliseconds between two looks at a lock that another process has.
PAUSE = 50

_WRITING = b"writing\n"


class Lock:
    """The right to write, while it is held.

    The file says whether files were put in place that no manifest names yet: the note of a killed writer.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    @property
    def unfinished(self) -> bool:
        """Whether files may lie about that no manifest names."""
        return os.fstat(self._file.fileno()).st_size > 0

    def begin(self) -> None:
        """Notes, before the first file is put in place, that there may be such files."""
        if not self.unfinished:
            os.write(self._file.fileno(), _WRITING)
            os.fsync(self._file.fileno())

    def end(self) -> None:
        """Every file is named by a manifest, or gone."""
        self._file.truncate(0)


def acquired(file: BinaryIO, patience: int, waiting: Callable[[int], None]) -> bool:
    """Whether the lock could be had within so many seconds. waiting: told once, if there is a wait."""
    until = time.monotonic_ns() + patience * 10**9
    told = False
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic_ns() >= until:
                return False
        if not told:
            waiting(patience)
            told = True
        select.poll().poll(PAUSE)


@contextmanager
def own_folder(parent: Path) -> Iterator[Path]:
    """A folder of its own below `parent`, which no sweep touches while it is used; gone afterwards."""
    folder, held = _claimed(parent)
    owner = os.getpid()
    try:
        yield folder
    finally:
        if os.getpid() == owner:  # not in a forked worker that has a copy of all this
            shutil.rmtree(folder, ignore_errors=True)
            os.close(held)


def _claimed(parent: Path) -> tuple[Path, int]:
    """A new folder and the open lock on it; again, if a sweep was quicker than the lock."""
    while True:
        parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=parent))
        held = _folder_lock(folder)
        if held is not None:
            return folder, held


def _folder_lock(folder: Path) -> int | None:
    """The open lock on a folder; None if it is gone or somebody has it."""
    try:
        held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(held)
        return None
    if folder.exists():
        return held
    os.close(held)
    return None


def sweep_folders(parent: Path) -> None:
    """Removes the folders whose owners are dead."""
    for folder in parent.iterdir() if parent.is_dir() else ():
        held = _folder_lock(folder)
        if held is not None:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(held)
