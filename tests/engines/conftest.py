"""One cluster and one application on it for all tests of engines; the invented company as a store."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from attain.catalog import PATH
from attain.engine.facts import ColumnType, FactTable, all_tables
from attain.engine.measures.schema import Schema
from attain.engine.store import DuckEngine, Manifest, Part, Snapshot, Store
from attain.engine.store.spark import Cluster
from attain.engine.store.spark.engine import SparkEngine
from attain.rulebook.load import load
from tests.catalog.invented import company
from tests.conftest import CI
from tests.engines.cluster import MEMORY, SMALL, lacking, running


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """py4j leaves its sockets to the collector."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"))
            item.add_marker(pytest.mark.filterwarnings("ignore::ResourceWarning"))


@pytest.fixture(scope="session")
def address(tmp_path_factory) -> Iterator[str]:
    """Where a cluster of two workers runs. Without Java it is left out; never in continuous integration."""
    if missing := lacking():
        pytest.fail(missing) if CI else pytest.skip(missing)
    with running(tmp_path_factory.mktemp("cluster")) as found:
        yield found


@pytest.fixture(scope="session")
def cluster(address: str) -> Cluster:
    return Cluster(address, memory=MEMORY, settings=SMALL)


@pytest.fixture(scope="session")
def spark(cluster: Cluster) -> Iterator[SparkEngine]:
    """The application; engines that other tests make share its connection."""
    with SparkEngine(cluster) as engine:
        yield engine


@dataclass(frozen=True)
class Invented:
    """The invented company of the catalogue's oracles, as a store has it."""

    store: Store
    snapshot: Snapshot
    schema: Schema
    measures: dict


@pytest.fixture(scope="session")
def invented(tmp_path_factory) -> Invented:
    loaded = load(PATH)
    tables = all_tables([d.rule for d in loaded.documents if d.kind == "fact"])
    rows = company({name: table for name, table in tables.items() if isinstance(table, FactTable)})
    store = Store.create(tmp_path_factory.mktemp("invented") / "a store [1]")
    manifest = Manifest()
    with DuckEngine(threads=1) as engine, store.place.workspace() as folder:
        for name, table in tables.items():
            kinds = {c: kind for c, kind in table.columns.items() if not kind.personal}
            stored = [[_stored(row.get(c), kind) for c, kind in kinds.items()] for row in rows.get(name, [])]
            schema = {c: kind.physical for c, kind in kinds.items()}
            if table.date is not None:
                schema |= {"_load": "VARCHAR", "_row": "BIGINT"}
                stored = [[*row, "made", number] for number, row in enumerate(stored, 1)]
            manifest = _with(manifest, store, engine, folder, table, stored, schema)
    store.place.write(f"manifests/{manifest.hash}.json", manifest.content)
    measures = {d.name: d.rule for d in loaded.documents if d.kind == "measure"}
    return Invented(store, store.snapshot(manifest.hash), Schema(tables), measures)


def _with(manifest, store, engine, folder, table, rows, schema) -> Manifest:
    """The manifest with a table's rows; facts in a file a month."""
    if table.date is None:
        part = _part(store, engine, folder, table.name, rows, schema)
        return manifest.with_table(table.name, (part,), None)
    at = list(schema).index(table.date)
    months = sorted({f"{row[at]:%Y-%m}" for row in rows})
    return manifest.with_facts(
        table.name,
        {
            month: (
                _part(
                    store, engine, folder, table.name, [r for r in rows if f"{r[at]:%Y-%m}" == month], schema
                ),
            )
            for month in months
        },
    )


def _part(store: Store, engine: DuckEngine, folder: Path, name: str, rows, schema) -> Part:
    path = folder / "part.parquet"
    engine.write_parquet(rows, schema, path)
    return Part(store.place.adopt(path, f"facts/{name}", ".parquet"), len(rows), schema)


def _stored(value: object, kind: ColumnType) -> object:
    return int(Decimal(value).scaleb(kind.scale(2))) if kind.is_number and value is not None else value
