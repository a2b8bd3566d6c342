"""Where a formula is evaluated, and what it sees there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from attain.engine.decide.back_office import back_lines, carried_shortfalls
from attain.engine.decide.moves import moved
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
    """A formula's view of the evaluation at one place.

    level, who, spell, group: the place as stage A names it. now: the rules of its period, resolved.
    values: what has been published at this place so far, shared by all scopes of the place.
    """

    __slots__ = (
        "attributes",
        "elsewhere",
        "evaluation",
        "group",
        "level",
        "now",
        "place",
        "spell",
        "trace",
        "values",
        "who",
    )

    def __init__(
        self,
        evaluation: "Evaluation",
        place: Place,
        trace: Trace | None = None,
        values: dict[Any, Any] | None = None,
    ) -> None:
        subject = place.subject
        self.evaluation, self.place, self.trace = evaluation, place, trace
        self.attributes: Mapping[str, str] = subject.attributes
        if subject.kind == "unit":
            self.attributes = {**evaluation.world.unit_attributes.get(subject.unit, {}), **self.attributes}
        self.now = evaluation.in_period(place.period)
        self.level = place.level or subject.kind
        self.who, self.spell, self.group = subject.id, subject.spell, place.group
        self.values = evaluation.values_at(place) if values is None else values
        self.elsewhere: dict[Any, ValueScope] = {}

    @property
    def day(self) -> date:
        """The day that chooses dated params."""
        return self.place.period.start

    def value(self, name: str, modifiers: tuple[str, ...]) -> Value:
        return self.evaluation.lookup(self, name, modifiers)

    def number(self, formula: Expression) -> Decimal | None:
        return self.now.compiled(formula)(self)

    def holds(self, formula: Expression) -> bool | None:
        return self.now.compiled(formula)(self)

    #: Whether pay adds anything to the place.
    pays = False

    def plain(self) -> "ValueScope":
        """The same place without what pay adds to it: as KPIs see it."""
        return self

    def moved(self, modifiers: tuple[str, ...]) -> "ValueScope":
        """The scope at the place to which modifiers, outermost first, lead."""
        found = self.elsewhere.get(modifiers)
        if found is None:
            place, _ = moved(self.place, modifiers, self.evaluation.calendar)
            found = self.elsewhere[modifiers] = self.evaluation.at(place, self.trace)
        return found

    # -- what scoring asks beside -----------------------------------------------------

    def kpi(self, name: str, group: str) -> tuple[Kpi | None, Decimal | None]:
        scope = self if group == self.group else self._in_group(group)
        declared, read = scope.now.judged[name]
        return declared, read(scope)

    def _in_group(self, group: str) -> "ValueScope":
        return self.evaluation.at(replace(self.place, group=group), self.trace)

    def back_office(self, back: BackOffice) -> list[BackLine]:
        return back_lines(self.evaluation, self.place.subject, self.place.period, back)

    def carried_for_front(self, card: Scorecard) -> list[tuple[str, Decimal]]:
        return carried_shortfalls(self.evaluation, self.place.subject, self.place.period)
