"""Control sums: credited + uncredited = all facts, always; and what is paid."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from attain.engine.decide.rules import Rules
from attain.engine.decide.subject import COMPANY
from attain.engine.measures.aggregate import Request
from attain.engine.measures.figures import Figures, Lacking
from attain.engine.period import Period


@dataclass(frozen=True, slots=True)
class MeasureSum:
    """A measure's value of all facts of the period, and how much of it found an owner."""

    measure: str
    unit: str
    all: Decimal
    uncredited: Decimal

    @property
    def credited(self) -> Decimal:
        return self.all - self.uncredited


@dataclass(frozen=True, slots=True)
class Control:
    """Sums of every measure that adds up, and the facts that found no owner, by unit and reason."""

    sums: tuple[MeasureSum, ...] = ()
    lacking: tuple[Lacking, ...] = ()

    def of_unit(self, unit: str = "money") -> tuple[Decimal, Decimal]:
        """(credited, uncredited) over all measures of a unit word."""
        chosen = [s for s in self.sums if s.unit == unit]
        nothing = Decimal(0)
        return sum((s.credited for s in chosen), nothing), sum((s.uncredited for s in chosen), nothing)

    def uncredited_by_place(self, unit: str = "money") -> dict[str, Decimal]:
        """Unit of the organisation ("" unknown) → uncredited, over all measures of a unit word."""
        chosen = {s.measure for s in self.sums if s.unit == unit}
        found: dict[str, Decimal] = defaultdict(Decimal)
        for lack in self.lacking:
            if lack.measure in chosen and lack.value is not None:
                found[lack.unit] += lack.value
        return {place: value for place, value in sorted(found.items()) if value}


def control(figures: Figures, requests: Iterable[Request], rules: Rules, period: Period) -> Control:
    """The control sums of a run's own period."""
    lacking = tuple(lack for lack in figures.lacking if lack.period == period.key)
    missing: dict[str, Decimal] = defaultdict(Decimal)
    sums_up = set()
    for lack in lacking:
        if lack.value is not None:
            missing[lack.measure] += lack.value
    found = []
    for request in requests:
        name = request.measure.measure
        if request.period != period or name in sums_up or not figures.worth(name, period.key).additive:
            continue
        sums_up.add(name)
        whole = figures.value(name, COMPANY, COMPANY, "", "", period.key)
        unit = rules.unit_word(name, period.last_day)
        found.append(MeasureSum(name, unit, whole, missing[name]))
    return Control(tuple(found), lacking)
