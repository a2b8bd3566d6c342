"""The floor: the measures behind the KPIs in hand-written DuckDB SQL, on the same files, in the same memory.

Two ways are kept, because which one is faster depends on the size, and a measurement takes the better one.
Large months are read as ranges of clients, so that the roll-up stays in memory.
"""

from datetime import date, timedelta
from pathlib import Path
from string import Template

import duckdb

from attain.engine.store import MEMORY, Snapshot, Store
from bench.answer import NAMES, TABLES

SQL = Path(__file__).parent / "hand"
WAYS = ("rolled", "direct")

#: So many lines of a month are rolled up at once.
LINES_AT_ONCE = 60_000_000

START, END = date(2026, 10, 1), date(2026, 11, 1)
DATES = {
    "start": START,
    "previous": date(2026, 9, 1),
    "last": END - timedelta(days=1),
    "early": START - timedelta(days=90),
    "late": END - timedelta(days=90),
}


def compute(store: Path, way: str, answer: Path, memory: str = MEMORY) -> None:
    """Writes the answer as a Parquet file."""
    snapshot = Store.open(store).snapshot()
    with duckdb.connect(config={"memory_limit": memory, "temp_directory": str(answer.parent)}) as connection:
        _views(connection, snapshot)
        _tables(connection)
        for low, high in _ranges(connection, snapshot):
            _run(connection, way, low, high)
            _run(connection, "portfolio", low, high)
        _run(connection, "fieldwork", "", "")
        connection.execute(f"COPY ({_answer()}) TO '{answer}' (FORMAT parquet)")


def _views(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot) -> None:
    for table in ("order_lines", "visits", "visit_plans", "coverage", "clients"):
        connection.execute(f"CREATE VIEW {table} AS FROM read_parquet({list(snapshot.files(table))})")
    files = list(snapshot.files("products"))
    connection.execute(f"CREATE TEMP TABLE products AS SELECT product_id, focus FROM read_parquet({files})")


def _tables(connection: duckdb.DuckDBPyConnection) -> None:
    """What the ranges of clients are added up in."""
    for table in ("month_sums", "previous_sums", "portfolio_sums"):
        columns = ", ".join(f'"{column.name}" HUGEINT' for column in TABLES[table])
        connection.execute(f"CREATE TEMP TABLE {table} (person_id VARCHAR, {columns})")


def _ranges(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot) -> list[tuple[str, str]]:
    """[low, high) of client keys. The file of clients is sorted, so that its n-th row is the n-th client."""
    pieces = -(-snapshot.rows("order_lines") // LINES_AT_ONCE)
    each = -(-snapshot.rows("clients") // pieces)
    rows = "SELECT client_id FROM clients LIMIT 1 OFFSET {at}"
    cuts = [connection.execute(rows.format(at=n * each)).fetchall()[0][0] for n in range(1, pieces)]
    return list(zip(["", *cuts], [*cuts, "~"], strict=True))


def _run(connection: duckdb.DuckDBPyConnection, script: str, low: str, high: str) -> None:
    text = Template((SQL / f"{script}.sql").read_text()).substitute(DATES, low=low, high=high)
    connection.execute(text)


def _answer() -> str:
    """One row for everybody who has a number; parts of ranges are added up."""
    names = ", ".join(f'CAST(COALESCE(SUM("{name}"), 0) AS BIGINT) AS "{name}"' for name in NAMES)
    rows = " UNION ALL BY NAME ".join(f"SELECT * FROM {table}" for table in TABLES)
    return f"SELECT person_id, {names} FROM ({rows}) GROUP BY person_id ORDER BY person_id"
