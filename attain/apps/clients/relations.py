"""The store's clients, their names and their coverage, as queries by which copies are compared and made."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from attain.engine.decide.rules import Rules
from attain.engine.facts.table import Table
from attain.engine.store import DuckEngine, Snapshot, sql

#: Clients are in so many buckets: where forty clients change, some five thousand rows are compared.
BUCKETS = 16_384

#: Columns of the store → fields of the copies.
KEPT = {
    "client_id": "key",
    "class": "klass",
    "market_type": "market_type",
    "unit_id": "unit",
    "segment": "segment",
    "opened_on": "opened",
    "closed_on": "closed",
    "key_account": "key_account",
}
NAMES = ("name", "address", "phone")
COVERAGE = {
    "client_id": "client",
    "person_id": "person",
    "role": "role",
    "from": "since",
    "to": "until",
    "share": "share",
}
CLIENT_FIELDS = (*KEPT.values(), *NAMES, "own", "bucket", "covered_since", "covered_until", "covered_again")
COVER_FIELDS = (*COVERAGE.values(), "bucket")

#: Columns that a list is narrowed by, if they have fewer values than this.
CHOSEN = ("class", "market_type", "segment")
MOST = 200

#: Fields that the copies have as "" where the store has nothing.
_TEXTS = ("klass", "market_type", "unit", "segment", *NAMES)


@dataclass(frozen=True)
class Source:
    """Rows of the store with their bucket. files: of which they are made; another file is another content.

    columns: all but the bucket, the client's key first.
    """

    name: str
    sql: str
    files: tuple[str, ...]
    columns: tuple[str, ...]

    def digests(self, engine: DuckEngine) -> dict[int, str]:
        """bucket → what tells its content, in 16 digits."""
        listed = sql.names(self.columns)
        found = engine.query(f"SELECT bucket, bit_xor(hash({listed})) FROM ({self.sql}) GROUP BY bucket")
        return {bucket: f"{digest:016x}" for bucket, digest in found}

    def choices(self, engine: DuckEngine) -> dict[str, list[str]]:
        """The values that a list of clients can be narrowed by, of columns that have few."""
        found = {}
        for column in CHOSEN if self.name == "clients" else ():
            name = sql.name(column)
            rows = engine.query(f"SELECT DISTINCT {name} FROM ({self.sql}) WHERE {name} <> '' LIMIT {MOST}")
            if len(rows) < MOST:
                found[KEPT[column]] = sorted(value for (value,) in rows)
        return found


@dataclass(frozen=True)
class Sources:
    """Everything that the copies are made of."""

    clients: Source
    names: Source
    coverage: Source

    def each(self) -> tuple[Source, ...]:
        return (self.clients, self.names, self.coverage)

    def sorted_by_bucket(self, engine: DuckEngine) -> "Sources":
        """The same, read from tables of the engine that are sorted by bucket: to go through all buckets."""
        made = []
        for each in self.each():
            name = sql.name(f"by_bucket_{each.name}")
            engine.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM ({each.sql}) ORDER BY bucket")
            made.append(Source(each.name, f"SELECT * FROM {name}", each.files, each.columns))
        return Sources(*made)

    def rows(
        self, engine: DuckEngine, buckets: Sequence[int]
    ) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
        """The rows of these buckets, of clients and of coverage, in the order of the copies' fields."""
        clients, names, coverage = (f"({each.sql})" for each in self.each())
        among = f"bucket BETWEEN {min(buckets)} AND {max(buckets)} AND bucket IN ({_listed(buckets)})"
        spells = f'SELECT {sql.names(COVERAGE)}, bucket FROM {coverage} WHERE {among} ORDER BY 1, "from"'
        covers = engine.query(spells)
        fields = ", ".join(
            f"coalesce({_of(name)}, '')" if field in _TEXTS else _of(name)
            for name, field in ((*KEPT.items(), *((name, name) for name in NAMES)))
        )
        found = engine.query(
            f"SELECT {fields}, k.own, k.bucket FROM (SELECT * FROM {clients} WHERE {among}) AS k "
            f"LEFT JOIN (SELECT * FROM {names} WHERE {among}) AS p ON p.client_id = k.client_id"
        )
        days = stretches(covers)
        none = (None, None, False)
        own = CLIENT_FIELDS.index("own")
        return [
            (*row[:own], json.loads(row[own]) if row[own] else {}, row[-1], *days.get(row[0], none))
            for row in found
        ], covers


def sources(snapshot: Snapshot, rules: Rules, engine: str) -> Sources:
    """engine: its version, which the buckets depend on."""
    clients, coverage = rules.tables["clients"], rules.tables["coverage"]
    return Sources(_clients(snapshot, clients, engine), _names(snapshot), _coverage(snapshot, coverage))


def _clients(snapshot: Snapshot, table: Table, engine: str) -> Source:
    own = [name for name, kind in table.columns.items() if not kind.personal and name not in KEPT]
    packed = ", ".join(f"{sql.name(each)} := {sql.name(each)}" for each in own)
    more = f"CAST(to_json(struct_pack({packed})) AS VARCHAR)" if own else "CAST(NULL AS VARCHAR)"
    made = f"SELECT {sql.names(KEPT)}, {more} AS own, {_bucket()} AS bucket FROM ({snapshot.relation(table)})"
    layout = [f"{name}: {table.columns[name]}" for name in own]
    files = (engine, *layout, *(part.file for part in snapshot.parts("clients")))
    return Source("clients", made, files, (*KEPT, "own"))


def _names(snapshot: Snapshot) -> Source:
    part = snapshot.personal("clients")
    columns = ("client_id", *NAMES)
    if part is None or not part.file:
        empty = ", ".join(f"CAST(NULL AS VARCHAR) AS {name}" for name in columns)
        return Source("names", f"SELECT {empty}, 0 AS bucket WHERE false", (), columns)
    listed = (name if name in part.columns else f"CAST(NULL AS VARCHAR) AS {name}" for name in columns)
    path = sql.text(snapshot.place.path(part.file))
    made = f"SELECT {', '.join(listed)}, {_bucket()} AS bucket FROM read_parquet({path})"
    return Source("names", made, (part.file,), columns)


def _coverage(snapshot: Snapshot, table: Table) -> Source:
    made = f"SELECT {sql.names(COVERAGE)}, {_bucket()} AS bucket FROM ({snapshot.relation(table)})"
    return Source("coverage", made, tuple(part.file for part in snapshot.parts("coverage")), tuple(COVERAGE))


def stretches(covers: Sequence[tuple[Any, ...]]) -> Mapping[str, tuple[date, date, bool]]:
    """Of each client the first days [since, until) without a gap, and whether others come later.

    covers: by client and first day.
    """
    found: dict[str, tuple[date, date, bool]] = {}
    for client, _person, _role, since, until, *_ in covers:
        first, last, again = found.get(client, (since, until, False))
        if again or since > last:
            found[client] = first, last, True
        else:
            found[client] = first, max(last, until), False
    return found


def _bucket() -> str:
    return f"CAST(hash(client_id) % {BUCKETS} AS INTEGER)"


def _of(column: str) -> str:
    return f"{'p' if column in NAMES else 'k'}.{sql.name(column)}"


def _listed(buckets: Sequence[int]) -> str:
    return ", ".join(map(str, buckets))
