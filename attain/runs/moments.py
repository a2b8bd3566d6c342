"""When runs were made and periods closed: kept beside the runs, so that what was known then can be told.

moments/<period>/<UTC moment>-<run>[-closed] has the run's id. Runs are named by what they read; one
that is made again after another one is known anew: each time is a moment of its own. Of runs and closings
that are older than this folder, the moment is when their file was written.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from attain.engine.store import Store

FOLDER, CLOSED = "moments", "closed"
_FORM = "%Y%m%dT%H%M%S%fZ"

#: Another file is no moment.
_NAME = re.compile(r"(?P<at>\d{8}T\d{12}Z)-(?P<run>[0-9a-z]+)(?P<closed>-closed)?")


@dataclass(frozen=True, order=True)
class Moment:
    """at: in UTC. run: its id. closed: it closed its period; else it was made, or made again."""

    at: datetime
    run: str
    closed: bool = False


def now() -> datetime:
    """The present, in UTC."""
    return datetime.now(UTC)


def keep(store: Store, period: str, run: str, closed: bool = False) -> None:
    """Keeps that the run was made (or closed its period) now; nothing where the newest moment says that."""
    same = [each for each in _kept(store, period) if each.closed == closed]
    if not same or (same[-1].run != run and not closed):
        _keep(store, period, Moment(now(), run, closed))


def keep_first(store: Store, period: str, run: str) -> None:
    """Keeps when a run was made of which no moment is known, as of one that is older than moments are."""
    at = _written(store, f"runs/{run}/run.json")
    if at and run not in {each.run for each in _kept(store, period)}:
        _keep(store, period, Moment(at, run))


def _keep(store: Store, period: str, moment: Moment) -> None:
    parts = [f"{moment.at:{_FORM}}", moment.run, *([CLOSED] if moment.closed else [])]
    store.place.write(f"{FOLDER}/{period}/{'-'.join(parts)}", moment.run.encode())


def moments(store: Store, period: str, runs: Iterable[str] = ()) -> list[Moment]:
    """All moments of a period, the earliest first. runs: the ids of its runs, of which old ones have none."""
    found = _kept(store, period)
    known = {each.run for each in found if not each.closed}
    for run in runs:
        if run not in known and (at := _written(store, f"runs/{run}/run.json")):
            found.append(Moment(at, run))
    pointer = f"runs/closed/{period}"
    if not any(each.closed for each in found) and (at := _written(store, pointer)):
        found.append(Moment(at, store.place.read(pointer).decode(), True))
    return sorted(found)


def _kept(store: Store, period: str) -> list[Moment]:
    found = []
    for name in store.place.names(f"{FOLDER}/{period}"):
        if told := _NAME.fullmatch(name.rsplit("/", 1)[1]):
            at = datetime.strptime(told["at"], _FORM).replace(tzinfo=UTC)
            found.append(Moment(at, told["run"], bool(told["closed"])))
    return sorted(found)


def _written(store: Store, name: str) -> datetime | None:
    """When a file was written; None where there is none."""
    path = Path(store.place.path(name))
    return datetime.fromtimestamp(path.stat().st_mtime, UTC) if path.exists() else None
