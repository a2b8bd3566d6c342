"""Writing: the copies made like the store's tables, by the rows that differ."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Model

from attain.apps.people import erasing
from attain.apps.people.models import Assignment, Copied, Person, Reporting, Unit
from attain.engine.decide.rules import Rules
from attain.engine.declare import OPEN_END
from attain.engine.faults import Faulty
from attain.engine.store import DuckEngine, Snapshot, Store

#: So many rows go to the database at a time.
BATCH = 2_000

#: A row as the copy has it: its columns in the order of its table below.
Row = tuple[Any, ...]

NAMES = ("name", "given_name", "family_name", "email")

#: Table → its copy, and the columns of that.
COPIES: Mapping[str, tuple[type[Model], tuple[str, ...]]] = {
    "units": (Unit, ("key", "title", "parent", "kind", "path", "depth")),
    "people": (Person, ("key", *NAMES, "language", "joined_on", "left_on")),
    "assignments": (
        Assignment,
        ("person", "post", "unit", "since", "until", "grade", "market_type", "workload"),
    ),
    "reporting": (Reporting, ("person", "manager", "since", "until")),
}

#: Table → the store's columns for its copy.
ASKED = {
    "units": "unit_id, title, parent_id, kind",
    "people": "person_id, language, joined_on, left_on",
    "assignments": 'person_id, post, unit_id, "from", "to", "class", market_type, workload',
    "reporting": 'person_id, manager_id, "from", "to"',
}

#: The row of `Copied` that names the snapshot which the copies were made of.
SNAPSHOT = "snapshot"


def sync(store: Store, rules: Rules) -> None:
    """Makes people, units, assignments and reporting lines as the newest snapshot has them.

    Tables whose files are those of the last time are passed over; of others the rows that differ are written,
    all in one transaction.
    """
    if dict(Copied.objects.exclude(table=SNAPSHOT).values_list("table", "files")) == _files(store.snapshot()):
        return
    with transaction.atomic():
        for table in (SNAPSHOT, *COPIES):
            Copied.objects.get_or_create(table=table)
        made_of = dict(Copied.objects.select_for_update().values_list("table", "files"))
        snapshot = store.snapshot()
        then = _then(store, made_of[SNAPSHOT])
        files = _files(snapshot)
        if files["people"] != made_of["people"]:
            erasing.tell(store, then, snapshot)
        with store.engine() as engine:
            for table in (table for table in COPIES if files[table] != made_of[table]):
                if then is not None and made_of[table] and _same_names(table, then, snapshot):
                    _follow(engine, table, then, snapshot, rules)
                else:
                    rows = engine.query(_select(table, snapshot, rules))
                    _made_like(*COPIES[table], MADE[table](rows, store))
        for table, named in {**files, SNAPSHOT: snapshot.id}.items():
            Copied.objects.filter(table=table).update(files=named)


def follower(_: Collection[str]) -> None:
    """Told by the house that one of the tables has changed."""
    from attain.apps.house.api import rules_now, store

    sync(store(), rules_now())


def _then(store: Store, id: str) -> Snapshot | None:
    """The snapshot that the copies were made of, while the store knows it."""
    try:
        return store.snapshot(id) if id else None
    except Faulty:
        return None


def _same_names(table: str, then: Snapshot, now: Snapshot) -> bool:
    """Whether only a table's own file differs: what stands apart, and how units lie, is the same."""
    return table != "units" and then.personal(table) == now.personal(table)


def _select(table: str, snapshot: Snapshot, rules: Rules) -> str:
    return f"SELECT {ASKED[table]} FROM ({snapshot.relation(rules.tables[table])})"


def _follow(engine: DuckEngine, table: str, then: Snapshot, now: Snapshot, rules: Rules) -> None:
    """Writes the rows that differ between the two snapshots."""
    before, after = _select(table, then, rules), _select(table, now, rules)
    gone, new = engine.query(f"{before} EXCEPT {after}"), engine.query(f"{after} EXCEPT {before}")
    if table == "people":
        here = {row[0] for row in new}
        Person.objects.filter(key__in=[row[0] for row in gone if row[0] not in here]).delete()
        for key, language, joined, left in new:
            told = {"language": language or "", "joined_on": joined, "left_on": left}
            Person.objects.update_or_create(key=key, defaults=told)
        return
    model, columns = COPIES[table]
    rows = MADE[table]
    for row in rows(gone, None):
        model.objects.filter(**dict(zip(columns, row, strict=True))).delete()
    made = (model(**dict(zip(columns, row, strict=True))) for row in rows(new, None))
    model.objects.bulk_create(made, BATCH)


#: Longer lists of files are kept as their hash.
LONG = 400


def _files(snapshot: Snapshot) -> dict[str, str]:
    """The files of each table, its personal columns' among them."""
    found = {}
    for table in COPIES:
        parts = (*snapshot.parts(table), snapshot.personal(table))
        files = " ".join(part.file for part in parts if part is not None) or "none"
        found[table] = files if len(files) <= LONG else hashlib.sha256(files.encode()).hexdigest()
    return found


def _made_like(model: type[Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Takes away what is no more so, adds what is new."""
    wanted = set(rows)
    gone = []
    for pk, *there in model.objects.values_list("pk", *columns).iterator(chunk_size=BATCH * 10):
        row = tuple(there)
        if row in wanted:
            wanted.remove(row)
        else:
            gone.append(pk)
    for at in range(0, len(gone), BATCH // 4):
        model.objects.filter(pk__in=gone[at : at + BATCH // 4]).delete()
    model.objects.bulk_create(
        (model(**dict(zip(columns, row, strict=True))) for row in sorted(wanted, key=repr)), BATCH
    )


def _people(rows: Iterable[Row], store: Store | None) -> Iterable[Row]:
    names = {row["person_id"]: row for row in (store.personal("people") if store else ())}
    for key, language, joined, left in rows:
        own = names.get(key, {})
        yield (key, *(own.get(name) or "" for name in NAMES), language or "", joined, left)


def _assignments(rows: Iterable[Row], _: Store | None) -> Iterable[Row]:
    for person, post, unit, since, until, grade, market, workload in rows:
        yield person, post, unit, since, until or OPEN_END, grade or "", market or "", int(workload)


def _reporting(rows: Iterable[Row], _: Store | None) -> Iterable[Row]:
    for person, manager, since, until in rows:
        yield person, manager, since, until or OPEN_END


def _units(rows: Iterable[Row], _: Store | None) -> Iterable[Row]:
    """Every unit with its path from the root; one whose parent is unknown is a root."""
    by_key = {row[0]: row for row in rows}
    paths: dict[str, str] = {}

    def path(key: str, seen: frozenset[str] = frozenset()) -> str:
        if key not in paths:
            parent = by_key[key][2]
            above = path(parent, seen | {key}) if parent in by_key and parent not in seen else "/"
            paths[key] = f"{above}{key}/"
        return paths[key]

    for key, title, parent, kind in by_key.values():
        yield key, title or key, parent or "", kind or "", path(key), path(key).count("/") - 2


MADE: Mapping[str, Callable[[Iterable[Row], Store | None], Iterable[Row]]] = {
    "units": _units,
    "people": _people,
    "assignments": _assignments,
    "reporting": _reporting,
}
