"""The text of a rulebook's file in parts: its documents, and the stretch of text of every value in one.

What changes a text cuts and puts in at these stretches, so that comments, order and layout stay.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import yaml

from attain.rulebook.scalars import scalar
from attain.rulebook.yaml_source import Path

_Parser = getattr(yaml, "CLoader", yaml.Loader)

#: What stands between two documents.
BREAK = "---\n"


@dataclass(frozen=True, slots=True)
class Part:
    """One document's stretch of a file, from its `---` on. start: where its own value begins."""

    begin: int
    end: int
    start: int


@dataclass(frozen=True, slots=True)
class Span:
    """Where a value's text stands, and the key that leads to it (of an item: the item itself).

    plain: a text without quotes. flow: a list or mapping in brackets.
    """

    begin: int
    end: int
    key: int
    key_end: int
    plain: bool = True
    flow: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """Text to stand in the place of what is between begin and end."""

    begin: int
    end: int
    text: str


def parts(text: str) -> list[Part]:
    """The documents of a file that have a value, in order. Raises yaml.YAMLError for what is no YAML."""
    begins, starts, waiting = [], [], False
    for event in yaml.parse(text, Loader=_Parser):
        if isinstance(event, yaml.DocumentStartEvent):
            begins.append(event.start_mark.index if event.explicit else 0)
            waiting = True
        elif waiting:
            starts.append(event.start_mark.index)
            waiting = False
    if begins:
        begins[0] = 0
    ends = [*begins[1:], len(text)]
    found = [Part(*three) for three in zip(begins, ends, starts, strict=True)]
    return [part for part in found if text[part.start : part.end].strip(" \t\r\n.-")]


def part_at(text: str, start: int) -> Part:
    """The document whose value begins at `start`."""
    return next(part for part in parts(text) if part.start == start)


def document_text(text: str, part: Part, head: bool = True) -> str:
    """A document's own text, ending with a line's end. head: with the comments above its first key."""
    if not head:
        return _ended(text[part.start : part.end])
    own = text[part.begin : part.end]
    return _ended(own.removeprefix("---").lstrip(" \t").removeprefix("\n") if own.startswith("---") else own)


def _ended(own: str) -> str:
    own = own.rstrip()
    return f"{own.removesuffix('...').rstrip()}\n"


def joined(texts: Iterable[str]) -> str:
    """Several documents as one text."""
    return BREAK.join(_ended(text) for text in texts)


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits made; they may not overlap."""
    for edit in sorted(edits, key=lambda each: -each.begin):
        text = text[: edit.begin] + edit.text + text[edit.end :]
    return text


class Tree:
    """The values of one document's text, each with its stretch."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._root: yaml.Node = yaml.compose(text, Loader=_Parser)

    @cached_property
    def spans(self) -> dict[Path, Span]:
        """Path → where its value stands."""
        return dict(_spans(self._root, ()))

    def raw(self, path: Path) -> str:
        """A value as it is written."""
        span = self.spans[path]
        return self.text[span.begin : span.end]

    def items(self, path: Path) -> list[Path]:
        """The paths of a list's items or a mapping's values, in the order in which they are written."""
        return [found for found in self.spans if len(found) == len(path) + 1 and found[: len(path)] == path]

    def key_raw(self, path: Path) -> str:
        """The key that leads to a value, as it is written."""
        span = self.spans[path]
        return self.text[span.key : span.key_end]


def _spans(node: Any, path: Path, key: Any = None) -> Iterator[tuple[Path, Span]]:
    begin, end = _begin(node), _end(node)
    own = (_begin(key), _end(key)) if key is not None else (begin, begin)
    plain = isinstance(node, yaml.ScalarNode) and not node.style
    yield path, Span(begin, end, *own, plain, bool(getattr(node, "flow_style", False)))
    if isinstance(node, yaml.SequenceNode):
        for at, item in enumerate(node.value):
            yield from _spans(item, (*path, at))
    elif isinstance(node, yaml.MappingNode):
        seen: set[Any] = set()
        for at, (name, value) in enumerate(node.value):
            own_key = _key(name) if _key(name) not in seen else f"{_key(name)} ({at})"
            seen.add(own_key)
            yield from _spans(value, (*path, own_key), name)


def _key(node: Any) -> Any:
    found = node.value if node.style else scalar(node.value)
    return str(found).lower() if isinstance(found, bool) else found


def _begin(node: Any) -> int:
    return int(node.start_mark.index)


def _end(node: Any) -> int:
    """A block ends with its last value: what follows it are comments and the next key."""
    if isinstance(node, yaml.ScalarNode) or node.flow_style or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return _end(last[1] if isinstance(node, yaml.MappingNode) else last)
