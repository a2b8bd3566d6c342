"""Where a person works: a rulebook folder and a store, opened together. The library's front door.

place = Workplace.open("rulebook", "store")
for source in place.sources([Path("data")]): place.load(source)
with place.engine() as engine: ran = place.run(engine, "2026-10")
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from attain import catalog
from attain.engine.decide.rules import Rules
from attain.engine.faults import Faulty
from attain.engine.store import MEMORY, DuckEngine, IntakeSettings, LoadReport, Preview, Repair, Store
from attain.engine.store.taking_back import TakenBack
from attain.rulebook.bundle import changed_since, publish
from attain.rulebook.load import Loaded, load
from attain.runs.closed import closed_rules
from attain.runs.compute import Progress, quiet
from attain.runs.run import Ran, run
from attain.runs.sources import Source, sources
from attain.runs.unsaid import unsaid

#: The faults of a rulebook that nobody has begun.
MISSING = ("fault.folder", "fault.rulebook.missing")


class Unsound(Faulty):
    """The rulebook has errors, or is not there: nothing that goes by its rules can be done."""

    @property
    def missing(self) -> bool:
        """Whether there are no files at all."""
        return all(fault.id in MISSING for fault in self.faults)


def read_rulebook(folder: Path | str) -> Loaded:
    """The rulebook in a folder, standing on the shipped one where it says so. Faults are in it."""
    return load(folder, catalog.PATH)


def sound_rulebook(folder: Path | str) -> Loaded:
    """The rulebook in a folder. Raises Faulty with all its errors."""
    loaded = read_rulebook(folder)
    if loaded.rules is None:
        raise Unsound(*loaded.faults)
    return loaded


@dataclass
class Workplace:
    """An open rulebook without errors, and its store."""

    loaded: Loaded
    store: Store
    memory_limit: str = MEMORY

    @classmethod
    def open(
        cls, rulebook: Path | str, store: Path | str, create: bool = False, memory: str = MEMORY
    ) -> "Workplace":
        """Raises Faulty with all faults of the rulebook, or if there is no store (unless `create`)."""
        return cls.at(sound_rulebook(rulebook), store, create, memory)

    @classmethod
    def at(cls, loaded: Loaded, store: Path | str, create: bool = False, memory: str = MEMORY) -> "Workplace":
        """A rulebook that is read already, with its store. Raises Faulty if there is no store."""
        return cls(loaded, Store.at(store) if create else Store.open(store), memory)

    @property
    def rules(self) -> Rules:
        """The checked rules."""
        if self.loaded.rules is None:
            raise Faulty(*self.loaded.faults)
        return self.loaded.rules

    def engine(self) -> DuckEngine:
        """An engine of its own, which spills to the store's disk; close it, or use it in a `with`."""
        return self.store.engine(self.memory_limit)

    # -- facts in ----------------------------------------------------------------------

    def sources(self, paths: Iterable[Path], into: str | None = None) -> list[Source]:
        """Files, and all that folders hold, with their tables or mappings (see `attain.runs.sources`)."""
        return sources(self.loaded, paths, into)

    def load(
        self,
        source: Source,
        progress: Callable[[str, float], None] | None = None,
        engine: DuckEngine | None = None,
        repairs: Iterable[Repair] = (),
    ) -> LoadReport:
        """Loads one file. Raises Faulty, with nothing changed, where the file as a whole can't be.

        engine: a fresh one (`self.engine()`), to load many files with. repairs: cells put right in it.
        """
        tables = self.rules.tables
        report = self.store.load(tables, source.path, source.into, self.intake, progress, engine, repairs)
        told = unsaid(self.rules, report.table, report.columns, report.partitions)
        return replace(report, warnings=(*report.warnings, *told))

    def preview(self, source: Source, progress: Callable[[str, float], None] | None = None) -> Preview:
        """What loading a file would do. Raises Faulty where a load would, control totals aside."""
        found = self.store.preview(self.rules.tables, source.path, source.into, self.intake, progress)
        told = unsaid(self.rules, found.table, found.columns, found.months)
        return replace(found, warnings=(*found.warnings, *told))

    @property
    def intake(self) -> IntakeSettings:
        """How this rulebook has cells read."""
        settings = self.rules.settings
        return IntakeSettings(
            currency=settings.currency,
            decimals=settings.currency_decimals,
            time_zone=settings.time_zone,
            memory_limit=self.memory_limit,
        )

    def take_back(self, load: str) -> TakenBack:
        """The store as it was before a load or an entered change, in a new snapshot. Raises Faulty."""
        return self.store.take_back(self.rules.tables, load)

    # -- results out -------------------------------------------------------------------

    def run(self, engine: DuckEngine, period: str, progress: Progress = quiet) -> Ran:
        """Computes and keeps a period. Raises Faulty where a rule that a closed run used was changed."""
        self._unchanged(engine)
        return run(self.store, engine, self.rules, publish(self.loaded), period, progress)

    def _unchanged(self, engine: DuckEngine) -> None:
        """Rules that a closed run used are replaced by dated ones, never edited."""
        faults = [
            fault
            for used, last in closed_rules(self.store, engine, self.rules)
            for fault in changed_since(self.loaded, used, last)
        ]
        if faults:
            raise Faulty(*{(f.id, f.file, f.line, str(f.values)): f for f in faults}.values())
