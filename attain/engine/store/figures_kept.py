"""Figures kept by what they are made from: changed rules and questions about a run read no facts again.

figures/<pack>.json   key of each column → where it lies; written last: once it is there, the pack is whole
figures/<pack>.bin    the columns' integers, 64 bits each, one after the other
figures/<pack>.more   who stands at which position, groups and events; in a second line what lacks credit

A column's key is a hash of the measure, the days of its window and the files that it read. A pack is named
by all its content, so that two runs at once, whose rows came in other orders, never share one; a pack that
is not as it was written is passed over. Everything here can be removed at any time: it is made again.
"""

import json
import mmap
import sys
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import astuple, dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from hashlib import sha256
from itertools import chain
from typing import Any

from attain import __version__
from attain.engine.facts.columns import REFERENCES
from attain.engine.faults import Faulty
from attain.engine.measures.aggregate import Request
from attain.engine.measures.figures import Column, Figures, Lacking, Slot
from attain.engine.measures.schema import Schema
from attain.engine.measures.worth import worth
from attain.engine.pay.scope import Event
from attain.engine.period import Calendar
from attain.engine.store.keeping import touch
from attain.engine.store.place import Place
from attain.engine.store.snapshot import Snapshot

#: Tables that say who is credited, and that measures may name attributes of.
CREDIT = ("assignments", "coverage", "credits", "product_coverage", "reporting", "units")

#: Raised where what was kept may be wrong: such figures are made again.
FORMAT = 4


def figure_keys(
    requests: Iterable[Request], schema: Schema, calendar: Calendar, snapshot: Snapshot
) -> dict[Slot, str]:
    """The key of each request's column."""
    beside = sorted({*CREDIT, *REFERENCES.values()})
    files = {name: made_of(snapshot, name) for name in beside}
    return {(r.measure.measure, r.period.key): _key(r, schema, calendar, snapshot, files) for r in requests}


def made_of(snapshot: Snapshot, table: str, *days: date) -> list[str]:
    """What a table's rows are made from: the names of its files, which are those of their content."""
    outside = getattr(snapshot.manifest, "outside", {}).get(table)
    return [part.file for part in snapshot.parts(table, *days)] if outside is None else [str(outside)]


def _key(
    request: Request, schema: Schema, calendar: Calendar, snapshot: Snapshot, files: Mapping[str, list[str]]
) -> str:
    measure, period = request.measure, request.period
    fact = schema.fact(measure.of)
    window = measure.window.range(period, calendar)
    dated = fact is not None and measure.credit.on in ("", fact.date)
    made = {
        "format": [FORMAT, __version__, schema.currency_decimals],
        "measure": measure.model_dump(mode="json", by_alias=True, exclude={"title", "meaning"}),
        "fact": fact.model_dump(mode="json", by_alias=True, exclude={"title", "meaning"}) if fact else "",
        "days": [period.key, period.start, period.end, *window, request.due],
        "files": [made_of(snapshot, measure.of, *(window if dated else ())), files],
    }
    return sha256(json.dumps(made, sort_keys=True, default=str).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class _Where:
    """Where a column lies in its pack. at: its first; length: how many; wide: those above 64 bits."""

    measure: str
    period: str
    at: int
    length: int
    dates: bool
    wide: tuple[int, ...] = ()


class KeptFigures:
    """The kept figures of one store."""

    def __init__(self, place: Place) -> None:
        self.place = place

    def read(self, requests: Iterable[Request], schema: Schema, keys: Mapping[Slot, str]) -> Figures:
        """The columns that are kept, of those with these keys."""
        wanted = {keys[r.measure.measure, r.period.key]: r for r in requests}
        columns: dict[Slot, Column] = {}
        happened: dict[Any, tuple[Event, ...]] = {}
        lacking: list[Callable[[], list[Lacking]]] = []
        for name, places, digests in self._packs():
            here = {key: where for key, where in places.items() if key in wanted}
            pack = _whole_pack(self.place, name, digests) if here else None
            if pack is None:
                continue
            for key, where in here.items():
                measure = wanted.pop(key).measure
                columns[where.measure, where.period] = pack.column(where, worth(measure, schema))
            slots = {(where.measure, where.period) for where in here.values()}
            happened |= pack.events(slots)
            lacking.append(partial(pack.lacking, slots))
        return Figures(columns, happened, lambda: tuple(chain.from_iterable(read() for read in lacking)))

    def write(self, figures: Figures, keys: Mapping[Slot, str]) -> None:
        """Keeps figures, each column under its key."""
        integers = array("q")
        places: dict[str, tuple[Any, ...]] = {}
        for slot, column in figures.columns.items():
            narrow = column.values if isinstance(column.values, array) else array("q")
            wide = () if isinstance(column.values, array) else tuple(column.values)
            places[keys[slot]] = astuple(_Where(*slot, len(integers), len(narrow), column.dates, wide))
            integers.extend(narrow)
        numbers = memoryview(integers).cast("B")
        parts = _more(figures), figures.lacking
        more = "\n".join(json.dumps(part, default=str, ensure_ascii=False) for part in parts).encode()
        digests = {"bin": sha256(numbers).hexdigest(), "more": sha256(more).hexdigest()}
        about = {"order": sys.byteorder, "format": FORMAT, "columns": places, "digests": digests}
        content = json.dumps(about).encode()
        name = f"figures/{_named(content)}"
        with suppress(Faulty):  # where there is no room to keep them, or no right, they are made again
            self.place.write(f"{name}.bin", numbers, lasting=False)
            self.place.write(f"{name}.more", more, lasting=False)
            self.place.write(f"{name}.json", content, lasting=False)

    def _packs(self) -> Iterator[tuple[str, dict[str, _Where], dict[str, str]]]:
        """The name of each pack, where its columns lie, and the digests of its files."""
        for name in self.place.names("figures"):
            if not name.endswith(".json"):
                continue
            with suppress(Faulty, ValueError, KeyError, TypeError):
                content, stem = self.place.read(name), name.removesuffix(".json")
                found = json.loads(content)
                if (found["order"], found["format"]) != (sys.byteorder, FORMAT):
                    continue
                if stem == f"figures/{_named(content)}":
                    where = {key: _Where(*where) for key, where in found["columns"].items()}
                    yield stem, where, found["digests"]


def _named(content: bytes) -> str:
    """What a pack is called."""
    return sha256(content).hexdigest()[:16]


def _whole_pack(place: Place, name: str, digests: Mapping[str, str]) -> "_Pack | None":
    """The pack, if both its files are as they were written."""
    try:
        pack = _Pack(place, name, digests)
    except (Faulty, OSError, ValueError):
        return None
    for file in (f"{name}.bin", f"{name}.more", f"{name}.json"):
        touch(place, file)
    return pack


class _Pack:
    """One pack, its integers mapped into memory. Raises ValueError where a digest is another one's."""

    def __init__(self, place: Place, name: str, digests: Mapping[str, str]) -> None:
        more = place.read(f"{name}.more")
        if sha256(more).hexdigest() != digests["more"]:
            raise ValueError(name)
        told, self._lacking = more.split(b"\n")
        self._more = json.loads(told)
        self._index = {who: position for position, who in enumerate(zip(*self._more["who"], strict=True))}
        with open(place.path(f"{name}.bin"), "rb") as file:
            size = file.seek(0, 2)
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
        if sha256(mapped).hexdigest() != digests["bin"]:
            raise ValueError(name)
        self._integers = memoryview(mapped).cast("q")

    def column(self, where: _Where, worth: Any) -> Column:
        """The column as it was."""
        column = Column(worth, self._index)
        column.dates = bool(where.dates)
        column.values = list(where.wide) or self._integers[where.at : where.at + where.length]
        for measure, period, who, groups in self._more["groups"]:
            if (measure, period) == (where.measure, where.period):
                column.groups[tuple(who)] = groups
        return column

    def events(self, slots: set[Slot]) -> dict[tuple[str, str, str, str], tuple[Event, ...]]:
        """The events of these columns, by measure, person, spell and period."""
        return {
            tuple(key): tuple(map(_event, events))
            for key, events in self._more["events"]
            if (key[0], key[3]) in slots
        }

    def lacking(self, slots: set[Slot]) -> list[Lacking]:
        """What these columns lack of credit."""
        return [
            Lacking(*key, facts, Decimal(share), None if value is None else Decimal(value))
            for *key, facts, share, value in json.loads(self._lacking)
            if (key[0], key[1]) in slots
        ]


def _more(figures: Figures) -> dict[str, Any]:
    index = next(iter(figures.columns.values())).index if figures.columns else {}
    return {
        "who": [*zip(*index, strict=True)],
        "groups": [
            [*slot, who, groups]
            for slot, column in figures.columns.items()
            for who, groups in column.groups.items()
        ],
        "events": [[key, [astuple(event) for event in events]] for key, events in figures.happened.items()],
    }


def _event(found: list[Any]) -> Event:
    key, on, value, attributes, reverses, due = found
    return Event(
        key,
        date.fromisoformat(on),
        Decimal(value),
        attributes,
        reverses,
        date.fromisoformat(due) if due else None,
    )
