"""What a store holds at one moment: every file by name. Its hash is the snapshot's name."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property, lru_cache
from typing import Any

#: Raised when the layout of a store changes, so that an old program does not misread a new store.
FORMAT = 2

#: What is written where no built-in table has more than one file: as programs before format 2 wrote it.
WHOLE = 1


class NewerFormat(Exception):
    """A manifest of another format. found: which."""

    def __init__(self, found: int) -> None:
        self.found = found
        super().__init__(found)


@dataclass(frozen=True, slots=True)
class Part:
    """One Parquet file: its name in the store, its rows, and the columns it has (name → stored type).

    first: of a built-in table in several files, the key from which on rows are in this one, as text.
    """

    file: str
    rows: int
    columns: Mapping[str, str]
    first: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FactParts:
    """A fact table's files by month ("2026-10"), oldest first in each."""

    months: Mapping[str, tuple[Part, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LoadEntry:
    """A load that is in the snapshot. source: hash of file, mapping and table, which tells it apart."""

    load_id: str
    source: str
    quarantined: int


@dataclass(frozen=True, slots=True)
class Outside:
    """Facts that a run read from a table of a cluster's own, which the store does not have and cannot keep.

    table: its name there. rows: how many it had. content: what was in them, as a sum of their hashes, so that
    a later change is noticed. columns: name → type that the values were read as.
    """

    table: str
    rows: int
    content: str
    columns: Mapping[str, str]


@dataclass(frozen=True)
class Manifest:
    """Everything in a snapshot.

    facts, tables, personal: files by table name (tables: in the order of their keys; personal: only the
    newest is ever kept).
    loads: what was loaded, in order. parent: the snapshot before. outside: facts of a cluster, by table.
    """

    facts: Mapping[str, FactParts] = field(default_factory=dict)
    tables: Mapping[str, tuple[Part, ...]] = field(default_factory=dict)
    personal: Mapping[str, Part] = field(default_factory=dict)
    loads: tuple[LoadEntry, ...] = ()
    parent: str = ""
    outside: Mapping[str, Outside] = field(default_factory=dict)

    @cached_property
    def content(self) -> bytes:
        """The manifest as JSON. The same manifest is the same bytes: keys sorted, no clock."""
        divided = any(len(parts) != 1 or parts[0].first for parts in self.tables.values())
        content = {"format": FORMAT if divided else WHOLE, **_plain(self)}
        if not self.outside:
            del content["outside"]
        if not divided:
            content["tables"] = {name: part for name, (part,) in self.tables.items()}
        return json.dumps(content, ensure_ascii=False, sort_keys=True, default=_plain).encode()

    @cached_property
    def hash(self) -> str:
        """By this a snapshot is named."""
        return hashlib.sha256(self.content).hexdigest()[:32]

    def with_facts(self, table: str, months: Mapping[str, tuple[Part, ...]]) -> "Manifest":
        """This manifest with the named months of a table replaced (an empty tuple: none left)."""
        old = self.facts.get(table, FactParts()).months
        kept = {month: parts for month, parts in {**old, **months}.items() if parts}
        return replace(self, facts={**self.facts, table: FactParts(kept)})

    def with_table(self, table: str, parts: tuple[Part, ...], personal: Part | None) -> "Manifest":
        """This manifest with a built-in table replaced. personal: None where these columns stay."""
        apart = {**self.personal, table: personal} if personal else self.personal
        return replace(self, tables={**self.tables, table: parts}, personal=apart)


def _plain(record: Any) -> dict[str, Any]:
    """A record's fields by name; `first` only where there is one."""
    found = {each.name: getattr(record, each.name) for each in fields(record)}
    if not found.get("first", True):
        del found["first"]
    return found


@lru_cache(maxsize=8)
def read_manifest(content: bytes) -> Manifest:
    """The manifest that has this content, read once. Raises NewerFormat if it is of another format."""
    found = json.loads(content)
    if found["format"] not in (FORMAT, WHOLE):
        raise NewerFormat(found["format"])
    return Manifest(
        facts={name: _fact_parts(parts) for name, parts in found["facts"].items()},
        tables={name: _parts(parts) for name, parts in found["tables"].items()},
        personal={name: Part(**part) for name, part in found["personal"].items()},
        loads=tuple(LoadEntry(**entry) for entry in found["loads"]),
        parent=found["parent"],
        outside={name: Outside(**table) for name, table in found.get("outside", {}).items()},
    )


def _fact_parts(found: Mapping[str, Any]) -> FactParts:
    months = found["months"].items()
    return FactParts({month: tuple(Part(**part) for part in parts) for month, parts in months})


def _parts(found: Mapping[str, Any] | list[Mapping[str, Any]]) -> tuple[Part, ...]:
    parts = found if isinstance(found, list) else [found]
    return tuple(Part(**{**part, "first": tuple(part.get("first", ()))}) for part in parts)
