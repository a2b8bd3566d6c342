"""Partial aggregates made on connections of their own, while the engine does all that does not wait for them.

An engine of two cores that is asked one thing after the other stands half still wherever Python works, at the
end of every file, and in whatever it cannot do in parts.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from threading import local
from typing import TYPE_CHECKING, Self

from attain.engine.measures.gathering import Gathering
from attain.engine.store import sql
from attain.engine.store.gather import foresee
from attain.engine.store.partials import Foreseen, Found, Partials
from attain.engine.store.pieces import Piece, pieces
from attain.engine.store.snapshot import Snapshot

if TYPE_CHECKING:
    from attain.engine.store.engine import DuckEngine

#: So many pieces are in work at once: one is looked up, compared with its name or ended while one is read.
AT_ONCE = 2


@dataclass(frozen=True)
class _Begun:
    """A piece in work, and what there will be of it."""

    cells: frozenset[str]
    covers: frozenset[str]
    found: Future[Found]

    def serves(self, gathering: Gathering) -> bool:
        return self.cells.issuperset(gathering.cells) and self.covers.issuperset(gathering.covers)


class Making:
    """Makes what gatherings lack, one piece after the other, in the order in which they are begun.

    foreseen: what will be asked of each, so that it is read once for all of it.
    """

    def __init__(self, engine: "DuckEngine", snapshot: Snapshot, foreseen: Foreseen) -> None:
        self._engine, self._snapshot, self.foreseen = engine, snapshot, foreseen
        self._begun: dict[str, list[_Begun]] = defaultdict(list)
        self._ends = ExitStack()
        self._own = local()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        begun = [each.found for alike in self._begun.values() for each in alike]
        if begun:
            self._threads.shutdown(wait=False, cancel_futures=True)
            if not all(found.done() for found in begun):
                for engine in self._beside:
                    engine.connection.interrupt()
            self._ends.close()

    def begin(self, gathering: Gathering) -> None:
        """Has these pieces made, but for those that are begun already."""
        if self._engine.threads == 1:
            return
        large, _ = pieces(self._snapshot, gathering, self._engine.fewest_kept)
        bases = Partials(self._engine, self._snapshot).bases(large, gathering)
        new = [(piece, base) for piece, base in bases if self.begun(base, gathering) is None]
        if not new:
            return
        handed, covers = self._handed_over(gathering), frozenset(gathering.covers)
        for piece, base in new:
            cells = frozenset((*gathering.cells, *self.foreseen.get(base, ())))
            found = self._threads.submit(self._make, piece, base, gathering, handed)
            self._begun[base].append(_Begun(cells, covers, found))

    def begun(self, base: str, gathering: Gathering) -> Future[Found] | None:
        """What is made of the piece with this base, to be waited for; what goes wrong is raised there."""
        return next((each.found for each in self._begun.get(base, ()) if each.serves(gathering)), None)

    @cached_property
    def _beside(self) -> list["DuckEngine"]:
        beside = type(self._engine).beside
        return [self._ends.enter_context(beside(self._engine)) for _ in range(AT_ONCE)]

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        free = list(self._beside)

        def begins() -> None:
            self._own.engine = free.pop()

        return self._ends.enter_context(ThreadPoolExecutor(AT_ONCE, "making", begins))

    def _handed_over(self, gathering: Gathering) -> Mapping[str, str]:
        """What its pieces read beside facts, as SELECTs: each connection has temporary tables of its own."""
        names = {name for cell in gathering.cells for name in gathering.reads(cell)}
        found = {name: self._engine.registered[name] for name in names}
        if gathering.beside:
            folder = self._ends.enter_context(self._snapshot.place.workspace())
            file = folder / f"{gathering.beside}.parquet"
            self._engine.copy(f"SELECT * FROM {sql.name(gathering.beside)}", file)
            found[gathering.beside] = f"SELECT * FROM read_parquet({sql.text(str(file))})"
        return found

    def _make(self, piece: Piece, base: str, gathering: Gathering, handed: Mapping[str, str]) -> Found:
        engine = self._own.engine
        for name, relation in handed.items():
            engine.execute(f"CREATE OR REPLACE TEMP VIEW {sql.name(name)} AS {relation}")
        return Partials(engine, self._snapshot, self.foreseen).found(piece, base, gathering)


@contextmanager
def foreseeing(
    engine: "DuckEngine", snapshot: Snapshot | None, gatherings: Iterable[Gathering]
) -> Iterator[None]:
    """Inside, the engine knows what it will gather, and begins with it. Without a snapshot it doesn't."""
    if snapshot is None:
        yield
        return
    gatherings = list(gatherings)
    try:
        with Making(engine, snapshot, foresee(engine, snapshot, gatherings)) as engine.making:
            for gathering in gatherings:
                engine.making.begin(gathering)
            yield
    finally:
        engine.making = None
