"""A file of facts is compared with its name while the engine works on the one before: that takes one core."""

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Self

from attain.engine.faults import Faulty
from attain.engine.store.damage import whole_parquet


class HashingAhead:
    """Compares each file when it is asked for, and the one that comes after it in a thread meanwhile.

    paths: the files in the order in which they will be asked for. What is wrong with one is told when it is
    its turn.
    """

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = list(dict.fromkeys(paths))
        self._begun: dict[str, Future[None]] = {}
        self._thread = ThreadPoolExecutor(1, "hashing")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)

    def whole(self, paths: Iterable[str]) -> None:
        """Raises Faulty if one of these files is not as it was written. Those that follow are begun."""
        for path in paths:
            if path in self._begun:
                self._begun[path].result()
            whole_parquet(path, every_byte=True)
            for following in self._after(path):
                self._begun[following] = self._thread.submit(_compared, following)

    def _after(self, path: str) -> list[str]:
        """The next file, if it was not begun."""
        at = self._paths.index(path) + 1
        return [each for each in self._paths[at : at + 1] if each not in self._begun]


def _compared(path: str) -> None:
    """A file that is as it was written is known to be from now on."""
    with suppress(Faulty):
        whole_parquet(path, every_byte=True)
