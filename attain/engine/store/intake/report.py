"""What a load did, to the row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from attain.engine.faults import Fault
from attain.engine.store.intake.form import SourceForm

#: How many quarantined cells a report shows; all of them are in the quarantine file.
SHOWN = 20


@dataclass(frozen=True, slots=True)
class LoadReport:
    """load_id, table: which load, into what. form: how the file was read. columns: target → source.

    rows_read = rows_skipped (by `where`) + left_out (by repairs) + rows_loaded + unchanged + corrected
    + quarantined.
    control: the source's control totals, which the rows met. partitions: months that were written.
    before, after: snapshots. repeated: the file was in already; only rows still in quarantine were tried.
    quarantine: the first quarantined cells as faults; quarantine_file: all of them, "" if none.
    unused: source columns that nothing took. warnings: what to know, though nothing was wrong.
    """

    load_id: str
    table: str
    form: SourceForm
    rows_read: int = 0
    rows_skipped: int = 0
    rows_loaded: int = 0
    unchanged: int = 0
    corrected: int = 0
    quarantined: int = 0
    control: Mapping[str, Decimal] = field(default_factory=dict)
    partitions: tuple[str, ...] = ()
    before: str = ""
    after: str = ""
    repeated: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    unused: tuple[str, ...] = ()
    quarantine: tuple[Fault, ...] = ()
    quarantine_file: str = ""
    warnings: tuple[Fault, ...] = ()
    left_out: int = 0
