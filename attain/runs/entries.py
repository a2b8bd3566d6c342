"""Rows that people enter (targets, coverage, moves …), into the store as files would have brought them."""

from collections.abc import Iterable
from dataclasses import dataclass

from attain.engine.store import Change as Entry
from attain.engine.store import LoadReport
from attain.runs.workplace import Workplace


@dataclass(frozen=True)
class Entered:
    """snapshot: the store with the rows. reports: one a table, in the order in which they were entered."""

    snapshot: str
    reports: tuple[LoadReport, ...]

    @property
    def loads(self) -> tuple[str, ...]:
        """The loads that the store tells of them; none where nothing was otherwise."""
        return tuple(report.load_id for report in self.reports if report.before != report.after)


def enter(place: Workplace, entries: Iterable[Entry], name: str) -> Entered:
    """Enters rows into built-in tables, all or none, in the order of the entries.

    name: what the loads are called, as a file's name would be ("hand-over 17"). Raises Faulty, with nothing
    changed, where a cell is wrong, a key names nothing, or the tables would contradict themselves.
    """
    snapshot, reports = place.store.change(place.rules.tables, entries, name, place.intake)
    return Entered(snapshot, tuple(reports))


__all__ = ["Entered", "Entry", "enter"]
