"""Sorted lines in compressed blocks: written in one go, read by key or from one end to the other.

NAME.gz    gzip members one after the other, so that `zcat` reads it: UTF-8 lines, fields parted by tabs,
           in the order of their key, which are their first fields
NAME.json  the blocks (first key, offset, length, SHA-256 of its lines), and what the lines mean
"""

import gzip
import json
import zlib
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from attain.engine.faults import Faulty
from attain.engine.store import damaged, undamaged

FORMAT = 1

#: A block has so many bytes of lines, and whatever its last key still has: one is read in a millisecond.
SIZE = 1 << 16

#: More would take several times as long for a tenth less.
LEVEL = 1

Key = tuple[str, ...]


class Block(NamedTuple):
    """first: the key of its first lines. digest: SHA-256 of the lines, in hex."""

    first: Key
    offset: int
    length: int
    digest: str


@dataclass(frozen=True)
class Index:
    """The blocks of a file. about: what is needed to understand its lines."""

    blocks: tuple[Block, ...]
    about: Mapping[str, Any]

    @cached_property
    def digest(self) -> str:
        """What proves the content, however it was compressed."""
        content = [self.about, [block.digest for block in self.blocks]]
        return sha256(_json(content)).hexdigest()

    @cached_property
    def firsts(self) -> tuple[Key, ...]:
        """The first key of each block."""
        return tuple(block.first for block in self.blocks)

    def to_json(self) -> bytes:
        return _json({"format": FORMAT, "about": self.about, "blocks": self.blocks})

    @classmethod
    def from_json(cls, content: bytes) -> "Index":
        """Raises ValueError and its like for what `to_json` did not write."""
        found = json.loads(content)
        if found["format"] != FORMAT:
            raise ValueError(found["format"])
        blocks = (Block(tuple(first), *rest) for first, *rest in found["blocks"])
        return cls(tuple(blocks), found["about"])


def write_blocks(
    path: Path, entries: Iterable[tuple[Key, bytes]], about: Mapping[str, Any], threads: int = 1
) -> Index:
    """Writes lines, given by key and in its order; each entry ends with a line's end."""
    blocks: list[Block] = []
    packing: deque[tuple[Key, Future[tuple[bytes, str]]]] = deque()
    with path.open("wb") as file, ThreadPoolExecutor(threads) as pool:

        def finish() -> None:
            first, packed = packing.popleft()
            content, digest = packed.result()
            blocks.append(Block(first, file.tell(), len(content), digest))
            file.write(content)

        for first, lines in _in_blocks(entries):
            packing.append((first, pool.submit(_packed, lines)))
            if len(packing) > 2 * threads:
                finish()
        while packing:
            finish()
    return Index(tuple(blocks), about)


def _in_blocks(entries: Iterable[tuple[Key, bytes]]) -> Iterator[tuple[Key, bytes]]:
    first: Key = ()
    lines: list[bytes] = []
    size = 0
    for key, content in entries:
        if not lines:
            first = key
        lines.append(content)
        size += len(content)
        if size >= SIZE:
            yield first, b"".join(lines)
            lines, size = [], 0
    if lines:
        yield first, b"".join(lines)


def _packed(lines: bytes) -> tuple[bytes, str]:
    return gzip.compress(lines, LEVEL, mtime=0), sha256(lines).hexdigest()


@dataclass(frozen=True)
class Blocks:
    """A written file. path: of NAME.gz. Raises Faulty where a block is not what was written.

    proven: False to read whatever is there now, as long as it can be read at all.
    """

    path: Path
    index: Index
    proven: bool = True

    @classmethod
    def open(cls, path: Path) -> "Blocks":
        """The file NAME.gz with the index beside it."""
        beside = path.with_suffix(".json")
        with undamaged(str(beside)):
            return cls(path, Index.from_json(beside.read_bytes()))

    def of(self, key: Key) -> list[str]:
        """The lines of one key, without their ends."""
        begins = "\t".join(map(escaped, key)) + "\t"
        return [line for line in self.lines(self.number(key)) if line.startswith(begins)]

    def number(self, key: Key) -> int:
        """The number of the block that has the lines of a key, if there are any; −1 for none."""
        return bisect_right(self.index.firsts, key) - 1

    def lines(self, number: int) -> list[str]:
        """The lines of a block."""
        return self._lines(self.index.blocks[number]) if number >= 0 else []

    def __iter__(self) -> Iterator[list[str]]:
        """The lines of each block in turn."""
        for block in self.index.blocks:
            yield self._lines(block)

    def sound(self) -> bool:
        """Whether every block still is what was written."""
        try:
            for block in self.index.blocks:
                replace(self, proven=True)._lines(block)
        except Faulty:
            return False
        return True

    def _lines(self, block: Block) -> list[str]:
        try:
            with self.path.open("rb") as file:
                file.seek(block.offset)
                lines = gzip.decompress(file.read(block.length))
        except (EOFError, OSError, zlib.error):
            raise damaged(str(self.path)) from None
        if self.proven and sha256(lines).hexdigest() != block.digest:
            raise damaged(str(self.path))
        return lines.decode().split("\n")[:-1]


def escaped(text: str) -> str:
    """A field's text without tabs and line ends."""
    if "\\" not in text and "\t" not in text and "\n" not in text:
        return text
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def unescaped(field: str) -> str:
    """The text that `escaped` was given."""
    if "\\" not in field:
        return field
    parts = [part.replace("\\t", "\t").replace("\\n", "\n") for part in field.split("\\\\")]
    return "\\".join(parts)


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
