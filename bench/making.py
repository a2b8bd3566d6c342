"""A store made through the store's own classes: taking 470 M lines in as files would take an hour."""

import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

from attain.engine.facts.table import Table
from attain.engine.store import DuckEngine, Store, sql
from attain.engine.store.manifest import Manifest, Part
from attain.engine.store.place import Place
from bench.chance import MACROS

#: Columns that intake adds to each fact.
LINEAGE = {"_load": "text", "_row": "integer"}
PHYSICAL = {"text": "VARCHAR", "integer": "BIGINT"}
DECIMALS = 2


class Maker:
    """Writes files into a store's place; the manifest that names them is published by `publish`.

    A query of made-up rows keeps one core busy, so that several are written at a time.
    """

    def __init__(self, store: Store, workspace: Path) -> None:
        self.place: Place = store.place
        self.store, self.workspace = store, workspace
        self._numbers = count()

    def part(self, table: Table, query: str, folder: str) -> Part:
        """The rows of `query`, which are in the table's order, as an immutable file."""
        target = self.workspace / f"part-{next(self._numbers)}.parquet"
        with DuckEngine(threads=1, spill=self.workspace) as engine:
            for macro in MACROS:
                engine.execute(macro)
            types = {name: _types(table, name) for name in _columns(engine, query)}
            rows = engine.copy(f"SELECT {_cast(types)} FROM ({query})", target)
        stored = {name: kind for name, (_, kind) in types.items()}
        return Part(self.place.adopt(target, folder, ".parquet"), rows, stored)

    def facts(self, table: Table, month: str, queries: Iterable[str]) -> tuple[Part, ...]:
        """A month's files, one for each query, without empty ones."""
        folder = f"facts/{table.name}/{month}"
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            made = pool.map(lambda query: self.part(table, query, folder), queries)
            return tuple(part for part in made if part.rows)

    def publish(self, manifest: Manifest) -> None:
        """From here on, readers see `manifest`."""
        publish(self.store, manifest)


def _columns(engine: DuckEngine, query: str) -> tuple[str, ...]:
    engine.execute(f"SELECT * FROM ({query}) LIMIT 0")
    return engine.columns()


def _types(table: Table, column: str) -> tuple[str, str]:
    """(engine type, stored type) of a column."""
    if column in LINEAGE:
        return PHYSICAL[LINEAGE[column]], LINEAGE[column]
    kind = table.columns[column]
    return kind.physical, kind.stored(DECIMALS)


def _cast(types: Mapping[str, tuple[str, str]]) -> str:
    named = ((sql.name(name), physical) for name, (physical, _) in types.items())
    return ", ".join(f"CAST({name} AS {physical}) AS {name}" for name, physical in named)


def publish(store: Store, manifest: Manifest) -> None:
    """The manifest becomes what readers of the store see."""
    store.place.write(f"manifests/{manifest.hash}.json", manifest.content)
    store.place.write("HEAD", manifest.hash.encode())
