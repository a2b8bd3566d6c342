"""A run's explanations for whoever keeps asking: opened once, one person's tree takes one person's time.

What other people have (shares of a pool, earnings that an override looks at) is worked out when it is asked
for, and remembered; no facts are read but those of the rows that are asked for.
"""

from attain.engine.decide.needs import Needs
from attain.engine.decide.subject import COMPANY
from attain.engine.store import DuckEngine, Store
from attain.engine.trace import Node
from attain.runs.again import recompute
from attain.runs.compute import Computed, Progress, quiet
from attain.runs.explain import PAID, equals_published, named, tree, unit_tree
from attain.runs.register import Register, Run
from attain.runs.source_rows import SourceRows, Sources


class Explaining:
    """Explains the numbers of one run. The engine's relations are its own while it is used.

    also: names that are explained although nobody's pay reads them. stays: whether many people will be
    asked about, so that what helps with everybody is made once.
    """

    def __init__(
        self,
        store: Store,
        engine: DuckEngine,
        run: Run,
        progress: Progress = quiet,
        also: tuple[str, ...] = (),
        stays: bool = False,
    ) -> None:
        self.store, self.engine, self.run, self.stays = store, engine, run, stays
        self._progress, self._also = progress, also
        self._results = Register(store).results(run)
        self.computed = self._computed()
        self._sources: Sources | None = None

    def tree(self, person: str, line: str = PAID) -> Node:
        """The tree behind one of a person's numbers. Raises Faulty for an unknown person or line."""
        self._measure(line)
        return tree(self.computed, person, line)

    def unit_tree(self, unit: str, line: str) -> Node:
        """The same of a unit; "company" is the whole company. Raises Faulty for an unknown unit or line."""
        self._measure(line)
        return unit_tree(self.computed, unit, line)

    def as_published(self, subject: str, line: str, node: Node) -> bool:
        """Whether the tree's root is the number that the run keeps; true where it keeps none."""
        kinds = ("person",) if subject in self.computed.pays else ("unit", COMPANY)
        stored = [each for kind in kinds for each in self._results.of(kind, subject)]
        own = [each for each in stored if each.for_period == self.run.period]
        return equals_published(own, subject, line, node)

    def rows(self, node: Node, limit: int = 100, offset: int = 0) -> list[SourceRows]:
        """The source rows behind every measure in the tree, in the order of credit date and key."""
        return self._rows_behind().rows(node, limit, offset)

    def sql(self, node: Node) -> dict[str, str]:
        """The SQL of every measure in the tree, by name."""
        return self._rows_behind().sql(node)

    def _rows_behind(self) -> Sources:
        if self._sources is None:
            snapshot = self.store.snapshot(self.run.snapshot)
            self._sources = Sources(self.engine, snapshot, self.computed, self.stays)
        return self._sources

    def _computed(self) -> Computed:
        return recompute(self.store, self.engine, self.run, self._progress, self._also, lazily=True)

    def _measure(self, line: str) -> None:
        """Has a name measured that nobody's pay reads."""
        name = named(line)
        if name in self._also or self.computed.rules.kind_of(name) not in ("measure", "kpi", "scorecard"):
            return
        needs = Needs(self.computed.rules)
        needs.name(name, (), self.computed.period)
        measured = self.computed.evaluation.world.figures.columns
        declared = self.computed.rules.measure
        wanted = {
            (measure, when.key)
            for measure, when in needs.measures | needs.beside
            if declared(measure, when.last_day) is not None
        }
        if not wanted <= measured.keys():
            self._also = (*self._also, name)
            self.computed, self._sources = self._computed(), None
