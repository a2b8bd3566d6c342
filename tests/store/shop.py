"""A small shop for tests of the store: one fact table, and files written on the spot."""

from pathlib import Path

from attain.engine.facts import FactTable, all_tables
from attain.engine.store import DuckEngine, Store

ORDER_LINES = FactTable.model_validate(
    {
        "fact": "order_lines",
        "grain": "one product on one order",
        "columns": {
            "order_id": "text",
            "client_id": "client",
            "product_id": "product",
            "ordered_on": "date",
            "quantity": "integer",
            "amount": "money",
            "note": "text?",
        },
        "key": ["order_id", "product_id"],
        "date": "ordered_on",
        "client": "client_id",
    }
)
TABLES = all_tables([ORDER_LINES])
HEADER = "order_id,client_id,product_id,ordered_on,quantity,amount,note"


def written(folder: Path, name: str, *lines: str, encoding: str = "utf-8") -> Path:
    """A file of these lines."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
    return path


def orders(folder: Path, *rows: str, name: str = "orders.csv", header: str = HEADER) -> Path:
    """A CSV of order lines."""
    return written(folder, name, header, *rows)


def content(store: Store, table: str = "order_lines", snapshot: str | None = None) -> list[tuple]:
    """The rows of a table in the order of its key, without lineage."""
    declared = TABLES[table]
    columns = ", ".join(f'"{name}"' for name, kind in declared.columns.items() if not kind.personal)
    key = ", ".join(f'"{name}"' for name in declared.key)
    with DuckEngine(threads=1) as engine:
        engine.register(store.snapshot(snapshot), TABLES)
        return engine.query(f'SELECT {columns} FROM "{table}" ORDER BY {key}')


def quarantined(report) -> list[tuple]:
    """(row, column, value, fault) of what a load did not take."""
    return [(f.values["row"], f.values["column"], f.values["value"], f.id) for f in report.quarantine]
