"""DuckDB, the embedded engine: sqlglot trees in, rows of Python values out."""

import sys
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, Self

import duckdb
from sqlglot import exp

from attain.engine.facts import FactTable
from attain.engine.facts.table import Table
from attain.engine.measures.gathering import Gathering
from attain.engine.measures.once import Once
from attain.engine.measures.totals import Totals
from attain.engine.store import sql
from attain.engine.store.bounds import bounds
from attain.engine.store.damage import readable
from attain.engine.store.gather import Told, gather
from attain.engine.store.interrupting import OPEN
from attain.engine.store.made_once import made_once
from attain.engine.store.making import Making, foreseeing
from attain.engine.store.memory import MEMORY
from attain.engine.store.pieces import FEWEST_KEPT
from attain.engine.store.refusals import engine_told
from attain.engine.store.snapshot import Snapshot
from attain.engine.store.temporary import nothing, temporary
from attain.engine.store.totals import add_up
from attain.engine.store.watching import Progress, Watched

BATCH = 100_000

#: A built-in table of no more rows is read once and held, because every measure joins some of them.
MOST_HELD = 200_000
PARQUET = "FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2"


class DuckEngine:
    """One connection to an embedded DuckDB. What the machine refuses is raised as Faulty.

    memory_limit: as DuckDB writes it ("2GB"); beyond it work spills to `spill`, else to a folder of its own.
    threads: None for every core. database: a file, or in memory. closing: called when the engine is closed.
    """

    def __init__(
        self,
        memory_limit: str = MEMORY,
        threads: int | None = None,
        spill: Path | None = None,
        database: str = ":memory:",
        closing: Callable[[], None] | None = None,
    ) -> None:
        if spill is None:
            spill, closing = temporary()
        self._closing = weakref.finalize(self, closing or nothing)
        self._memory, self._spill = memory_limit, str(spill or "")
        settings: dict[str, Any] = {
            "memory_limit": memory_limit,
            "temp_directory": self._spill,
            "autoinstall_known_extensions": False,
            "parquet_metadata_cache": True,
        }
        self.threads = threads
        if threads:
            settings["threads"] = threads
        with self._told():
            self.connection = duckdb.connect(database, config=settings)
        self._begun()

    def _begun(self) -> None:
        """The connection is there; nothing was asked of it yet."""
        self.connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar_print = false")
        OPEN.add(self)
        self._watched: Watched | None = None
        #: The tables that are registered, as SELECTs.
        self.registered: dict[str, str] = {}
        #: Partial aggregates of files with at least so many rows are kept in the store.
        self.fewest_kept = FEWEST_KEPT
        self.making: Making | None = None

    @classmethod
    def beside(cls, kept: "DuckEngine") -> Self:
        """Another connection to an engine's database, with temporary tables of its own."""
        made = cls.__new__(cls)
        made._closing = weakref.finalize(made, nothing)
        made._memory, made._spill, made.connection = kept._memory, kept._spill, kept.connection.cursor()
        made.threads = kept.threads
        made._begun()
        return made

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        OPEN.discard(self)
        if self._watched is not None:  # a signal may have come before it could be ended
            self._watched.end()
        self.connection.close()
        self._closing()

    @property
    def named(self) -> str:
        """What a run writes down as its engine."""
        return f"duckdb {duckdb.__version__}"

    def sees(self, snapshot: Snapshot, tables: Mapping[str, Table], decimals: int) -> Snapshot:
        """The snapshot with what this engine reads beside the store's files: nothing.

        tables: the rulebook's. decimals: those of its currency.
        """
        del tables, decimals
        return snapshot

    def _told(self) -> AbstractContextManager[None]:
        """Around whatever the connection does: what the machine refuses is raised as Faulty."""
        return engine_told(self._memory, self._spill)

    def query(
        self,
        query: exp.Expression | str,
        parameters: Sequence[Any] | Mapping[str, Any] = (),
        progress: Progress | None = None,
    ) -> list[tuple[Any, ...]]:
        """All rows of `query`. Parameters are bound: a sequence for `?`, a mapping for `$name`."""
        self.execute(query, parameters, progress)
        with self._told():
            return self.connection.fetchall() if self.connection.description else []

    def answer(self, query: exp.Expression) -> list[tuple[Any, ...]]:
        """The same; integers of 128 bits are asked for in 64, in which they come ten times faster."""
        text = query.sql("duckdb", copy=False)
        kinds = {name: kind for name, kind, *_ in self.query(f"DESCRIBE {text}")}
        if "HUGEINT" not in kinds.values():
            return self.query(text)
        listed = (
            f"CAST({sql.name(name)} AS BIGINT)" if kind == "HUGEINT" else sql.name(name)
            for name, kind in kinds.items()
        )
        try:
            return self.query(f"SELECT {', '.join(listed)} FROM ({text})")
        except duckdb.ConversionException:  # some are beyond 64 bits
            return self.query(text)

    def stream(
        self, query: exp.Expression | str, parameters: Sequence[Any] | Mapping[str, Any] = ()
    ) -> Iterator[tuple[Any, ...]]:
        """The rows of `query` one by one, for results that should not stand in memory at once."""
        self.execute(query, parameters)
        while rows := self._batch():
            yield from rows

    def _batch(self) -> list[tuple[Any, ...]]:
        with self._told():
            return self.connection.fetchmany(BATCH)

    def execute(
        self,
        query: exp.Expression | str,
        parameters: Sequence[Any] | Mapping[str, Any] = (),
        progress: Progress | None = None,
    ) -> None:
        """Runs `query` without fetching (CREATE, COPY, …)."""
        text = query if isinstance(query, str) else query.sql("duckdb", copy=False)
        bound = parameters if isinstance(parameters, Mapping) else list(parameters)
        if progress is None:
            with self._told():
                self.connection.execute(text, bound)
            return
        self._watched = Watched(self.connection, progress)
        with self._told(), self._watched:
            self.connection.execute(text, bound)

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Tables that are made inside are gone afterwards."""
        self.execute("CREATE SCHEMA apart; USE apart")
        try:
            yield
        finally:
            self.execute("USE main; DROP SCHEMA apart CASCADE")

    def columns(self) -> tuple[str, ...]:
        """The column names of the last query."""
        return tuple(column[0] for column in self.connection.description or ())

    def register(
        self,
        snapshot: Snapshot,
        tables: Mapping[str, Table],
        start: date | None = None,
        end: date | None = None,
    ) -> None:
        """A relation for every table, named like it; facts only with the months that [start, end) touches.

        Tables that were never loaded have no rows. Beside its declared columns a fact table has `_load` and
        `_row`: which load brought the row, and from which row.
        """
        wanted = {name: snapshot.relation(table, start, end) for name, table in tables.items()}
        new = {name: made for name, made in wanted.items() if self.registered.get(name) != made}
        there = self._temporary() if new else {}
        for name, relation in new.items():
            held = tables[name].date is None and snapshot.rows(name) <= MOST_HELD
            self._drop(name, there)
            with readable(snapshot.files(name, start, end)):
                self.execute(f"CREATE TEMP {'TABLE' if held else 'VIEW'} {sql.name(name)} AS {relation}")
            self.registered[name] = relation

    def _temporary(self) -> dict[str, str]:
        """TABLE or VIEW, by the name of each temporary relation: the engine looks through all of its own."""
        found = self.query(
            "SELECT table_name, 'TABLE' FROM duckdb_tables() WHERE temporary UNION ALL "
            "SELECT view_name, 'VIEW' FROM duckdb_views() WHERE temporary AND NOT internal"
        )
        return dict(found)

    def _drop(self, name: str, there: Mapping[str, str]) -> None:
        """Makes room for a temporary relation of this name. there: what is."""
        self.registered.pop(name, None)
        if name in there:
            self.execute(f"DROP {there[name]} temp.{sql.name(name)}")

    def table(self, name: str, rows: Iterable[Sequence[Any]], schema: Mapping[str, str]) -> None:
        """A temporary table from Python rows. schema: column → engine type ("VARCHAR", "BIGINT", …)."""
        columns = ", ".join(f"{sql.name(column)} {kind}" for column, kind in schema.items())
        if name in self.registered:
            self._drop(name, self._temporary())
        self.execute(f"CREATE OR REPLACE TEMP TABLE {sql.name(name)} ({columns})")
        source = iter(rows)
        while batch := list(islice(source, BATCH)):
            query, values = sql.rows_of(zip(*batch, strict=True), schema.values())
            self.execute(f"INSERT INTO {sql.name(name)} {query}", values)

    def keep(self, name: str, query: exp.Expression) -> None:
        """A temporary table from a query, in place of one of that name."""
        self.execute(f"CREATE OR REPLACE TEMP TABLE {sql.name(name)} AS {query.sql('duckdb', copy=False)}")

    def once(self, snapshot: Snapshot, once: Once) -> None:
        """Temporary tables as they were when they were made of the same; few rows are made again."""
        if once.rows < self.fewest_kept:
            once.make()
        else:
            made_once(self, snapshot.place, once)

    @contextmanager
    def anew(self) -> Iterator[None]:
        """Inside, facts are read although partial aggregates of them are kept."""
        fewest, self.fewest_kept = self.fewest_kept, sys.maxsize
        try:
            yield
        finally:
            self.fewest_kept = fewest

    def foresee(self, snapshot: Snapshot | None, wanted: Iterable[Gathering]) -> AbstractContextManager[None]:
        """Inside it is known what will be gathered: each file is read once for all of it, meanwhile."""
        return foreseeing(self, snapshot, wanted)

    def begin(self, gathering: Gathering) -> None:
        """This will be gathered too, and can be from now on."""
        if self.making is not None:
            self.making.begin(gathering)

    def bounds(
        self, snapshot: Snapshot, table: FactTable, name: str, days: tuple[date, date]
    ) -> tuple[date, date] | None:
        """[from, to) in which a column's days lie; None where its files don't tell."""
        return bounds(self, snapshot, table, name, days)

    def gather(self, snapshot: Snapshot | None, gathering: Gathering, told: Told) -> bool:
        """A relation from fact files, of which pieces are kept. Whether no key is there twice."""
        return gather(self, snapshot, gathering, told).unique

    def add_up(self, snapshot: Snapshot | None, gathering: Gathering, totals: Totals, told: Told) -> None:
        """The same, and what it is added up to; the sums of what newer files don't touch are kept."""
        add_up(self, snapshot, gathering, totals, told)

    def write_parquet(
        self, rows: Iterable[Sequence[Any]], schema: Mapping[str, str], path: Path | str
    ) -> None:
        """Python rows to a Parquet file, in the order given. schema as in `table`."""
        self.table("_written", rows, schema)
        self.copy("SELECT * FROM _written ORDER BY rowid", path)
        self.execute("DROP TABLE _written")

    def copy(self, query: exp.Expression | str, path: Path | str, progress: Progress | None = None) -> int:
        """The rows of `query` to a Parquet file; returns how many."""
        text = query if isinstance(query, str) else query.sql("duckdb")
        return self.query(f"COPY ({text}) TO {sql.text(str(path))} ({PARQUET})", (), progress)[0][0]

    def read_parquet(self, path: Path | str) -> list[tuple[Any, ...]]:
        """All rows of a Parquet file, in its order."""
        return self.query("SELECT * FROM read_parquet(?)", [str(path)])
