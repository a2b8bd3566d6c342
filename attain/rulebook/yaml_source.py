"""YAML read into plain values that remember their places. A closed, harmless part of YAML 1.2.

Values are str, int, Decimal, bool, date, None, lists and dicts. `on`, `no`, `yes`, `12:30`, `1_000` and
`007` stay text. Anchors, aliases and tags are faults, so nothing can multiply and nothing is constructed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import yaml

from attain.engine.faults import Fault
from attain.rulebook.scalars import Plain, scalar
from attain.rulebook.yaml_complaints import complaint

MOST_BYTES = 1024 * 1024
DEEPEST = 30

Path = tuple[Any, ...]
_Parser = getattr(yaml, "CLoader", yaml.Loader)


class Place(NamedTuple):
    """Where a key and its value stand: lines and columns from 1; `begin` and `end` cut the value's text."""

    line: int
    column: int
    value_line: int
    value_column: int
    begin: int = 0
    end: int = 0


@dataclass(frozen=True)
class Written:
    """One document as written: its value, and the place of every key and item by path from the root."""

    value: Any
    places: dict[Path, Place]
    text: str

    def place(self, path: Path) -> Place:
        """The place of `path`, or of the nearest part above it that is there."""
        path = self.there(path)
        while path not in self.places:
            path = path[:-1]
        return self.places[path]

    def there(self, path: Path) -> Path:
        """The part of `path` that exists; steps that name nothing here (union tags) are left out."""
        found: Path = ()
        for step in path:
            if (*found, step) in self.places:
                found = (*found, step)
        return found

    def inside(self, path: Path, position: int) -> tuple[int, int]:
        """Line and column of the character at `position` of the text that stands at `path`."""
        place = self.place(path)
        written, at, before = self.text[place.begin : place.end], 0, ""
        for wanted in str(_reached(self.value, self.there(path)))[:position]:
            if not (wanted.isspace() and before.isspace()):
                at = _after(written, at, wanted)
            before = wanted
        while at < len(written) and written[at].isspace():
            at += 1
        above = self.text[: place.begin + at]
        return above.count("\n") + 1, at + place.begin - above.rfind("\n")


class _Faulted(Exception):
    """Reading of one file cannot go on."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault


def read(content: bytes, file: str) -> tuple[list[Written], list[Fault]]:
    """The documents of a file, and what is wrong with it. After a fault of syntax reading stops."""
    if len(content) > MOST_BYTES:
        return [], [Fault("fault.yaml.large", {"size": len(content), "most": MOST_BYTES}, file)]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return [], [Fault("fault.yaml.encoding", {"byte": f"0x{content[error.start]:02X}"}, file, line)]
    reading, documents = _Reading(text, file), []
    try:
        documents.extend(reading.documents())
    except _Faulted as stopped:
        reading.faults.append(stopped.fault)
    except yaml.YAMLError as error:
        reading.faults.append(complaint(error, text, file))
    return [d for d in reading.read if d is not None], reading.faults


class _Reading:
    """One pass over the events of a file."""

    def __init__(self, text: str, file: str) -> None:
        self.text, self.file = text, file
        self.faults: list[Fault] = []
        self.read: list[Written] = []
        self.places: dict[Path, Place] = {}

    def documents(self) -> Iterator[Written]:
        """Every document, in order; each is kept in `read` as soon as it is whole."""
        events = yaml.parse(self.text, Loader=_Parser)
        for event in events:
            if not isinstance(event, yaml.DocumentStartEvent):
                continue
            self.places = {}
            first = next(events)
            self.places[()] = _place(first, first)
            value = self._value(first, events, ())
            if value is not None:
                self.read.append(Written(value, self.places, self.text))
        return iter(())

    def _value(self, event: Any, events: Iterator[Any], path: Path) -> Any:
        self._refuse(event, path)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, path)
        return self._mapping(events, path)

    def _refuse(self, event: Any, path: Path) -> None:
        """What is no part of a rulebook: anchors, aliases, tags, and nesting without end."""
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise _Faulted(self._fault("fault.yaml.anchor", event, name=event.anchor))
        if event.tag is not None:
            raise _Faulted(self._fault("fault.yaml.tag", event, tag=event.tag))
        if len(path) > DEEPEST:
            raise _Faulted(self._fault("fault.yaml.deep", event, most=DEEPEST))

    def _scalar(self, event: yaml.ScalarEvent) -> Plain:
        return scalar(event.value) if not event.style else event.value

    def _sequence(self, events: Iterator[Any], path: Path) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            here = (*path, len(items))
            self.places[here] = _place(event, event)
            items.append(self._value(event, events, here))
        return items

    def _mapping(self, events: Iterator[Any], path: Path) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        lines: dict[Any, int] = {}
        while not isinstance(written := next(events), yaml.MappingEndEvent):
            key = self._key(written, path)
            event = next(events)
            here = (*path, key)
            if key in found:
                fault = self._fault("fault.yaml.twice", written, key=str(key), first=lines[key])
                self.faults.append(fault)
                here = (*path, f"{key} ({written.start_mark.line + 1})")
            self.places[here] = _place(written, event)
            value = self._value(event, events, here)
            if key not in found:
                found[key], lines[key] = value, written.start_mark.line + 1
        return found

    def _key(self, event: Any, path: Path) -> Any:
        self._refuse(event, path)
        key = self._scalar(event) if isinstance(event, yaml.ScalarEvent) else None
        if key is None:
            raise _Faulted(self._fault("fault.yaml.key", event))
        return key if isinstance(key, str) or not isinstance(key, bool) else str(key).lower()

    def _fault(self, id: str, event: Any, **values: Any) -> Fault:
        mark = event.start_mark
        return Fault(id, values, self.file, mark.line + 1, mark.column + 1)


def _place(key: Any, value: Any) -> Place:
    own, its = key.start_mark, value.start_mark
    return Place(own.line + 1, own.column + 1, its.line + 1, its.column + 1, its.index, value.end_mark.index)


def _reached(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def _after(written: str, at: int, wanted: str) -> int:
    """Behind the next `wanted` in the text as written: quotes, indents and folds are passed over.

    Blanks in a row are one: how many there are is a matter of indents and folds.
    """
    if wanted.isspace():
        while at < len(written) and not written[at].isspace():
            at += 1
        while at < len(written) and written[at].isspace():
            at += 1
        return at
    found = written.find(wanted, at)
    return at if found < 0 else found + 1
