"""What Spark refuses or cannot do, as faults that say what to do."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from attain.engine.faults import Fault, Faulty

#: How Spark says that a file is not there, here or on a worker.
_NO_FILE = re.compile(r"PATH_NOT_FOUND|FAILED_READ_FILE|FileNotFoundException|FileNotFound|does not exist")
_FILE = re.compile(r"(?:file|s3a|hdfs|abfss|gs|viewfs):/\S+?\.parquet")

#: How it says that a query's numbers do not fit the type that they were given.
_OVERFLOW = re.compile(r"ARITHMETIC_OVERFLOW|NUMERIC_VALUE_OUT_OF_RANGE")

#: How it says that nobody is there any more.
_GONE = re.compile(
    r"SparkContext (?:was|has been) (?:shut down|stopped)|stopped SparkContext|Connection refused"
)


class Overflow(Exception):
    """A sum or product was larger than the type that it was computed in."""


def first_line(error: Exception) -> str:
    """The first line of an error, short enough for a sentence."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[0] if lines else type(error).__name__)[:300]


@contextmanager
def spark_told(address: str, overflow: bool = False) -> Iterator[None]:
    """Around work on the cluster. Raises Faulty for what it refuses.

    overflow: whether Overflow is raised for numbers that do not fit, instead.
    """
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError, ConnectionError) as error:
        if overflow and _OVERFLOW.search(str(error)):
            raise Overflow(first_line(error)) from None
        raise Faulty(_fault(error, address)) from None


def _fault(error: Exception, address: str) -> Fault:
    text = str(error)
    if isinstance(error, ConnectionError) or _GONE.search(text) or "Py4JNetwork" in type(error).__name__:
        return Fault("fault.spark.lost", {"address": address})
    if _NO_FILE.search(text):
        named = _FILE.search(text)
        return Fault("fault.spark.file", {"file": named[0] if named else first_line(error)})
    return Fault("fault.spark.failed", {"problem": first_line(error)})
