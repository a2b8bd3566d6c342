"""One look over the cells as they came: columns that are plainly written need no close reading."""

from collections.abc import Mapping as MappingOf

from attain.engine.facts.columns import ColumnType
from attain.engine.facts.table import Table
from attain.engine.store import sql
from attain.engine.store.engine import DuckEngine
from attain.engine.store.intake.feeds import untidy
from attain.engine.store.intake.numbers import plain_pattern


def plain_columns(
    engine: DuckEngine, table: Table, places: MappingOf[str, str], decimals: int
) -> tuple[frozenset[str], bool]:
    """The columns in which every cell of `raw` is written as Attain itself would, or empty.

    places: column → where its cells stand in `raw`. decimals: of money. And whether one of them has
    numbers with a decimal point.
    """
    if not places:
        return frozenset(), False
    asked = []
    for name, place in places.items():
        kind = table.columns[name]
        asked.append(f"count({place}) = count(CASE WHEN {_plain(place, kind, decimals)} THEN 1 END)")
        asked.append(f"bool_or(contains({place}, '.'))" if kind.is_number else "false")
    (found,) = engine.query(f"SELECT {', '.join(asked)} FROM raw")
    plain = {
        name: pointed for name, even, pointed in zip(places, found[::2], found[1::2], strict=True) if even
    }
    return frozenset(plain), any(plain.values())


def _plain(place: str, kind: ColumnType, decimals: int) -> str:
    """SQL: whether a cell that is not empty is plain."""
    if kind.is_number:
        return f"regexp_full_match({place}, {sql.text(plain_pattern(kind.scale(decimals)))})"
    if kind.kind in ("date", "timestamp"):
        return f"CAST(TRY_CAST({place} AS DATE) AS VARCHAR) = {place}"
    if kind.kind == "boolean":
        return f"{place} IN ('true', 'false')"
    if kind.kind == "choice":
        return f"list_contains({sql.texts(kind.choices)}, {place})"
    return f"NOT ({untidy(place)})"
