"""Built-in tables in several files: each has the rows from one key up to the next file's first.

Whoever changes a row writes the file that it is in, and no other.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from attain.engine.facts.table import Table
from attain.engine.store import sql
from attain.engine.store.engine import DuckEngine
from attain.engine.store.landing import write_part
from attain.engine.store.manifest import Part
from attain.engine.store.place import Place

#: A file gets so many rows; up to twice as many stay together.
ROWS = 100_000


def touched(
    engine: DuckEngine, table: Table, parts: Sequence[Part], relations: Sequence[str]
) -> tuple[int, ...]:
    """Which of the parts have, or would get, the keys in these relations; all where it is most of them."""
    everything = tuple(range(len(parts)))
    if len(parts) < 2:
        return everything
    place = place_of(table, parts)
    found = {
        at for relation in relations for (at,) in engine.query(f"SELECT DISTINCT {place} FROM {relation}")
    }
    return tuple(sorted(found)) if 2 * len(found) <= len(parts) else everything


def place_of(table: Table, parts: Sequence[Part]) -> str:
    """SQL: the number of the part in whose range a row's key lies."""
    key = f"ROW({sql.names(table.order)})"
    cases = "".join(
        f"WHEN {key} >= {_row(table, part)} THEN {at} " for at, part in reversed([*enumerate(parts)][1:])
    )
    return f"CASE {cases}ELSE 0 END"


def _row(table: Table, part: Part) -> str:
    kinds = (table.columns[name].physical for name in table.order)
    pairs = zip(part.first, kinds, strict=True)
    return f"ROW({', '.join(f'CAST({sql.text(value)} AS {kind})' for value, kind in pairs)})"


def written(
    engine: DuckEngine,
    place: Place,
    table: Table,
    columns: dict[str, str],
    parts: Sequence[Part],
    chosen: Sequence[int],
    workspace: Path,
) -> tuple[Part, ...]:
    """The table's files when `merged` has all rows of the chosen ones. columns: name → stored type."""
    if len(chosen) == len(parts):
        made = _divided(engine, place, table, columns, "merged", (), workspace)
        return made or (Part("", 0, columns),)
    at = place_of(table, parts)
    engine.execute(f"CREATE TABLE placed AS SELECT *, {at} AS _part FROM merged")
    found: list[Part] = []
    for number, part in enumerate(parts):
        if number not in chosen:
            found.append(part)
            continue
        own = f"(SELECT * EXCLUDE (_part) FROM placed WHERE _part = {number})"
        found += _divided(engine, place, table, columns, own, part.first, workspace)
    engine.execute("DROP TABLE placed")
    return tuple(found) or (Part("", 0, columns),)


def _divided(
    engine: DuckEngine,
    place: Place,
    table: Table,
    columns: dict[str, str],
    relation: str,
    first: tuple[str, ...],
    workspace: Path,
) -> tuple[Part, ...]:
    """A relation's rows as files of like size, in the order of their keys; none for no rows."""

    def part(own: str) -> Part:
        return write_part(engine, place, own, columns, table.order, f"tables/{table.name}", workspace)

    (count,) = engine.query(f"SELECT count(*) FROM {relation}")[0]
    if count <= 2 * ROWS:
        made = part(relation)
        return (replace(made, first=first),) if count else ()
    order = sql.names(table.order)
    tile = f"ntile({-(-count // ROWS)}) OVER (ORDER BY {order})"
    engine.execute(f"CREATE TABLE ordered AS SELECT *, {tile} AS _tile FROM {relation}")
    texts = ", ".join(f"CAST({sql.name(name)} AS VARCHAR)" for name in table.order)
    starts = engine.query(
        f"SELECT _tile, {texts} FROM ordered "
        f"QUALIFY row_number() OVER (PARTITION BY _tile ORDER BY {order}) = 1 ORDER BY _tile"
    )
    found = []
    for number, (tile, *start) in enumerate(starts):
        own = part(f"(SELECT * EXCLUDE (_tile) FROM ordered WHERE _tile = {tile})")
        found.append(replace(own, first=tuple(start) if number else first))
    engine.execute("DROP TABLE ordered")
    return tuple(found)
