"""Where a person works: a rulebook folder and a store, opened together. The library's front door.

place = Workplace.open("rulebook", "store")
for file in place.files(["data"]): place.load(file)
with place.engine() as engine: ran = place.run(engine, "2026-10")
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from attain import catalog
from attain.engine.decide.rules import Rules
from attain.engine.facts.builtin import BUILTIN
from attain.engine.facts.mapping import Mapping as FileMapping
from attain.engine.faults import Fault, Faulty, nearest
from attain.engine.store import DuckEngine, IntakeSettings, LoadReport, Store
from attain.rulebook.bundle import changed_since, publish, read_bundle
from attain.rulebook.load import Loaded, load
from attain.runs.compute import Progress, quiet
from attain.runs.register import Register
from attain.runs.run import Ran, run

#: What intake reads.
SUFFIXES = (".csv", ".csv.gz", ".txt", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods", ".parquet")


@dataclass(frozen=True, slots=True)
class Source:
    """A file and where its rows go: a table's name, or a mapping."""

    path: Path
    into: str | FileMapping

    @property
    def table(self) -> str:
        return self.into if isinstance(self.into, str) else self.into.into


def read_rulebook(folder: Path | str) -> Loaded:
    """The rulebook in a folder, standing on the shipped one where it says so. Faults are in it."""
    return load(folder, catalog.PATH)


@dataclass
class Workplace:
    """An open rulebook without errors, and its store."""

    loaded: Loaded
    store: Store
    memory_limit: str = "2GB"

    @classmethod
    def open(cls, rulebook: Path | str, store: Path | str, create: bool = False) -> "Workplace":
        """Raises Faulty with all faults of the rulebook, or if there is no store (unless `create`)."""
        loaded = read_rulebook(rulebook)
        if loaded.rules is None:
            raise Faulty(*loaded.faults)
        here = Path(store)
        missing = not here.exists() or (here.is_dir() and not any(here.iterdir()))
        return cls(loaded, Store.create(here) if create and missing else Store.open(here))

    @property
    def rules(self) -> Rules:
        """The checked rules."""
        if self.loaded.rules is None:
            raise Faulty(*self.loaded.faults)
        return self.loaded.rules

    def engine(self) -> DuckEngine:
        """An engine of its own; close it, or use it in a `with`."""
        return DuckEngine(memory_limit=self.memory_limit)

    # -- facts in ----------------------------------------------------------------------

    def sources(self, paths: Iterable[Path], into: str | None = None) -> list[Source]:
        """Files, and all that folders hold, with their tables or mappings; built-in tables first.

        A file goes where `into` says, else by the mapping whose `file:` matches its name, else to the table
        that its name starts with (orders: order_lines.csv, order_lines-2026-10.xlsx). Raises Faulty for others.
        """
        found, faults = [], []
        for path in (file for given in paths for file in _files(given)):
            try:
                found.append(Source(path, self._into(path, into)))
            except Faulty as error:
                faults += error.faults
        if faults:
            raise Faulty(*faults)
        order = [*BUILTIN, *sorted(self.rules.facts)]
        return sorted(found, key=lambda s: (order.index(s.table), str(s.path)))

    def _into(self, path: Path, into: str | None) -> str | FileMapping:
        mappings = {mapping.mapping: mapping for mapping in self.loaded.mappings}
        if into is not None:
            if into in mappings or into in self.rules.tables:
                return mappings.get(into, into)
            known = [*mappings, *self.rules.tables]
            raise Faulty(Fault("fault.load.into", {"name": into, "nearest": nearest(into, known)}, str(path)))
        by_file = [m for m in mappings.values() if m.file != "*" and fnmatch(path.name, m.file)]
        if len(by_file) == 1:
            return by_file[0]
        stem = path.name.split(".")[0].casefold()
        names = [t for t in self.rules.tables if _begins(stem, t.casefold())]
        if names and not by_file:
            return max(names, key=len)
        if by_file:
            values = {"name": path.name, "mappings": ", ".join(m.mapping for m in by_file)}
            raise Faulty(Fault("fault.load.mappings", values, str(path)))
        values = {"name": path.name, "nearest": nearest(stem, list(self.rules.tables)) or "order_lines"}
        raise Faulty(Fault("fault.load.table", values, str(path)))

    def load(self, source: Source, progress: Callable[[str, float], None] | None = None) -> LoadReport:
        """Loads one file. Raises Faulty, with nothing changed, where the file as a whole can't be."""
        settings = self.rules.settings
        intake = IntakeSettings(
            currency=settings.currency,
            decimals=settings.currency_decimals,
            time_zone=settings.time_zone,
            memory_limit=self.memory_limit,
        )
        return self.store.load(self.rules.tables, source.path, source.into, intake, progress)

    # -- results out -------------------------------------------------------------------

    def run(self, engine: DuckEngine, period: str, progress: Progress = quiet) -> Ran:
        """Computes and keeps a period. Raises Faulty where a rule that a closed run used was changed."""
        self._unchanged()
        return run(self.store, engine, self.rules, publish(self.loaded), period, progress)

    def _unchanged(self) -> None:
        """Rules that a closed run used are replaced by dated ones, never edited."""
        register = Register(self.store)
        faults: list[Fault] = []
        for key in register.closed_periods():
            closed = register.closed(key)
            used = read_bundle(self.store.place.read(f"bundles/{closed.bundle}.json"))
            faults += changed_since(self.loaded, used, self.rules.calendar.period(key).last_day)
        if faults:
            raise Faulty(*dict.fromkeys(faults))


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(p for p in path.iterdir() if p.is_file() and p.name.lower().endswith(SUFFIXES))
    return [path]


def _begins(stem: str, table: str) -> bool:
    """order_lines, order_lines-2026-10, order_lines_jan, order_lines (2)."""
    return stem == table or (stem.startswith(table) and not stem.removeprefix(table)[0].isalpha())
