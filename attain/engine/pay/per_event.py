"""The shape `per_event`: a sum for each fact."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar, Literal

from attain.engine.formulas import Expression
from attain.engine.pay.component import Component, Computed, Note, Undefined, line, number_of
from attain.engine.pay.events import takes_back
from attain.engine.pay.figure import Figure, figure_of
from attain.engine.pay.scope import Event, Line, PayScope

ZERO = Decimal(0)


class PerEvent(Component):
    """Pays a sum for each fact, or for each piece of a count.

    of: a measure with `per: event` (one line a fact), or any other formula that counts (one line).
    amount: the sum; of facts computed for each, so that params choose by the fact's attributes and day.
    minimum: the count below which nothing is paid. maximum: the count above which no more is paid, the
        earliest facts first.
    A fact that takes another back counts one less and takes back what the other was paid; one of an earlier
    period, what such a fact is worth on its own day. Several who share a
    fact are paid the whole sum each; to divide it, pay a `rate` for each piece of a measure that counts.
    """

    shape: Literal["per_event"] = "per_event"
    of: Expression
    amount: Expression
    minimum: Figure | None = None
    maximum: Figure | None = None

    line_ids: ClassVar = (
        *(f"pay.per_event.{word}" for word in ("event", "beyond", "taken_back")),
        *(f"pay.per_event.{word}" for word in ("count", "count_limited")),
    )
    example: ClassVar = """\
component: new_client_bonus
shape: per_event
of: new_client_orders
amount: 25.00
minimum: 3
maximum: 20
"""
    worked: ClassVar = "23 new clients: the first 20 × 25.00 = 500.00; with 2 new clients nothing is paid"

    @property
    def by_event(self) -> bool:
        return True

    def compute(self, scope: PayScope) -> Computed:
        least = None if self.minimum is None else figure_of(scope, self.minimum)
        most = None if self.maximum is None else figure_of(scope, self.maximum)
        events = scope.events(self.of)
        if events is None and self.hold_until:
            raise Undefined("pay.held.no_events", what=self.of.text)
        if events is None:
            return self._counted(scope, least, most)
        count = sum((_sign(event) for event, _ in events), ZERO)
        facts = {"count": count, "minimum": least, "maximum": most}
        pays = least is None or count >= least
        tally = _Tally(self, self.places(scope), most if pays else ZERO)
        lines = tuple(found for event, inner in events if (found := tally.line(event, inner, pays)))
        return Computed(lines, facts, () if pays else (self._too_few(count, least),))

    def _too_few(self, count: Decimal, least: Decimal | None) -> Note:
        return Note("pay.none.minimum", {"count": count, "minimum": least})

    def _counted(self, scope: PayScope, least: Decimal | None, most: Decimal | None) -> Computed:
        count = number_of(scope, self.of)
        facts: dict[str, Any] = {"count": count, "minimum": least, "maximum": most}
        if least is not None and count < least:
            return Computed((), facts, (self._too_few(count, least),))
        limited = most is not None and count > most
        sum_ = number_of(scope, self.amount)
        told = {"count": count, "sum": sum_} | ({"maximum": most} if limited else {})
        id = "pay.per_event.count_limited" if limited else "pay.per_event.count"
        return Computed((line(id, (most if limited else count) * sum_, self.places(scope), **told),), facts)


def _sign(event: Event) -> int:
    return -1 if takes_back(event) else 1


@dataclass(slots=True)
class _Tally:
    """How many facts have been paid so far, and what each was."""

    component: PerEvent
    places: int
    most: Decimal | None
    count: Decimal = ZERO
    paid: dict[str, Decimal] = field(default_factory=dict)

    def line(self, event: Event, scope: PayScope, pays: bool) -> Line | None:
        """The line of one fact; None for facts of a period that stays below the minimum."""
        if takes_back(event):
            return self._back(event, scope)
        if not pays:
            self.paid[event.key] = ZERO
            return None
        if self.most is not None and self.count >= self.most:
            self.paid[event.key] = ZERO
            return line("pay.per_event.beyond", ZERO, self.places, event, maximum=self.most)
        self.count += 1
        sum_ = number_of(scope, self.component.amount)
        told = line("pay.per_event.event", sum_, self.places, event, sum=sum_, number=int(self.count))
        self.paid[event.key] = told.amount
        return told

    def _back(self, event: Event, scope: PayScope) -> Line | None:
        """Takes back what the original was paid; if that was in an earlier period, what it is worth now."""
        was = self.paid.get(event.reverses)
        if was is None:
            was = number_of(scope, self.component.amount)
        elif was:
            self.count -= 1
        self.paid[event.reverses] = ZERO
        if not was:
            return None
        return line("pay.per_event.taken_back", -was, self.places, event, sum=was)
