"""What was stored and can no longer be read: named by its file, instead of failing somewhere later."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from attain.engine.faults import Fault, Faulty

#: How every Parquet file begins and ends.
_MAGIC = b"PAR1"

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


def whole_parquet(path: str) -> str:
    """The path, if a whole Parquet file is there. Raises Faulty if not."""
    try:
        with Path(path).open("rb") as file:
            begins = file.read(len(_MAGIC))
            file.seek(-len(_MAGIC), 2)
            if begins == _MAGIC == file.read():
                return path
    except OSError:
        pass
    raise damaged(path)


def refusal(error: Exception) -> Fault | None:
    """What the machine refused the engine: memory or the disk. None for other errors."""
    if isinstance(error, duckdb.OutOfMemoryException):
        return Fault("fault.machine.memory")
    if isinstance(error, duckdb.IOException):
        return Fault("fault.machine.file", {"problem": str(error).partition("\n")[0]})
    return None
