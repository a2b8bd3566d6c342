"""What was stored and can no longer be read: named by its file, instead of failing somewhere later."""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import duckdb

from attain.engine.faults import Fault, Faulty
from attain.engine.store.refusals import refusal

#: How every Parquet file begins and ends.
_MAGIC = b"PAR1"

#: A file that is named by its content.
_NAMED = re.compile(r"[0-9a-f]{32}")

#: Up to so many bytes a file is compared with its name whenever it is read, which takes milliseconds.
SMALL = 32 << 20

#: What reading a file in another shape than it was written in raises.
_MISSHAPEN = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError)


def damaged(file: str) -> Faulty:
    """The refusal to read a file of the store that is not as it was written."""
    return Faulty(Fault("fault.store_damaged", {"file": file}, file))


@contextmanager
def undamaged(file: str) -> Iterator[None]:
    """Around the reading of a stored file; whatever shows that its content is another is told as damage."""
    try:
        yield
    except _MISSHAPEN:
        raise damaged(file) from None


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Around work on a file; what the machine refuses is told with the file's name. Raises Faulty."""
    try:
        yield
    except OSError as error:
        raise Faulty(refusal(error, str(path))) from None


def whole_parquet(path: str, every_byte: bool = False) -> str:
    """The path, if a whole Parquet file is there. Raises Faulty if not.

    Nearly nine of ten flipped bits change values without any error from a reader of Parquet, so the file
    is compared with its name, which is its content's hash; a large one only for `every_byte`.
    """
    try:
        found = os.stat(path)
        sound = _sound(path, found.st_size, found.st_mtime_ns, every_byte)
    except PermissionError as error:
        raise Faulty(refusal(error, path)) from None
    except OSError:
        sound = False
    if not sound:
        raise damaged(path)
    return path


@contextmanager
def readable(files: Iterable[str]) -> Iterator[None]:
    """Around what the engine reads of these files: where it fails at one that is damaged, that is told."""
    try:
        yield
    except duckdb.Error:
        for file in files:
            whole_parquet(file, every_byte=True)
        raise


@lru_cache(maxsize=20_000)
def _sound(path: str, size: int, moment: int, every_byte: bool) -> bool:
    """Once a process for a file that has not been touched since."""
    file = Path(path)
    named = _NAMED.fullmatch(file.stem) and (every_byte or size <= SMALL)
    return _begins_and_ends(file) and (not named or _digest(path, size, moment) == file.stem)


def _begins_and_ends(path: Path) -> bool:
    with path.open("rb") as file:
        begins = file.read(len(_MAGIC))
        file.seek(-len(_MAGIC), 2)
        return begins == _MAGIC == file.read()


def file_digest(path: str) -> str:
    """The hash by which files of the store are named. Raises OSError for a file that can't be read."""
    found = Path(path).stat()
    return _digest(path, found.st_size, found.st_mtime_ns)


@lru_cache(maxsize=10_000)
def _digest(path: str, _size: int, _moment: int) -> str:
    """Once a process for a file that has not been touched since."""
    with Path(path).open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()[:32]
