"""Clients and coverage brought into the database from the store: what has changed there, and nothing else.

A digest of each bucket of the store's rows is kept. Where it is another now, the bucket's rows of both sides
are compared, and the database gets what differs.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

from django.db import connection, models, transaction

from attain.apps.clients.models import Client, Copied, Cover
from attain.apps.clients.relations import BUCKETS, CLIENT_FIELDS, COVER_FIELDS, Source, Sources, sources
from attain.apps.house.api import rules_now, store
from attain.engine.decide.rules import Rules
from attain.engine.store import DuckEngine, Store

#: So many buckets are compared at a time: of a million clients, some thirty thousand rows.
AT_A_TIME = 256

#: From so many buckets on, the store's rows are sorted by bucket first.
MANY = 1_024

#: So many rows are changed by one statement.
BATCH = 500

#: PostgreSQL's index of words, as the migration made it.
WORDS = "CREATE INDEX client_words ON clients_client USING gin (attain_client_words(key, name))"

#: What a bucket without rows has for a digest.
NOTHING = "-" * 16

COPIES: tuple[tuple[type[models.Model], tuple[str, ...], tuple[str, ...]], ...] = (
    (Client, CLIENT_FIELDS, ("key",)),
    (Cover, COVER_FIELDS, ("client", "person", "role", "since")),
)


def sync(house: Store, rules: Rules) -> int:
    """Makes the copies what the newest snapshot has; how many rows were otherwise. All or nothing.

    One waits where another process does the same.
    """
    names = ("clients", "names", "coverage")
    for name in names:
        Copied.objects.get_or_create(source=name)
    with transaction.atomic():
        held = {each.source: each for each in Copied.objects.select_for_update().order_by("source")}
        snapshot = house.snapshot()
        with house.engine() as engine:
            now = sources(snapshot, rules, engine.named)
            stale = [each for each in now.each() if list(each.files) != held[each.name].files]
            if not stale:
                return 0
            if held["clients"].files[:1] != [engine.named]:  # nothing yet, or in other buckets
                for model, *_ in COPIES:
                    model.objects.all()._raw_delete(connection.alias)  # type: ignore[attr-defined]
                Copied.objects.update(digests="")
                for each in held.values():
                    each.digests = ""
            return _changed(engine, now, stale, held)


def _changed(engine: DuckEngine, now: Sources, stale: Sequence[Source], held: dict[str, Copied]) -> int:
    """Compares the buckets whose digests differ, and keeps the new digests."""
    differ: set[int] = set()
    for each in stale:
        found = each.digests(engine)
        digests = "".join(found.get(bucket, NOTHING) for bucket in range(BUCKETS))
        before = held[each.name].digests or NOTHING * BUCKETS
        at = range(0, len(digests), 16)
        differ |= {n // 16 for n in at if digests[n : n + 16] != before[n : n + 16]}
        Copied.objects.filter(pk=each.name).update(
            files=list(each.files), digests=digests, choices=each.choices(engine)
        )
    rows = now.sorted_by_bucket(engine) if len(differ) > MANY else now
    buckets = sorted(differ)
    empty = not Client.objects.exists()
    changes = 0
    with _without_indexes() if empty and len(differ) > MANY else nullcontext():
        for at in range(0, len(buckets), AT_A_TIME):
            these = buckets[at : at + AT_A_TIME]
            for (model, fields, key), new in zip(COPIES, rows.rows(engine, these), strict=True):
                if empty:
                    _brought(model, fields, new)
                    changes += len(new)
                else:
                    changes += _compared(model, fields, key, these, new)
    return changes


@contextmanager
def _without_indexes() -> Iterator[None]:
    """Inside, the copies have no indexes but their keys: a million rows are indexed sooner all at once."""
    editor = connection.schema_editor()
    editor.deferred_sql = []  # it would have one if it were entered, which SQLite refuses in a transaction
    indexes = [(model, index) for model, *_ in COPIES for index in model._meta.indexes]
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for model, index in indexes:
            cursor.execute(str(index.remove_sql(model, editor)))
        if postgresql:
            cursor.execute("DROP INDEX client_words")
        yield
        if postgresql:
            cursor.execute(WORDS)
        for model, index in indexes:
            cursor.execute(str(index.create_sql(model, editor)))


def _compared(
    model: type[models.Model],
    fields: tuple[str, ...],
    key: tuple[str, ...],
    buckets: Sequence[int],
    new: list[tuple[Any, ...]],
) -> int:
    """Gives the database the rows of these buckets that it has not, or otherwise; how many."""
    places = [fields.index(name) for name in key]
    there = model.objects.filter(bucket__in=buckets).values_list("pk", *fields)  # type: ignore[attr-defined]
    before = {tuple(row[at + 1] for at in places): row for row in there.iterator(chunk_size=10_000)}
    adding, leaving = [], []
    changes = 0
    for row in new:
        known = before.pop(tuple(row[at] for at in places), None)
        if known is None or known[1:] != row:  # goes and comes: sooner than bulk_update
            adding.append(row)
            leaving += [] if known is None else [known[0]]
            changes += 1
    leaving += [row[0] for row in before.values()]
    objects = model.objects  # type: ignore[attr-defined]
    for at in range(0, len(leaving), BATCH):
        objects.filter(pk__in=leaving[at : at + BATCH])._raw_delete(connection.alias)
    _brought(model, fields, adding)
    return changes + len(before)


def _brought(model: type[models.Model], fields: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    """New rows, by the quickest way that the database has."""
    kinds = [model._meta.get_field(name) for name in fields]
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(str(kind.column)) for kind in kinds)
    postgresql = connection.vendor == "postgresql"
    of_json = [at for at, kind in enumerate(kinds) if isinstance(kind, models.JSONField)]
    of_days = [at for at, kind in enumerate(kinds) if isinstance(kind, models.DateField)]
    stored = [list(row) for row in rows]
    for row in stored:  # as the driver takes them: Django's own way needs a minute for a million
        for at in of_json:
            row[at] = json.dumps(row[at]) if row[at] else "{}"
        for at in () if postgresql else of_days:
            row[at] = None if row[at] is None else row[at].isoformat()
    with connection.cursor() as cursor:
        if postgresql:
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as into:
                for row in stored:
                    into.write_row(row)
        elif stored:
            places = ", ".join(["%s"] * len(kinds))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", stored)


def follower(_tables: Collection[str]) -> None:
    """Told by the house when clients or coverage have changed."""
    sync(store(), rules_now())
