"""The door of the app: what waits in quarantine."""

from attain.apps.house.api import store
from attain.engine.faults import Faulty


def rows_waiting() -> int:
    """How many rows wait in quarantine; 0 where there is no store."""
    try:
        loads = store().snapshot().manifest.loads
    except Faulty:
        return 0
    last = {entry.source: entry.quarantined for entry in loads}
    return sum(last.values())


__all__ = ["rows_waiting"]
