"""A DuckEngine whose facts are computed by Spark; what comes back is as DuckDB itself would give it."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from sqlglot import exp

from attain.engine.facts.table import Table
from attain.engine.measures.gathering import PIECE, Gathering
from attain.engine.measures.once import Once
from attain.engine.measures.totals import Totals
from attain.engine.store import sql
from attain.engine.store.engine import MOST_HELD, PARQUET, DuckEngine, Progress
from attain.engine.store.gather import Told
from attain.engine.store.memory import MEMORY
from attain.engine.store.snapshot import LINEAGE, Snapshot
from attain.engine.store.spark.cluster import Cluster, session, spark_version
from attain.engine.store.spark.dialect import bound, quoted, schema_of, spark_text, tables_in
from attain.engine.store.spark.outside import Outsiders
from attain.engine.store.spark.told import Overflow, spark_told

#: The relation, here, that holds the rows of the cluster's last answer.
ANSWER = "_answer"

#: What facts are added up to comes here if it has no more rows; the rest of the work is then done here.
MOST_BROUGHT = 10_000_000

#: How Arrow names the type in which integers of 128 bits come.
_WHOLE = re.compile(r"decimal128\(\d+, 0\)")

#: Signs in a path that Spark would take for a pattern.
_PATTERN = re.compile(r"([\\{}\[\]*?,])")


class SparkEngine(DuckEngine):
    """One application on a Spark cluster, and a DuckDB beside it for tables about the organisation.

    Queries that name a fact table, or a relation that was kept from one, run on the cluster; the other
    relations that they name are sent there. Everything else runs here, also on what facts were added up to
    for each client or person, where that is no more than `most_brought` rows. Raises Faulty where Spark
    cannot be had, where workers cannot read the store's files, and for whatever else Spark refuses.
    """

    def __init__(
        self,
        cluster: Cluster,
        memory_limit: str = MEMORY,
        threads: int | None = None,
        spill: Path | None = None,
        closing: Callable[[], None] | None = None,
        most_brought: int = MOST_BROUGHT,
    ) -> None:
        super().__init__(memory_limit, threads, spill, closing=closing)
        self.cluster, self.most_brought = cluster, most_brought
        try:
            self._spark, self._own = session(cluster, Path(self._spill, "spark.log"))
        except BaseException:
            super().close()
            raise
        self._outsiders = Outsiders(self._spark, cluster)
        #: By the relation's name: what it is made from, how it is read on the cluster where it is not sent
        #: there, and what is there now.
        self._known: dict[str, Any] = {}
        self._ways: dict[str, Callable[[], Any]] = {}
        self._there: dict[str, Any] = {}
        #: The relations whose queries run on the cluster.
        self._facts: set[str] = set()

    @property
    def named(self) -> str:
        """What a run writes down as its engine."""
        return f"spark {spark_version()}"

    def close(self) -> None:
        """Ends the application; a session that was there before stays."""
        if self._spark is not None:
            for name in list(self._there):
                self._forget(name)
            if self._own:
                self._spark.stop()
        self._spark = None
        super().close()

    # -- relations ---------------------------------------------------------------------

    def sees(self, snapshot: Snapshot, tables: Mapping[str, Table], decimals: int) -> Snapshot:
        """The snapshot with those facts that are read from the cluster's own tables."""
        with spark_told(self.cluster.address):
            return self._outsiders.described(snapshot, tables, decimals)

    def register(
        self,
        snapshot: Snapshot,
        tables: Mapping[str, Table],
        start: date | None = None,
        end: date | None = None,
    ) -> None:
        """As in DuckDB; facts, and tables too large to be sent, are read by the workers themselves."""
        outside = snapshot.manifest.outside
        here = {name: table for name, table in tables.items() if name not in outside}
        facts, self._facts = self._facts, self._facts - tables.keys()
        super().register(snapshot, here, start, end)
        self._facts |= facts
        for name, table in tables.items():
            made_from = outside[name] if name in outside else self.registered[name]
            if self._known.get(name) == made_from:
                continue
            self._forget(name)
            self._known[name] = made_from
            if table.date is not None:
                self._facts.add(name)
            if name in outside:
                self._ways[name] = partial(self._outsiders.read, outside[name], table)
            elif table.date is not None or snapshot.rows(name) > MOST_HELD:
                self._ways[name] = partial(self._from_files, snapshot, table, start, end)

    def table(self, name: str, rows: Iterable[Sequence[Any]], schema: Mapping[str, str]) -> None:
        self._forget(name)
        super().table(name, rows, schema)

    def keep(self, name: str, query: exp.Expression) -> None:
        """A temporary relation from a query, where its own relations are; replaces one of that name."""
        if self._facts.isdisjoint(tables_in(query)):
            super().keep(name, query)
            self._forget(name)
            return
        made = self._computed(query, lambda text: _held(self._spark.sql(text)))
        self._forget(name)
        self._facts.add(name)
        self._place(name, made)

    def answer(self, query: exp.Expression) -> list[tuple[Any, ...]]:
        return self.query(query)

    def once(self, snapshot: Snapshot, once: Once) -> None:
        """Made each time: the cluster has its own copies."""
        del snapshot
        once.make()

    def bounds(self, *_: Any) -> None:
        """What a cluster reads it is asked for."""

    def foresee(self, snapshot: Snapshot | None, wanted: Iterable[Gathering]) -> AbstractContextManager[None]:
        """Nothing: the cluster reads all files of a relation at once."""
        return nullcontext()

    def gather(self, snapshot: Snapshot | None, gathering: Gathering, told: Told) -> bool:
        """A relation from facts, read and added up on the cluster. What has become small comes here.

        Whether no key is there twice: always, for the cluster adds up all files together.
        """
        table, window = gathering.table, (gathering.start, gathering.end)
        self._forget(PIECE)
        self._facts.add(PIECE)
        if snapshot is None or table.name in snapshot.manifest.outside or gathering.on != table.date:
            self._ways[PIECE] = partial(self._as_registered, table.name)
        else:
            self._ways[PIECE] = partial(self._from_files, snapshot, table, *window)
        query = gathering.query(gathering.cells, window, window)
        if snapshot is None or snapshot.rows(table.name) > self.most_brought:
            self.keep(gathering.name, query)
            if self._there[gathering.name].count() <= self.most_brought:
                self._bring_here(gathering.name, exp.select("*").from_(exp.to_table(gathering.name)))
        else:
            self._bring_here(gathering.name, query)
        told(1, 1)
        return True

    def add_up(self, snapshot: Snapshot | None, gathering: Gathering, totals: Totals, told: Told) -> None:
        """A relation from facts, and what it is added up to, where it is. Nothing is kept of it."""
        self.keep(totals.name, totals.query(gathering.name, self.gather(snapshot, gathering, told)))

    def _bring_here(self, name: str, query: exp.Expression) -> None:
        """The rows of a query on the cluster as a relation here."""
        rows = self._answered(query)
        super().execute(f"CREATE OR REPLACE TEMP TABLE {sql.name(name)} AS {rows}")
        self._forget(name)

    def _as_registered(self, name: str) -> Any:
        self._send(name)
        return self._there[name]

    def _send(self, name: str) -> None:
        """Has a relation on the cluster, if it is not there already."""
        if name not in self._there:
            self._place(name, self._ways.get(name, partial(self._sent, name))())

    def _forget(self, name: str) -> None:
        """The relation is another one, or gone."""
        for known in (self._known, self._ways):
            known.pop(name, None)
        self._facts.discard(name)
        there = self._there.pop(name, None)
        if there is not None:
            self._spark.catalog.dropTempView(quoted(name))
            there.unpersist()

    def _place(self, name: str, relation: Any) -> None:
        relation.createOrReplaceTempView(quoted(name))
        self._there[name] = relation

    def _from_files(self, snapshot: Snapshot, table: Table, start: date | None, end: date | None) -> Any:
        """A table from the store's Parquet files; what a file lacks is empty."""
        schema = schema_of(table, LINEAGE)
        files = [part.file for part in snapshot.parts(table.name, start, end) if part.file]
        if not files:
            return self._spark.createDataFrame([], schema)
        root = self.cluster.path or f"file://{snapshot.place.root}"
        paths = [f"{_PATTERN.sub(_escaped, root.rstrip('/'))}/{file}" for file in files]
        return self._spark.read.schema(schema).parquet(*paths)

    def _sent(self, name: str) -> Any:
        """A relation that is here, as one of the cluster's."""
        found = self.connection.sql(f"SELECT * FROM {sql.name(name)}")
        return self._spark.createDataFrame(found.to_arrow_table())

    # -- queries -----------------------------------------------------------------------

    def execute(
        self,
        query: exp.Expression | str,
        parameters: Sequence[Any] | Mapping[str, Any] = (),
        progress: Progress | None = None,
    ) -> None:
        """Runs `query` where its relations are; rows of the cluster stand here afterwards to be fetched."""
        if isinstance(query, str) and not any(name in query for name in self._facts):
            return super().execute(query, parameters, progress)
        tree = bound(query, parameters)
        if not isinstance(tree, exp.Query) or self._facts.isdisjoint(tables_in(tree)):
            return super().execute(query, parameters, progress)
        return super().execute(self._answered(tree))

    def copy(self, query: exp.Expression | str, path: Path | str, progress: Progress | None = None) -> int:
        tree = bound(query, ())
        if self._facts.isdisjoint(tables_in(tree)):
            return super().copy(query, path, progress)
        made = f"COPY ({self._answered(tree)}) TO {sql.text(str(path))} ({PARQUET})"
        return super().query(made)[0][0]

    def _answered(self, tree: exp.Expression) -> str:
        """Has the cluster compute the rows of a tree; SQL that gives them here, with DuckDB's own types."""
        rows = self._computed(tree, lambda text: self._spark.sql(text).toArrow())
        names = rows.column_names
        plain = rows.rename_columns([f"c{at}" for at in range(len(names))])
        self.connection.register(ANSWER, plain)
        kept = (
            f"{_as_here(f'c{at}', str(kind))} AS {sql.name(name)}"
            for at, (name, kind) in enumerate(zip(names, rows.schema.types, strict=True))
        )
        return f"SELECT {', '.join(kept)} FROM {ANSWER}"

    def _computed(self, tree: exp.Expression, run: Callable[[str], Any]) -> Any:
        """What `run` makes of a tree's SQL; sums too large for 64 bits are added up in 128."""
        address = self.cluster.address
        with spark_told(address):
            for name in sorted(tables_in(tree)):
                self._send(name)
        try:
            with spark_told(address, overflow=True):
                return run(spark_text(tree))
        except Overflow:
            with spark_told(address):
                return run(spark_text(tree, wide=True))


def _as_here(column: str, kind: str) -> str:
    """A column of an answer in DuckDB's own type: integers of 128 bits come as decimals without decimals."""
    whole = _WHOLE.fullmatch(kind)
    return f"CAST({sql.name(column)} AS HUGEINT)" if whole else sql.name(column)


def _held(relation: Any) -> Any:
    """A relation that is computed now and held by the workers."""
    relation.persist()
    relation.count()
    return relation


def _escaped(sign: re.Match[str]) -> str:
    return f"\\{sign[0]}"
