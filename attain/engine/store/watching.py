"""How far a long query is, told while it runs."""

import threading
from collections.abc import Callable

import duckdb

#: Told how far a long query is, from 0 to 1.
Progress = Callable[[float], None]


class Watched:
    """Tells `progress` a few times a second how far the running query is."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, progress: Progress) -> None:
        self._connection, self._progress = connection, progress
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def _watch(self) -> None:
        while not self._done.wait(0.2):
            percent = self._connection.query_progress()
            if 0 <= percent <= 100:
                self._progress(percent / 100)

    def __enter__(self) -> None:
        self._connection.execute("SET enable_progress_bar = true")
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self.end()
        self._progress(1.0)

    def end(self) -> None:
        """Nobody is told any more."""
        self._done.set()
        if self._thread.is_alive():
            self._thread.join()
