"""A store made through the store's own classes: taking 470 M lines in as files would take an hour."""

from collections.abc import Iterable
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
    """Writes files into a store's place; the manifest that names them is published by `publish`."""

    def __init__(self, store: Store, engine: DuckEngine, workspace: Path) -> None:
        self.place: Place = store.place
        self.store, self.engine, self.workspace = store, engine, workspace
        for macro in MACROS:
            engine.execute(macro)

    def part(self, table: Table, query: str, folder: str) -> Part:
        """The rows of `query`, which are in the table's order, as an immutable file."""
        names = self._columns(query)
        types = {name: self._types(table, name) for name in names}
        cast = ", ".join(
            f"CAST({sql.name(n)} AS {physical}) AS {sql.name(n)}" for n, (physical, _) in types.items()
        )
        target = self.workspace / "part.parquet"
        rows = self.engine.copy(f"SELECT {cast} FROM ({query})", target)
        return Part(
            self.place.adopt(target, folder, ".parquet"), rows, {n: kind for n, (_, kind) in types.items()}
        )

    def facts(self, table: Table, month: str, queries: Iterable[str]) -> tuple[Part, ...]:
        """A month's files, one for each query, without empty ones."""
        made = (self.part(table, query, f"facts/{table.name}/{month}") for query in queries)
        return tuple(part for part in made if part.rows)

    def publish(self, manifest: Manifest) -> None:
        """From here on, readers see `manifest`."""
        publish(self.store, manifest)

    def _columns(self, query: str) -> tuple[str, ...]:
        self.engine.execute(f"SELECT * FROM ({query}) LIMIT 0")
        return self.engine.columns()

    def _types(self, table: Table, column: str) -> tuple[str, str]:
        """(engine type, stored type) of a column."""
        if column in LINEAGE:
            return PHYSICAL[LINEAGE[column]], LINEAGE[column]
        kind = table.columns[column]
        return kind.physical, kind.stored(DECIMALS)


def publish(store: Store, manifest: Manifest) -> None:
    """The manifest becomes what readers of the store see."""
    store.place.write(f"manifests/{manifest.hash}.json", manifest.content)
    store.place.write("HEAD", manifest.hash.encode())
