"""Where a store's files lie. All path handling is here, so that another kind of place can come later.

Every durable step goes through this class: files are written beside their name, flushed to the
disk and renamed, so that a reader sees a whole file or none, whatever moment the power goes.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from attain.engine.faults import Fault, Faulty


class Place:
    """A folder of immutable files and one pointer.

    crash_at: called with the name of each durable step as it is reached; tests end the process there.
    """

    def __init__(self, root: Path | str, crash_at: Callable[[str], None] | None = None) -> None:
        self.root = Path(root).absolute()
        self._reached = crash_at or (lambda step: None)

    def path(self, name: str) -> str:
        """The local path of `name`, as engines read it."""
        return str(self.root / name)

    def exists(self, name: str) -> bool:
        return (self.root / name).exists()

    def read(self, name: str) -> bytes:
        return (self.root / name).read_bytes()

    def names(self, folder: str) -> list[str]:
        """Every file below `folder`, sorted, as names in this place."""
        found = (self.root / folder).rglob("*")
        return sorted(str(path.relative_to(self.root)) for path in found if path.is_file())

    def write(self, name: str, content: bytes) -> None:
        """The file `name` holds `content`, at once and for good."""
        target = self._ready(name)
        with tempfile.NamedTemporaryFile(dir=self._ready("tmp/x").parent, delete=False) as file:
            file.write(content)
            file.flush()
            self._reached(f"written {name}")
            os.fsync(file.fileno())
        self._rename(Path(file.name), target, name)

    def adopt(self, file: Path, folder: str, suffix: str) -> str:
        """Moves a finished temporary file to `folder`, named by its content. Returns its name."""
        name = f"{folder}/{_digest(file)}{suffix}"
        self.move(file, name)
        return name

    def move(self, file: Path, name: str) -> None:
        """Moves a finished temporary file to `name`."""
        with file.open("rb+") as written:
            os.fsync(written.fileno())
        self._rename(file, self._ready(name), name)

    def remove(self, name: str) -> None:
        self._reached(f"removing {name}")
        (self.root / name).unlink(missing_ok=True)

    @contextmanager
    def workspace(self) -> Iterator[Path]:
        """A folder of its own for temporary files, on the same disk; gone afterwards."""
        folder = Path(tempfile.mkdtemp(dir=self._ready("tmp/x").parent))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One writer at a time; the lock ends with the process. Raises Faulty if another one writes."""
        with (self.root / "LOCK").open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Faulty(Fault("fault.store_busy", {"store": str(self.root)})) from None
            self._sweep_temporary()
            yield

    def _sweep_temporary(self) -> None:
        """What a killed writer left behind; no one else can be using it while we hold the lock."""
        shutil.rmtree(self.root / "tmp", ignore_errors=True)

    def _ready(self, name: str) -> Path:
        target = self.root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        return target

    def _rename(self, file: Path, target: Path, name: str) -> None:
        self._reached(f"renaming {name}")
        os.replace(file, target)
        descriptor = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        self._reached(f"renamed {name}")


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()[:32]
