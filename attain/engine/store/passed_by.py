"""A file that comes again after others have changed what it brought: told, since nothing is loaded again."""

import json
from functools import lru_cache
from pathlib import Path

from attain.engine.faults import Fault
from attain.engine.store.manifest import LoadEntry
from attain.engine.store.snapshot import Snapshot


def passed_by(snapshot: Snapshot, entry: LoadEntry, table: str, whole: bool, file: str) -> tuple[Fault, ...]:
    """A warning where a load after `entry` has corrected rows of the table.

    whole: the file is all of the table, so that whatever came later has changed it.
    """
    loads = snapshot.manifest.loads
    names = (f"loads/{each.load_id}.json" for each in loads[loads.index(entry) + 1 :])
    later = (_corrected(snapshot.place.path(name)) for name in names)
    if not any(changed == table and (whole or corrected) for changed, corrected in later):
        return ()
    return (Fault("fault.load_passed_by", {"table": table}, file, severity="warning"),)


@lru_cache(maxsize=100_000)
def _corrected(record: str) -> tuple[str, int]:
    """Into which table a load was, and how many rows it corrected. A record never changes."""
    told = json.loads(Path(record).read_bytes())
    return told["table"], told["corrected"]
