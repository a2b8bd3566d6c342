"""Files for people: whole or not there, whoever writes the same one beside us and whatever ends us."""

import fcntl
import os
from collections.abc import Iterable
from pathlib import Path

from attain.engine.store import told

#: How the name of a file that is being written begins and ends.
_BEGINS, _ENDS = ".", ".part"


def write_page(path: Path, content: bytes | str | Iterable[bytes]) -> None:
    """The whole file or none: whoever opens it never sees a half. content: at once, or piece by piece.

    Raises Faulty where the machine refuses it.
    """
    content = content.encode() if isinstance(content, str) else content
    part = path.with_name(f"{_BEGINS}{path.name}.{os.getpid()}{_ENDS}")
    with told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("wb") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                file.writelines([content] if isinstance(content, bytes) else content)
                file.flush()
                part.replace(path)  # while it is locked, so that no sweep takes it before
        except BaseException:
            part.unlink(missing_ok=True)
            raise


def sweep_pages(folder: Path) -> None:
    """Removes what killed processes began to write in a folder; what a living one writes stays."""
    with told(folder):
        for entry in os.scandir(folder) if folder.is_dir() else ():
            if entry.name.startswith(_BEGINS) and entry.name.endswith(_ENDS) and entry.is_file():
                _sweep(Path(entry.path))


def _sweep(part: Path) -> None:
    try:
        with part.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            part.unlink(missing_ok=True)
    except (BlockingIOError, FileNotFoundError):
        return
