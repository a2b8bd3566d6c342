"""The files of facts that are read at once: each large one apart, all small ones together."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from attain.engine.measures.gathering import Clip, Gathering
from attain.engine.store.manifest import Part
from attain.engine.store.snapshot import Snapshot

#: Files with fewer rows are read again each time: that is as fast.
FEWEST_KEPT = 200_000


@dataclass(frozen=True)
class Piece:
    """Files that one query reads, the days that it is held to, and the days that its rows lie in."""

    parts: tuple[Part, ...]
    clip: Clip
    days: Clip

    def among(self, files: Collection[str]) -> bool:
        """Whether all that it reads is among these."""
        return all(part.file in files for part in self.parts)


def pieces(
    snapshot: Snapshot, gathering: Gathering, fewest: int, known: Collection[str] = ()
) -> tuple[list[Piece], list[Piece]]:
    """The files of a gathering's window: large ones each apart, and small ones together.

    Small ones are at most one piece, and one more of those that are known. A large file whose month lies in
    the window wholly is not clipped, whatever the window: it is gathered once for all of them.
    """
    table, window = gathering.table, (gathering.start, gathering.end)
    dated = gathering.on == table.date
    months = snapshot.partitions(table.name, *(window if dated else ()))
    large: list[Piece] = []
    small: list[Part] = []
    for month, parts in months.items():
        days = _days(month)
        whole = dated and window[0] <= days[0] and days[1] <= window[1]
        clip, lie_in = (None, days) if whole else (window, window)
        large += [Piece((part,), clip, lie_in) for part in parts if part.rows >= fewest]
        small += [part for part in parts if part.rows < fewest]
    sorts = [tuple(part for part in small if (part.file in known) is so) for so in (False, True)]
    some = [Piece(parts, window, window) for parts in sorts if parts]
    return large, some or ([] if large else [Piece((), window, window)])


def _days(month: str) -> tuple[date, date]:
    """The days of a month ("2026-10"), half-open."""
    first = date.fromisoformat(f"{month}-01")
    return first, (first + timedelta(days=31)).replace(day=1)
