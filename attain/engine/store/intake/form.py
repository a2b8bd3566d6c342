"""The form of a source file: what was detected, what was stated. It stands in the load report."""

from collections.abc import Mapping
from dataclasses import dataclass, field

#: A line longer than this is no table; reading stops there instead of filling the memory.
LONGEST_LINE = 1 << 20


@dataclass(frozen=True, slots=True)
class Stated:
    """What the mapping says about the file's form; None is left to detection."""

    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    date_format: str | None = None
    decimal: str | None = None
    header_row: int | None = None


@dataclass(frozen=True, slots=True)
class SourceForm:
    """How a file is written.

    kind: "csv", "xlsx" or "parquet". header: the column names as they stand there; header_row: in which row.
    encoding, separator, quote: of a CSV. confidence: of a detected encoding, 0 to 1; 1 if proven or stated.
    sheet: of an XLSX. compressed: gzip was around it.
    decimal: the decimal mark of its numbers, None where none has one. date_formats: by target column.
    stated: the names of the properties that the mapping stated; all others were detected.
    digest: hash of the file's bytes.
    """

    file: str
    kind: str
    digest: str
    header: tuple[str, ...]
    encoding: str | None = None
    confidence: float = 1.0
    separator: str | None = None
    quote: str | None = None
    sheet: str | None = None
    compressed: bool = False
    header_row: int = 1
    decimal: str | None = None
    date_formats: Mapping[str, str] = field(default_factory=dict)
    stated: tuple[str, ...] = ()
