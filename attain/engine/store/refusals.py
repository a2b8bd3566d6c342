"""What the machine or the engine refuses (room, permission, memory), as faults that say what to do."""

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from attain.engine.faults import Fault, Faulty

#: No more can be written: the disk, a quota or a limit on the size of a file.
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

_DENIED = {errno.EACCES, errno.EPERM, errno.EROFS}

#: How DuckDB tells why and at which file the system refused it.
_ERRNO = re.compile(r'"errno":"(\d+)"')
_QUOTED = re.compile(r'file \\?["\']([^"\'\\]+)')

#: How DuckDB says that the folder for what does not fit in memory is full.
_SPILL = "max_temp_directory_size"


def refusal(error: OSError | MemoryError, file: str = "") -> Fault:
    """The machine's refusal. file: what was worked on, where the error does not name it."""
    if isinstance(error, MemoryError):
        return Fault("fault.machine.memory")
    named = os.fsdecode(error.filename) if isinstance(error.filename, (str, bytes)) else ""
    return _refused(error.errno or 0, file or named, error.strerror or str(error))


def _refused(number: int, file: str, problem: str) -> Fault:
    if number in _FULL:
        return Fault("fault.disk.full", {}, file)
    if number in _DENIED:
        return Fault("fault.disk.denied", {"problem": problem}, file)
    return Fault("fault.machine.file", {"problem": problem}, file)


def engine_refusal(error: Exception, memory: str = "", spill: str = "") -> Fault | None:
    """Why the engine had to stop; None for other errors, such as a file that is no Parquet.

    memory, spill: what it was allowed, and where it puts what does not fit.
    """
    if isinstance(error, duckdb.OutOfMemoryException):
        if _SPILL in str(error):
            return Fault("fault.disk.spill", {"memory": memory}, spill)
        return Fault("fault.memory.short", {"memory": memory})
    if not isinstance(error, duckdb.IOException):
        return None
    number, named = _ERRNO.search(str(error)), _QUOTED.search(str(error))
    if number is None:
        return None
    file = named[1] if named else ""
    return _refused(int(number[1]), file, os.strerror(int(number[1])))


@contextmanager
def engine_told(memory: str, spill: str) -> Iterator[None]:
    """Around a query: refusals are raised as Faulty, a signal as KeyboardInterrupt, which DuckDB swallows."""
    try:
        yield
    except duckdb.InterruptException:
        raise KeyboardInterrupt from None
    except duckdb.Error as error:
        fault = engine_refusal(error, memory, spill)
        if fault is None:
            raise
        raise Faulty(fault) from None
    except RuntimeError as error:
        if str(error) != "Query interrupted":
            raise
        raise KeyboardInterrupt from None


def unforeseen_refusal(error: Exception) -> Fault | None:
    """A refusal among errors that nobody has foreseen; None for others."""
    if isinstance(error, (OSError, MemoryError)):
        return refusal(error)
    fault = engine_refusal(error)
    if fault is None and isinstance(error, duckdb.IOException):
        return Fault("fault.machine.file", {"problem": str(error).partition("\n")[0]})
    return fault
