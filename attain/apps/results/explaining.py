"""Explanations kept open: a run's world is read once and answers whoever asks, one at a time."""

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from attain.apps.house.api import store
from attain.runs.explaining import Explaining
from attain.runs.register import Register

#: So many runs are kept open at a time.
KEPT = 2


class Kept:
    """Runs that are open for explanation. Each has an engine of its own, used by one thread at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._open: OrderedDict[tuple[str, str], tuple[Lock, list[Explaining]]] = OrderedDict()

    @contextmanager
    def of(self, run: str) -> Iterator[Explaining]:
        """The open run. Raises Faulty for one that the store does not know."""
        house = store()
        key = (str(house.place.path("")), run)
        with self._lock:
            lock, held = self._open.setdefault(key, (Lock(), []))
            self._open.move_to_end(key)
            while len(self._open) > KEPT:
                self._open.popitem(last=False)
        with lock:
            if not held:
                engine = house.engine()
                held.append(Explaining(house, engine, Register(house).get(run), stays=True))
            yield held[0]


KEPT_OPEN = Kept()
explaining = KEPT_OPEN.of
