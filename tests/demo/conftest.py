"""A small demo company and the whole one, each generated once, and how its tables are read."""

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest

from attain.engine.store import DuckEngine, LoadReport
from attain.runs.demo import DemoFiles, generate
from attain.runs.workplace import Workplace

MONTH = "2026-10"


@dataclass(frozen=True)
class Demo:
    """A generated company, read as its files stand."""

    files: DemoFiles
    folder: Path

    def header(self, table: str) -> list[str]:
        with self.files.file(table).open(encoding="utf-8", newline="") as file:
            return next(csv.reader(file))

    def rows(self, table: str) -> list[dict[str, str]]:
        with self.files.file(table).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def query(self, text: str) -> list[tuple]:
        """Rows of a query over the files, for the tables with very many rows; each table by its name."""
        with DuckEngine() as engine:
            for table, path in self.files.facts:
                if table in text:
                    engine.execute(f"CREATE VIEW {table} AS FROM read_csv('{path}', all_varchar = true)")
            return engine.query(text)


@pytest.fixture(scope="session")
def small(tmp_path_factory) -> Demo:
    """Ten account managers, a thousand clients or so, three months."""
    folder = tmp_path_factory.mktemp("small")
    return Demo(generate(folder, seed=1, last_month=MONTH, scale="1/10"), folder)


@pytest.fixture(scope="session")
def whole(tmp_path_factory) -> Demo:
    """The whole company."""
    folder = tmp_path_factory.mktemp("whole")
    return Demo(generate(folder, seed=1, last_month=MONTH), folder)


@dataclass(frozen=True)
class Landed:
    """A company's files in a store, and what was told of each."""

    place: Workplace
    reports: dict[str, LoadReport]


@pytest.fixture(scope="session")
def landed(small, tmp_path_factory) -> Landed:
    """The small company's, loaded once."""
    place = Workplace.open(small.files.rulebook, tmp_path_factory.mktemp("store") / "store", create=True)
    with place.engine() as engine:
        sources = [source for _, path in small.files.facts for source in place.sources([path])]
        return Landed(place, {source.table: place.load(source, engine=engine) for source in sources})
