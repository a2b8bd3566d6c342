"""Writing: the copies made like the store's tables, by the rows that differ."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Model

from attain.apps.people.models import Assignment, Copied, Person, Reporting, Unit
from attain.engine.decide.rules import Rules
from attain.engine.declare import OPEN_END
from attain.engine.store import Snapshot, Store

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

#: Table → what is asked of the store for its copy.
ASKED = {
    "units": "SELECT unit_id, title, parent_id, kind FROM units",
    "people": "SELECT person_id, language, joined_on, left_on FROM people",
    "assignments": 'SELECT person_id, post, unit_id, "from", "to", "class", market_type, workload'
    " FROM assignments",
    "reporting": 'SELECT person_id, manager_id, "from", "to" FROM reporting',
}


def sync(store: Store, rules: Rules) -> None:
    """Makes people, units, assignments and reporting lines as the newest snapshot has them.

    Nothing is done where the tables' files are those of the last time; else the rows that differ are written,
    all in one transaction.
    """
    snapshot = store.snapshot()
    if not _stale(snapshot):
        return
    with transaction.atomic():
        for table in COPIES:
            Copied.objects.get_or_create(table=table)
        Copied.objects.update(files="")  # the next to come waits here until this one is done
        snapshot = store.snapshot()
        with store.engine() as engine:
            engine.register(snapshot, {name: rules.tables[name] for name in ("posts", *COPIES)})
            for table, (model, columns) in COPIES.items():
                _made_like(model, columns, MADE[table](engine.query(ASKED[table]), store))
        for table, files in _files(snapshot).items():
            Copied.objects.filter(table=table).update(files=files)


def follower(_: Collection[str]) -> None:
    """Told by the house that one of the tables has changed."""
    from attain.apps.house.api import rules_now, store

    sync(store(), rules_now())


def _stale(snapshot: Snapshot) -> bool:
    return dict(Copied.objects.values_list("table", "files")) != _files(snapshot)


def _files(snapshot: Snapshot) -> dict[str, str]:
    """The files of each table, its personal columns' among them."""
    found = {}
    for table in COPIES:
        parts = (snapshot.manifest.tables.get(table), snapshot.personal(table))
        found[table] = " ".join(part.file for part in parts if part is not None) or "none"
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


def _people(rows: Iterable[Row], store: Store) -> Iterable[Row]:
    names = {row["person_id"]: row for row in store.personal("people")}
    for key, language, joined, left in rows:
        own = names.get(key, {})
        yield (key, *(own.get(name) or "" for name in NAMES), language or "", joined, left)


def _assignments(rows: Iterable[Row], _: Store) -> Iterable[Row]:
    for person, post, unit, since, until, grade, market, workload in rows:
        yield person, post, unit, since, until or OPEN_END, grade or "", market or "", int(workload)


def _reporting(rows: Iterable[Row], _: Store) -> Iterable[Row]:
    for person, manager, since, until in rows:
        yield person, manager, since, until or OPEN_END


def _units(rows: Iterable[Row], _: Store) -> Iterable[Row]:
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


MADE: Mapping[str, Callable[[Iterable[Row], Store], Iterable[Row]]] = {
    "units": _units,
    "people": _people,
    "assignments": _assignments,
    "reporting": _reporting,
}
