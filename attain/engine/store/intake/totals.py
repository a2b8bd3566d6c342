"""Rows of sums below a table: no row of it, and told as what they are."""

import re
from collections.abc import Collection

from attain.engine.facts.table import Table
from attain.engine.store import sql
from attain.engine.store.engine import DuckEngine

#: Words that a row of sums begins with.
TOTALS = (
    *("total", "sum", "grandtotal", "subtotal", "totales", "totalgeneral", "suma"),
    *("合计", "总计", "小计", "共计", "合計", "総計", "小計", "итого", "всего"),
)

#: So many rows at the end may be sums.
LAST = 3


def is_total(cells: Collection[str]) -> bool:
    """Whether a row looks like the sums below a table."""
    return any(re.sub(r"[\W_\d]", "", cell.casefold()) in TOTALS for cell in cells if cell)


def check_totals(engine: DuckEngine, table: Table) -> None:
    """Sums at the end of a built-in table: named as such where the key stands, with fewer cells than others.

    In a table of facts the day is missing there, which is told already.
    """
    if table.date is not None:
        return
    (last,) = engine.query("SELECT max(_row) FROM raw")[0]
    filled = " + ".join(f"CAST({sql.name(column)} IS NOT NULL AS INTEGER)" for column in table.columns)
    rows = engine.query(
        f"SELECT _row, {filled}, {sql.names(table.key)} FROM texts WHERE _row > {(last or 0) - LAST}"
    )
    sums = [row for row in rows if is_total([key for key in row[2:] if key])]
    if not sums:
        return  # all rows are looked at only where one of the last ones seems to be none
    (most,) = engine.query(f"SELECT max({filled}) FROM texts")[0]
    for row, count, *keys in sums:
        if count < most:
            value = next(key for key in keys if key)
            engine.execute(
                "INSERT INTO bad VALUES (?, ?, ?, 'fault.row_sums', '')", [row, ", ".join(table.key), value]
            )
