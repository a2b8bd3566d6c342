"""Where a store's files lie. All path handling is here, so that another kind of place can come later.

Every durable step goes through this class: files are written beside their name, flushed to the
disk and renamed, so that a reader sees a whole file or none, whatever moment the power goes.
Only what can be made again, and is compared with its digest whenever it is read, is not flushed.
What the machine refuses (a full disk, no permission) is a Faulty that names the file.
"""

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from attain.engine.faults import Fault, Faulty
from attain.engine.store.damage import damaged, told
from attain.engine.store.lock import Lock, acquired, own_folder, sweep_folders

#: A name that is the whole hash of what the file has in it, such as a bundle's.
_HASH = re.compile(r"[0-9a-f]{64}")


def _unheard(_seconds: int) -> None:
    """Nobody is told."""


class Place:
    """A folder of immutable files and one pointer.

    crash_at: called with the name of each durable step as it is reached; tests end the process there.
    patience: seconds to wait for another writer. waiting: told them, once, when it comes to that.
    """

    def __init__(self, root: Path | str, crash_at: Callable[[str], None] | None = None) -> None:
        self.root = Path(root).absolute()
        self.patience = 0
        self.waiting: Callable[[int], None] = _unheard
        self._reached = crash_at or (lambda step: None)
        self._lock: Lock | None = None
        self._swept = False

    def path(self, name: str) -> str:
        """The local path of `name`, as engines read it."""
        return str(self.root / name)

    def exists(self, name: str) -> bool:
        return (self.root / name).exists()

    def read(self, name: str) -> bytes:
        """The file's content. Raises Faulty where it is gone, may not be read, or belies its name."""
        path = self.root / name
        with told(path):
            try:
                content = path.read_bytes()
            except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
                raise damaged(str(path)) from None
        if _HASH.fullmatch(path.stem) and hashlib.sha256(content).hexdigest() != path.stem:
            raise damaged(str(path))
        return content

    def names(self, folder: str) -> list[str]:
        """Every file below `folder`, sorted, as names in this place."""
        found = (self.root / folder).rglob("*")
        return sorted(str(path.relative_to(self.root)) for path in found if path.is_file())

    def write(self, name: str, content: bytes, lasting: bool = True) -> None:
        """The file `name` holds `content`, at once; and for good, unless it is not to last."""
        with told(self.root / name), self.workspace() as folder:
            part = folder / "part"
            with part.open("xb") as file:
                file.write(content)
                file.flush()
                self._reached(f"written {name}")
                if lasting:
                    os.fsync(file.fileno())
            self._rename(part, self._ready(name), name, lasting)

    def adopt(self, file: Path, folder: str, suffix: str) -> str:
        """Moves a finished temporary file to `folder`, named by its content. Returns its name."""
        name = f"{folder}/{digest(file)}{suffix}"
        self.move(file, name)
        return name

    def move(self, file: Path, name: str, lasting: bool = True) -> None:
        """Moves a finished temporary file to `name`; for good, unless it is not to last."""
        self.begin()
        with told(self.root / name):
            if lasting:
                with file.open("rb+") as written:
                    os.fsync(written.fileno())
            self._rename(file, self._ready(name), name, lasting)

    def begin(self) -> None:
        """Notes in the lock that files are put in place which no manifest names yet."""
        if self._lock is not None:
            with told(self.root / "LOCK"):
                self._lock.begin()

    def remove(self, name: str) -> None:
        self._reached(f"removing {name}")
        (self.root / name).unlink(missing_ok=True)

    @contextmanager
    def workspace(self) -> Iterator[Path]:
        """A folder of its own for temporary files, on the same disk; gone afterwards."""
        if not self._swept:
            self._swept = True
            sweep_folders(self.root / "tmp")
        with own_folder(self.root / "tmp") as folder:
            yield folder

    @contextmanager
    def locked(self) -> Iterator[Lock]:
        """One writer at a time; the lock ends with the process. Raises Faulty if another one goes on writing.

        What killed writers left in temporary folders is gone then.
        """
        path = self.root / "LOCK"
        with told(path):
            file = path.open("ab")
        with file:
            if not acquired(file, self.patience, self.waiting):
                raise Faulty(Fault("fault.store_busy", {"store": str(self.root)}))
            sweep_folders(self.root / "tmp")
            self._lock = Lock(file)
            try:
                yield self._lock
            finally:
                self._lock = None

    def _ready(self, name: str) -> Path:
        target = self.root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        return target

    def _rename(self, file: Path, target: Path, name: str, lasting: bool) -> None:
        self._reached(f"renaming {name}")
        os.replace(file, target)
        if lasting:
            descriptor = os.open(target.parent, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        self._reached(f"renamed {name}")


def digest(file: Path) -> str:
    """By this a file that is named by its content is called."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()[:32]
