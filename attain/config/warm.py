"""A server process before its first request: rules are read, and Python's collector is spared what stays.

A full collection looks at every object that has lived long: some 300,000 after the start, 0.3 s in which
nobody is answered. What is there after the start is garbage for nobody, so it is looked at no more,
and full collections come less often.
"""

import gc
from contextlib import suppress

from django.db import DatabaseError, connections

from attain.apps.house import api as house
from attain.apps.results import api as results
from attain.engine.faults import Faulty

#: Objects made before the youngest, and collections of each before the next older ones, are looked at.
OFTEN = (20_000, 20, 50)


def warm() -> None:
    """Reads the rulebook as it is and as the newest run had it; a fault in it is for the pages to tell."""
    with suppress(Faulty, OSError):
        house.loaded_now()
    with suppress(Faulty, OSError, DatabaseError):
        for run in results.runs()[:1]:
            house.loaded_of(run.bundle)
    connections.close_all()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*OFTEN)
