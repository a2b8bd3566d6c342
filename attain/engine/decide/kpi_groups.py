"""For which groups a KPI with `by` is given apart at a place."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from attain.engine.decide.moves import destination
from attain.engine.decide.place import Place
from attain.engine.formulas import Modified, references
from attain.engine.kpis.declaration import Kpi
from attain.engine.period import Period

if TYPE_CHECKING:
    from attain.engine.decide.evaluation import Evaluation


class _Read(NamedTuple):
    """What the formula reads, and the period in which it does."""

    name: str
    period: Period
    target: bool


class KpiGroups:
    """Groups in which something was done or is aimed at: one in which nothing was sold of what was planned,
    or of what was sold before, is the one to look at."""

    def __init__(self, evaluation: "Evaluation") -> None:
        self._evaluation = evaluation
        self._reads: dict[tuple[str, str], tuple[_Read, ...]] = {}
        self._aims: dict[str, set[str]] = {}

    def at(self, place: Place, name: str) -> list[str]:
        """Every group of which the place's subject has facts or a target that the KPI reads."""
        kpi = self._evaluation.in_period(place.period).kpi(name)
        if kpi is None or not kpi.by:
            return []
        key = name, place.period.key
        reads = self._reads.get(key)
        if reads is None:
            reads = self._reads[key] = tuple(dict.fromkeys(self._read(kpi, place.period)))
        found: set[str] = set()
        for read in reads:
            found.update(self._aimed_at(place, read) if read.target else self._measured(place, read))
        return sorted(found)

    def _read(self, kpi: Kpi, period: Period) -> Iterator[_Read]:
        for reference in references(kpi.formula.tree):
            modified = isinstance(reference, Modified)
            name, modifiers = (reference.name.key, reference.modifiers) if modified else (reference.key, ())
            then = destination(period, modifiers, self._evaluation.calendar)
            measure = self._evaluation.in_period(then).measure(name)
            if "target" in modifiers or (measure is not None and measure.by == kpi.by):
                yield _Read(name, then, "target" in modifiers)

    def _measured(self, place: Place, read: _Read) -> Iterator[str]:
        yield from self._evaluation.world.figures.groups(read.name, *place.grain, read.period.key)

    def _aimed_at(self, place: Place, read: _Read) -> Iterator[str]:
        groups = self._aims.get(read.name)
        if groups is None:
            groups = self._aims[read.name] = self._evaluation.targets.groups(read.name)
        for group in groups:
            there = replace(place, period=read.period, group=group)
            if self._evaluation.target_value(there, read.name) is not None:
                yield group
