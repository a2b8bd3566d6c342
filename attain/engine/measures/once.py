"""Tables about an organisation that an engine may keep, by what they are made from."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

#: The tables that say who is where, and who leads whom.
ORGANISED = ("assignments", "reporting", "units")


@dataclass(frozen=True)
class Once:
    """Temporary tables that are made together, by `make`.

    made_of: all that decides their rows, as texts. rows: of how many rows that is about; a row that Python
    looks at counts for ten. covers: what they must be there for at the least, where more does no harm.
    """

    names: tuple[str, ...]
    made_of: tuple[str, ...]
    rows: int
    make: Callable[[], None]
    covers: tuple[str, ...] = ()


def files_of(snapshot: Any, *tables: str) -> list[str]:
    """The files of these tables; each is named by its table and its content."""
    return [part.file for name in tables for part in snapshot.parts(name)]
