"""A load or a change taken back: the tables as they were before it, in a new snapshot; nothing is erased."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from attain.engine.facts.table import Table
from attain.engine.faults import Fault, Faulty, nearest
from attain.engine.store import manifests, sql
from attain.engine.store.damage import damaged
from attain.engine.store.engine import DuckEngine
from attain.engine.store.landing import write_part
from attain.engine.store.landing_tables import contradictions
from attain.engine.store.manifest import FactParts, LoadEntry, Manifest, Part
from attain.engine.store.place import Place
from attain.engine.store.snapshot import Snapshot, select_parts


@dataclass(frozen=True)
class TakenBack:
    """What is as it was before. loads: those of the step, for what was entered at once is taken back at once.

    tables: those that changed. rows: how many rows fewer they have now (more: below zero).
    """

    loads: tuple[str, ...]
    tables: tuple[str, ...]
    rows: int
    snapshot: str = ""


def without_load(
    now: Snapshot, load: str, tables: Mapping[str, Table], workspace: Path
) -> tuple[TakenBack, Manifest]:
    """The manifest without a load. Raises Faulty for one that is not in it or that later ones stand on."""
    step = _step(now, load)
    if step is None:
        known = {entry.load_id: entry for entry in now.manifest.loads}
        raise Faulty(Fault("fault.take_back.unknown", {"load": load, "nearest": nearest(load, known)}))
    before, after = step
    gone = {entry.load_id for entry in _new(before, after)}
    later = [entry for entry in now.manifest.loads if entry.source in _sources(before, after)]
    if stays := [entry.load_id for entry in later if entry.load_id not in gone]:
        raise _later(load, (), stays)
    restored = _restored(now, before, after, load)
    touched = tuple(sorted(_changed(before, after)))
    with DuckEngine(spill=workspace) as engine:
        made = replace(
            restored,
            personal=dict(_personal(engine, now, restored, touched, workspace)),
            loads=tuple(entry for entry in now.manifest.loads if entry.load_id not in gone),
            parent=now.id,
        )
        _check(engine, replace(now, manifest=made), touched, tables)
    rows = sum(now.rows(table) - replace(now, manifest=made).rows(table) for table in touched)
    return TakenBack(tuple(sorted(gone)), touched, rows), made


def _step(now: Snapshot, load: str) -> tuple[Manifest, Manifest] | None:
    """The manifests before and after the load, by the chain of parents; None where it is not in it."""
    after = now.manifest
    if load not in {entry.load_id for entry in after.loads}:
        return None
    while after.parent:
        before = _manifest(now.place, after.parent)
        if load not in {entry.load_id for entry in before.loads}:
            return before, after
        after = before
    return Manifest(), after


def _manifest(place: Place, id: str) -> Manifest:
    if not place.exists(manifests.named(id)):
        raise damaged(place.path(manifests.named(id)))
    return manifests.read(place, id)


def _new(before: Manifest, after: Manifest) -> list[LoadEntry]:
    known = {entry.load_id for entry in before.loads}
    return [entry for entry in after.loads if entry.load_id not in known]


def _sources(before: Manifest, after: Manifest) -> set[str]:
    return {entry.source for entry in _new(before, after)}


def _changed(before: Manifest, after: Manifest) -> Iterator[str]:
    """The tables that the step changed."""
    for table in {*before.tables, *after.tables}:
        if before.tables.get(table) != after.tables.get(table):
            yield table
    for table in {*before.facts, *after.facts}:
        if dict(_months(before, table)) != dict(_months(after, table)):
            yield table


def _months(manifest: Manifest, table: str) -> Mapping[str, tuple[Part, ...]]:
    return manifest.facts.get(table, FactParts()).months


def _restored(now: Snapshot, before: Manifest, after: Manifest, load: str) -> Manifest:
    """What the step changed is as it was before it. Raises Faulty where something has changed it since."""
    found, later = now.manifest, []
    for table in sorted(_changed(before, after)):
        if table in after.facts or table in before.facts:
            was, then, here = (dict(_months(each, table)) for each in (before, after, found))
            months = [month for month in {*was, *then} if was.get(month) != then.get(month)]
            later += [f"{table} {month}" for month in months if here.get(month) != then.get(month)]
            found = found.with_facts(table, {month: was.get(month, ()) for month in months})
            continue
        if found.tables.get(table) != after.tables.get(table):
            later.append(table)
        kept = {name: part for name, part in found.tables.items() if name != table}
        old = {table: before.tables[table]} if table in before.tables else {}
        found = replace(found, tables={**kept, **old})
    if later:
        raise _later(load, later, ())
    return found


def _later(load: str, tables: Iterable[str], loads: Iterable[str]) -> Faulty:
    values = {"load": load, "tables": ", ".join(tables) or "–", "loads": ", ".join(loads) or "–"}
    return Faulty(Fault("fault.take_back.later", values))


def _personal(
    engine: DuckEngine, now: Snapshot, restored: Manifest, touched: Iterable[str], workspace: Path
) -> Iterator[tuple[str, Part]]:
    """Names and contacts are only ever kept as they are now; those of rows that are gone go with them."""
    for table, part in now.manifest.personal.items():
        own = restored.tables.get(table)
        if table not in touched or not part.file:
            yield table, part
        elif own is not None and own[0].file:
            key = [name for name in part.columns if name in own[0].columns]
            rows = select_parts(now.place, (part,), _types(engine, now.place, part))
            files = sql.texts(now.place.path(each.file) for each in own)
            staying = f"({rows}) p SEMI JOIN read_parquet({files}) t"
            relation = f"(SELECT p.* FROM {staying} ON {sql.equal(tuple(key), 'p', 't')})"
            folder = f"personal/{table}"
            yield table, write_part(engine, now.place, relation, part.columns, tuple(key), folder, workspace)


def _types(engine: DuckEngine, place: Place, part: Part) -> dict[str, str]:
    described = engine.query(f"DESCRIBE SELECT * FROM read_parquet({sql.text(place.path(part.file))})")
    return {row[0]: row[1] for row in described}


def _check(engine: DuckEngine, made: Snapshot, touched: Iterable[str], tables: Mapping[str, Table]) -> None:
    """Raises Faulty where a table as it was would contradict itself."""
    faults = []
    for table in touched:
        if table in made.manifest.tables and table in tables:
            faults += contradictions(engine, table, f"({made.relation(tables[table])})")
    if faults:
        raise Faulty(*faults)
