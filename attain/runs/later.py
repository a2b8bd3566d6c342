"""What is read from a store when it is first asked for, so that what nobody asks for costs nothing."""

import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any

#: What makes a part of what is read, given the tables it is read from (none: any): `now`, or a Later.
Part = Callable[..., Any]


def now(read: Callable[[], Any], _tables: tuple[str, ...] = ()) -> Any:
    """A part that is read at once."""
    return read()


class NotHere(Exception):
    """Asked for in a process that was forked before it was read: there it can't be, see `workers`."""


class Later:
    """Stands for what `read` gives, and has its attributes; reads once."""

    __slots__ = ("_made", "_process", "_read")

    def __init__(self, read: Callable[[], Any]) -> None:
        self._read: Callable[[], Any] | None = read
        self._made: Any = None
        self._process = os.getpid()

    def made(self) -> Any:
        """What was read. Raises NotHere, and whatever reading raises."""
        if self._read is not None:
            if os.getpid() != self._process:
                raise NotHere
            self._made = self._read()
            self._read = None
        return self._made

    def __getattr__(self, name: str) -> Any:
        return getattr(self.made(), name)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.made())

    def __len__(self) -> int:
        return len(self.made())


def read_now(parts: Iterable[Any]) -> None:
    """Reads all that has not been asked for yet."""
    for part in parts:
        if isinstance(part, Later):
            part.made()
