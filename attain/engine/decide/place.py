"""Where a formula is evaluated, and what it sees there."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from attain.engine.decide.back_office import back_lines, carried_shortfalls
from attain.engine.decide.subject import Subject
from attain.engine.formulas import Expression
from attain.engine.kpis.declaration import Kpi
from attain.engine.period import Period
from attain.engine.scoring.declaration import BackOffice, Scorecard
from attain.engine.scoring.result import BackLine
from attain.engine.trace import Trace, Value

if TYPE_CHECKING:
    from attain.engine.decide.evaluation import Evaluation


@dataclass(slots=True)
class Place:
    """Where a formula is evaluated: whose number, in which period, at which level, for which group."""

    subject: Subject
    period: Period
    level: str = ""
    group: str = ""
    origin: str = ""
    moved: tuple[str, ...] = ()

    @property
    def grain(self) -> tuple[str, str, str]:
        """(level, subject id, spell) as stage A names them."""
        if self.level == "team":
            return "team", self.subject.id, self.subject.spell
        return self.subject.kind, self.subject.id, self.subject.spell


class ValueScope:
    """A formula's view of the evaluation at one place."""

    __slots__ = ("attributes", "evaluation", "place", "trace")

    def __init__(
        self,
        evaluation: "Evaluation",
        place: Place,
        trace: Trace | None = None,
        attributes: dict[str, str] | None = None,
    ) -> None:
        self.evaluation, self.place, self.trace = evaluation, place, trace
        self.attributes = dict(place.subject.attributes) if attributes is None else attributes

    @property
    def day(self) -> date:
        """The day that chooses dated params."""
        return self.place.period.start

    def value(self, name: str, modifiers: tuple[str, ...]) -> Value:
        return self.evaluation.lookup(self, name, modifiers)

    def number(self, formula: Expression) -> Decimal | None:
        return self.evaluation.compiled(formula)(self)

    def holds(self, formula: Expression) -> bool | None:
        return self.evaluation.compiled(formula)(self)

    # -- what scoring asks beside -----------------------------------------------------

    def kpi(self, name: str, group: str) -> tuple[Kpi | None, Decimal | None]:
        return self.evaluation.kpi(self.trace, replace(self.place, group=group), name)

    def back_office(self, back: BackOffice) -> list[BackLine]:
        return back_lines(self.evaluation, self.place.subject, self.place.period, back)

    def carried_for_front(self, card: Scorecard) -> list[tuple[str, Decimal]]:
        return carried_shortfalls(self.evaluation, self.place.subject, self.place.period)
