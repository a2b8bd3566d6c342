"""The rules of one period, resolved once: what each name stands for there, and what reads it."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from attain.engine.decide import readers
from attain.engine.decide.world import Column, column
from attain.engine.formulas import Expression, Step, compile_formula
from attain.engine.formulas.steps import reading
from attain.engine.kpis.declaration import Kpi
from attain.engine.kpis.params import Param
from attain.engine.measures.declaration import Measure
from attain.engine.period import Period
from attain.engine.scoring.declaration import Scorecard

if TYPE_CHECKING:
    from attain.engine.decide.evaluation import Evaluation

#: Kinds of rules that a formula reads, and what makes their readers.
READERS: dict[str, Callable[["InPeriod", str], Step]] = {
    "measure": readers.measure,
    "kpi": readers.kpi,
    "param": readers.param,
    "scorecard": readers.scorecard,
}


class _Judged(dict[str, tuple[Kpi | None, Step]]):
    """KPIs by name, each with what reads it: found when they are first asked for."""

    def __init__(self, now: "InPeriod") -> None:
        self._now = now

    def __missing__(self, name: str) -> tuple[Kpi | None, Step]:
        found = self[name] = self._now.kpi(name), self._now.kpi_reader(name)
        return found


class InPeriod:
    """All that a formula of one period may name. Every name is resolved when it is first asked for.

    day: the last one; the rules in force on it are the period's.
    """

    def __init__(self, evaluation: "Evaluation", period: Period) -> None:
        self.evaluation, self.period, self.day = evaluation, period, period.last_day
        self._readers: dict[tuple[str, tuple[str, ...]], Step] = {}
        self._kpi_readers: dict[str, Step] = {}
        self.judged = _Judged(self)
        self._compiled: dict[int, tuple[Expression, Step]] = {}
        self._columns: dict[str, Column] = {}
        self._kpis: dict[str, Kpi | None] = {}
        self._cards: dict[str, Scorecard | None] = {}

    # -- rules in force ----------------------------------------------------------------

    def measure(self, name: str) -> Measure | None:
        return self.evaluation.rules.rule("measure", name, self.day)

    def kpi(self, name: str) -> Kpi | None:
        if name not in self._kpis:
            self._kpis[name] = self.evaluation.rules.rule("kpi", name, self.day)
        return self._kpis[name]

    def scorecard(self, name: str) -> Scorecard | None:
        if name not in self._cards:
            self._cards[name] = self.evaluation.rules.rule("scorecard", name, self.day)
        return self._cards[name]

    def param(self, name: str, day: date) -> Param | None:
        return self.evaluation.rules.rule("param", name, day)

    def column(self, measure: str) -> Column:
        """What stage A measured in this period, of one measure. Raises KeyError where it was not asked to."""
        found = self._columns.get(measure)
        if found is None:
            figures = self.evaluation.world.figures
            found = self._columns[measure] = column(figures, measure, self.period.key)
        return found

    # -- readers -----------------------------------------------------------------------

    def compiled(self, formula: Expression) -> Step:
        """The function of a formula in this period. (Kept with the formula, so that its id stays its own.)"""
        found = self._compiled.get(id(formula))
        if found is None:
            step = compile_formula(formula.tree, self.evaluation.unit_of_reference, self._named)
            found = self._compiled[id(formula)] = formula, step
        return found[1]

    def reader(self, name: str, modifiers: tuple[str, ...] = ()) -> Step:
        """What reads a name, under modifiers, at a place of this period. Leaves one node while tracing."""
        found = self._readers.get((name, modifiers))
        if found is None:
            found = self._readers[name, modifiers] = self._reader(name, modifiers)
        return found

    def kpi_reader(self, name: str) -> Step:
        """What reads a KPI, whatever else has its name."""
        found = self._kpi_readers.get(name)
        if found is None:
            found = self._kpi_readers[name] = self._unless_given(name, (), readers.kpi(self, name))
        return found

    def _named(self, name: str, modifiers: tuple[str, ...]) -> Step:
        """What reads a name in a formula: some are first of all the pay scope's own."""
        if not modifiers and self.evaluation.rules.pays_by(name):
            return reading(name, modifiers)
        return self.reader(name, modifiers)

    def _reader(self, name: str, modifiers: tuple[str, ...]) -> Step:
        if not modifiers and self._kind(name) == "kpi":
            return self.kpi_reader(name)
        step = readers.elsewhere(self, name, modifiers) if modifiers else self.here(name)
        return self._unless_given(name, modifiers, step)

    def here(self, name: str) -> Step:
        """What reads a name at the scope's own place, where no case sets it by hand."""
        if name.startswith("period."):
            return readers.fact_of_period(self, name)
        made = READERS.get(self._kind(name), readers.attribute)
        return made(self, name)

    def _kind(self, name: str) -> str:
        return "" if name.startswith("period.") else self.evaluation.rules.kind_of(name.partition(".")[0])

    def _unless_given(self, name: str, modifiers: tuple[str, ...], step: Step) -> Step:
        if not self.evaluation.world.given:
            return step
        return readers.unless_given(self, name, modifiers, step)

    def told(self, name: str) -> dict[str, Any]:
        """What every node tells of a name."""
        return {"name": name, "title": self.evaluation.rules.title(name)}
