"""How much is kept of readings: what was used last stays, within bounds."""

import os
import time
from contextlib import suppress
from pathlib import Path

from attain.engine.store.place import Place

#: Folders of what can be made again at any time.
FOLDERS = ("partials", "totals", "figures", "standing")

#: So many bytes are kept in any case; beyond it, as many as the facts themselves have.
LEAST = 2 << 30

#: What was marked within so many seconds need not be marked again.
LATELY = 3_600

#: What was used within so many seconds may be in use.
IN_USE = 86_400


def touch(place: Place, name: str) -> None:
    """Marks a kept file as used now, if it was not lately. No harm where that is not allowed."""
    path = Path(place.path(name))
    with suppress(OSError):
        if path.stat().st_mtime_ns < (int(time.time()) - LATELY) * 1_000_000_000:
            os.utime(path)


def keep_within(place: Place, most: int | None = None, now: int | None = None) -> int:
    """Removes what was used longest ago until at most `most` bytes are kept; returns how many went.

    most: None for as many as the facts have, at least LEAST. now: seconds since 1970, as files have it.
    """
    kept = [(path, path.stat()) for folder in FOLDERS for path in _files(place, folder)]
    total = sum(found.st_size for _, found in kept)
    if total <= LEAST and most is None:
        return 0
    limit = max(LEAST, _size(place, "facts")) if most is None else most
    until = (int(time.time()) if now is None else now) - IN_USE
    gone = 0
    for path, found in sorted(kept, key=lambda item: item[1].st_mtime_ns):
        if total - gone <= limit or found.st_mtime_ns >= until * 1_000_000_000:
            break
        with suppress(OSError):
            path.unlink()
            gone += found.st_size
    return gone


def _files(place: Place, folder: str) -> list[Path]:
    return [Path(place.path(name)) for name in place.names(folder)]


def _size(place: Place, folder: str) -> int:
    return sum(path.stat().st_size for path in _files(place, folder))
