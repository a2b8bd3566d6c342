"""From one period to the next: the later period with the portfolios, targets and rules of the earlier one.

Whoever asks why pay differs from last month's wants to know what a new rate, other clients and another target
have done; so each of them is left, in its turn, as it was at the earlier period's end.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path

from attain.engine.decide.rules import Rules, Version
from attain.engine.declare import OPEN_END
from attain.engine.period import Period
from attain.engine.store import DuckEngine, Part, Snapshot
from attain.engine.store.place import digest

COVERAGE, TARGETS = "coverage", "targets"

#: Who looked after a client at the end of the earlier period still does; later beginnings have not come.
_COVERAGE = """SELECT {columns} REPLACE (
    CASE WHEN "to" >= DATE '{day}' THEN DATE '{end}' ELSE "to" END AS "to")
    FROM coverage WHERE "from" < DATE '{day}' ORDER BY {key}"""

#: A target of the later period is what the same one was in the earlier.
_TARGETS = """SELECT {columns} REPLACE (CASE WHEN t.period = '{later}' THEN coalesce(b.value, t.value)
    ELSE t.value END AS value) FROM targets AS t LEFT JOIN targets AS b ON b.period = '{earlier}'
    AND b.subject_kind = t.subject_kind AND b.subject_id = t.subject_id AND b.name = t.name
    AND b."group" = t."group" ORDER BY {key}"""


def as_it_was(
    engine: DuckEngine, snapshot: Snapshot, rules: Rules, earlier: Period, later: Period, folder: Path
) -> tuple[Snapshot, Snapshot]:
    """The snapshot with the earlier period's portfolios and targets, and with its targets alone.

    folder: in which the tables as they were are made. No manifest names them: they are kept among the partial
    aggregates, named by their content, so that what is made from them is found again.
    """
    engine.register(snapshot, rules.tables)
    bounds = {"day": earlier.end, "end": OPEN_END, "earlier": earlier.key, "later": later.key}
    aimed = _other(engine, snapshot, rules, TARGETS, _TARGETS, bounds, folder)
    return _other(engine, aimed, rules, COVERAGE, _COVERAGE, bounds, folder), aimed


def _other(
    engine: DuckEngine,
    snapshot: Snapshot,
    rules: Rules,
    table: str,
    query: str,
    bounds: dict[str, object],
    folder: Path,
) -> Snapshot:
    """The snapshot with a table as the query has it; itself where that is no other."""
    rows_before, parts = snapshot.rows(table), snapshot.parts(table)
    if not rows_before:
        return snapshot
    alias = "t.*" if table == TARGETS else "*"
    prefix = "t." if table == TARGETS else ""
    key = ", ".join(f'{prefix}"{name}"' for name in rules.tables[table].key)
    path = folder / f"{table}.parquet"
    rows = engine.copy(query.format(columns=alias, key=key, **bounds), path)
    (same,) = engine.query(
        f"SELECT NOT EXISTS (FROM {table} EXCEPT ALL FROM read_parquet(?)) AND ? = ?",
        [str(path), rows, rows_before],
    )[0]
    if same:
        return snapshot
    name = f"partials/tables/{digest(path)}.parquet"
    snapshot.place.move(path, name)
    manifest = snapshot.manifest
    tables = {**manifest.tables, table: (Part(name, rows, parts[0].columns),)}
    manifest = replace(manifest, tables=tables)
    return replace(snapshot, id=manifest.hash, manifest=manifest)


def rules_until(rules: Rules, day: date) -> Rules:
    """The rules without what began after `day`: what was in force then goes on. Themselves if that is all."""
    kept = {
        key: _going_on(before, len(before) < len(versions))
        for key, versions in rules.documents.items()
        if (before := [version for version in versions if version.starts <= day])
    }
    if sum(map(len, kept.values())) == sum(map(len, rules.documents.values())):
        return rules
    return replace(rules, documents=kept)


def _going_on(versions: list[Version], cut: bool) -> tuple[Version, ...]:
    """The last one ends where it says itself, no longer where the one that is left out began."""
    *others, last = versions
    ends = (last.rule.until or OPEN_END) if cut else last.ends
    return (*others, replace(last, ends=ends))
