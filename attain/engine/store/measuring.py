"""How good the facts of a snapshot are, in counts: what a page can tell without looking at rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from attain.engine.facts.table import Table
from attain.engine.store import sql
from attain.engine.store.engine import DuckEngine
from attain.engine.store.manifest import FactParts
from attain.engine.store.snapshot import Snapshot

#: Keys are looked up in facts of so many days before the newest.
LOOKED_BACK = 400


@dataclass(frozen=True, slots=True)
class UnknownKeys:
    """Keys in a column that their table does not have. examples: the first of them."""

    table: str
    column: str
    references: str
    keys: int
    rows: int
    examples: tuple[str, ...]


def rows_by_month(snapshot: Snapshot, table: str) -> dict[str, int]:
    """Month → rows of a fact table; {} for one without months."""
    months = snapshot.manifest.facts.get(table, FactParts()).months
    return {month: sum(part.rows for part in months[month]) for month in sorted(months)}


def newest_day(engine: DuckEngine, snapshot: Snapshot, table: Table) -> date | None:
    """The last day of which the table has a fact."""
    months = snapshot.months(table.name)
    if table.date is None or not months:
        return None
    return _newest(engine, snapshot, table, date.fromisoformat(f"{months[-1]}-01"))


def _newest(
    engine: DuckEngine, snapshot: Snapshot, table: Table, start: date, end: date | None = None
) -> date | None:
    """The newest day in the months that [start, end) touches."""
    relation = snapshot.relation(table, start, end)
    ((found,),) = engine.query(f"SELECT CAST(max({sql.name(str(table.date))}) AS DATE) FROM ({relation})")
    return found


def known_until(
    engine: DuckEngine, snapshot: Snapshot, tables: Mapping[str, Table], start: date, end: date
) -> date | None:
    """The last day of a period that its facts have reached, or an earlier one; None where there are no facts.

    That of the table with most rows in the period and as long before it: plans and due dates lie ahead.
    """
    since = start - (end - start)
    rows = {
        table.name: sum(part.rows for part in snapshot.parts(table.name, since, end))
        for table in tables.values()
        if table.date is not None
    }
    most = max(rows, key=lambda name: (rows[name], name), default="")
    months = [month for month in snapshot.months(most) if f"{month}-01" < end.isoformat()]
    if not months:
        return None
    found = _newest(engine, snapshot, tables[most], date.fromisoformat(f"{months[-1]}-01"), end)
    return min(found, end - timedelta(1)) if found else None


def unknown_keys(
    engine: DuckEngine, snapshot: Snapshot, table: Table, tables: Mapping[str, Table], until: date | None
) -> list[UnknownKeys]:
    """For each column of the table that names rows of another one, the keys that are not there."""
    found = []
    for column, kind in table.columns.items():
        if kind.references is None or not snapshot.rows(kind.references) or kind.references == table.name:
            continue
        there = tables[kind.references]
        start = until - timedelta(LOOKED_BACK) if until and table.date else None
        rows = engine.query(
            f"SELECT {sql.name(column)} AS k, count(*) AS n FROM ({snapshot.relation(table, start)}) f "
            f"WHERE k IS NOT NULL AND k NOT IN (SELECT {sql.name(there.key[0])} FROM "
            f"({snapshot.relation(there)})) GROUP BY 1 ORDER BY n DESC, k"
        )
        if rows:
            examples = tuple(str(key) for key, _ in rows[:3])
            found.append(
                UnknownKeys(table.name, column, kind.references, len(rows), sum(n for _, n in rows), examples)
            )
    return found


def clients_without_owner(
    engine: DuckEngine, snapshot: Snapshot, tables: Mapping[str, Table], on: date
) -> tuple[int, tuple[str, ...]]:
    """How many open clients nobody looks after on a day, and the first of them."""
    if not snapshot.rows("clients"):
        return 0, ()
    day = f"DATE '{on:%Y-%m-%d}'"
    rows = engine.query(
        f"SELECT client_id FROM ({snapshot.relation(tables['clients'])}) c "
        f"WHERE (opened_on IS NULL OR opened_on <= {day}) AND (closed_on IS NULL OR closed_on > {day}) "
        f"AND client_id NOT IN (SELECT client_id FROM ({snapshot.relation(tables['coverage'])}) "
        f'WHERE "from" <= {day} AND {day} < "to") ORDER BY 1'
    )
    return tuple(key for (key,) in rows)


def people_without_targets(
    engine: DuckEngine, snapshot: Snapshot, tables: Mapping[str, Table], period: str
) -> tuple[int, tuple[str, ...]]:
    """How many have no target in a period though others of their post have one, and the first of them."""
    found = without_targets(engine, snapshot, tables, period)
    return len(found), found[:5]


def without_targets(
    engine: DuckEngine, snapshot: Snapshot, tables: Mapping[str, Table], period: str
) -> tuple[str, ...]:
    """The keys of all who have no target in a period though others of their post have one."""
    if not snapshot.rows("targets") or not snapshot.rows("assignments"):
        return ()
    day = f"DATE '{period}-01'"
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE working AS SELECT DISTINCT person_id, post FROM "
        f'({snapshot.relation(tables["assignments"])}) WHERE "from" <= {day} AND {day} < "to"'
    )
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE aimed AS SELECT DISTINCT subject_id AS person_id FROM "
        f"({snapshot.relation(tables['targets'])}) WHERE subject_kind = 'person' AND period = ?",
        [period],
    )
    rows = engine.query(
        "SELECT person_id FROM working w WHERE post IN (SELECT post FROM working SEMI JOIN aimed "
        "USING (person_id)) AND person_id NOT IN (SELECT person_id FROM aimed) ORDER BY 1"
    )
    return tuple(key for (key,) in rows)
