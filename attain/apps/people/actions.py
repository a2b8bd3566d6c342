"""Writing: the tables once more from the store."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from attain.apps.people.models import Assignment, Person, Unit
from attain.engine.decide.rules import Rules
from attain.engine.store import DuckEngine, Store
from attain.runs.records import Records

#: So many rows go to the database at a time.
BATCH = 2_000
OPEN_END = date(2100, 1, 1)


def sync(store: Store, rules: Rules) -> None:
    """Writes people, units and assignments anew as the newest snapshot has them, in one transaction."""
    with DuckEngine() as engine:
        engine.register(store.snapshot(), rules.tables)
        records = Records(engine, rules)
        units = records.of("units")
        people = records.of("people")
        assignments = records.of("assignments")
    names = {row["person_id"]: row for row in store.personal("people")}
    with transaction.atomic():
        for model in (Assignment, Person, Unit):
            model.objects.all().delete()
        Unit.objects.bulk_create(_units(units), BATCH)
        Person.objects.bulk_create((_person(row, names) for row in people), BATCH)
        Assignment.objects.bulk_create(
            (
                Assignment(
                    person=row["person_id"],
                    post=row["post"],
                    unit=row["unit_id"],
                    since=row["from"],
                    until=row["to"] or OPEN_END,
                )
                for row in assignments
            ),
            BATCH,
        )


def _person(row: Mapping[str, Any], names: Mapping[str, Mapping[str, Any]]) -> Person:
    own = names.get(row["person_id"], {})
    texts = {name: own.get(name) or "" for name in ("name", "given_name", "family_name", "email")}
    return Person(key=row["person_id"], language=row.get("language") or "", **texts)


def _units(rows: Iterable[Mapping[str, Any]]) -> list[Unit]:
    """Every unit with its path from the root; one whose parent is unknown is a root."""
    by_key = {row["unit_id"]: row for row in rows}
    paths: dict[str, str] = {}

    def path(key: str, seen: frozenset[str] = frozenset()) -> str:
        if key not in paths:
            parent = by_key[key]["parent_id"]
            above = path(parent, seen | {key}) if parent in by_key and parent not in seen else "/"
            paths[key] = f"{above}{key}/"
        return paths[key]

    return [
        Unit(
            key=key,
            title=row["title"] or key,
            parent=row["parent_id"] or "",
            kind=row.get("kind") or "",
            path=path(key),
            depth=path(key).count("/") - 2,
        )
        for key, row in by_key.items()
    ]
