"""Tiers for facts one by one: each on its own, or climbing the scale together."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from attain.engine.money import rounded
from attain.engine.pay.component import Computed, line, number_of
from attain.engine.pay.events import events_of
from attain.engine.pay.scale import Scale
from attain.engine.pay.scope import Event, Line, PayScope
from attain.engine.pay.tier_lines import next_tier, part_line, standing

if TYPE_CHECKING:
    from attain.engine.pay.tiers import Tiers

ZERO = Decimal(0)


def event_lines(tiers: "Tiers", scale: Scale, scope: PayScope, start: Decimal) -> Computed:
    """One line a fact. start: where on the scale the first fact begins to climb (accumulate)."""
    unit = partial(tiers.unit, scope.units)
    climb = _Climb(tiers, scale, tiers.places(scope), start, unit)
    lines = tuple(climb.line(event, inner) for event, inner in events_of(scope, tiers.base))
    facts = {"base": climb.total, "total": start + climb.total}
    if tiers.accumulate:
        facts |= standing(scale, climb.place, climb.place, None, scale.parts(climb.place))
        facts["place_unit"] = unit()
    return Computed(lines, facts, next_tier(facts))


class _Climb:
    """Where the facts stand while they are paid in order."""

    def __init__(
        self, tiers: "Tiers", scale: Scale, places: int, start: Decimal, unit: Callable[[], str]
    ) -> None:
        self.tiers, self.scale, self.places, self.unit = tiers, scale, places, unit
        self.total, self.place = ZERO, start
        self._own: dict[str, Decimal] = {}

    def line(self, event: Event, scope: PayScope) -> Line:
        base = number_of(scope, self.tiers.base)
        self.total += base
        if self.tiers.by is not None:
            return self._placed(event, base, number_of(scope, self.tiers.by))
        if self.tiers.accumulate:
            before, self.place = self.place, self.place + base
            return self._between("climbed", event, base, before, self.place)
        known = self._own.get(event.reverses) if event.reverses else None
        if known is not None:
            self._own[event.reverses] = known + base
            return self._between("taken_back", event, base, known, known + base)
        self._own[event.key] = base
        return self._between("taken_back" if base < 0 else "event", event, base, ZERO, base)

    def _between(self, word: str, event: Event, base: Decimal, low: Decimal, high: Decimal) -> Line:
        """f(high) − f(low), each rounded, so that facts in any number of batches pay the same in all."""
        amount = self._worth(high) - self._worth(low)
        steps = self._steps(high) if low == 0 and high > 0 else ()
        return self._told(word, event, base, amount, steps, before=low, after=high)

    def _worth(self, x: Decimal) -> Decimal:
        """f of the running base; of one fact alone, mirrored below zero."""
        mirrored = x < 0 and not self.tiers.accumulate
        exact = -self.scale.worth(-x) if mirrored else self.scale.worth(x)
        return rounded(exact, self.places)

    def _placed(self, event: Event, base: Decimal, by: Decimal) -> Line:
        """A fact that another formula places on the scale; taken back as it was paid."""
        amount = rounded(self.scale.worth(by, abs(base)), self.places)
        word = "taken_back" if base < 0 else "event"
        return self._told(word, event, base, -amount if base < 0 else amount, (), before=ZERO, after=by)

    def _steps(self, x: Decimal) -> tuple[Line, ...]:
        parts = self.scale.parts(x)
        return tuple(part_line(self.scale, part, x, x, None, self.places, self.unit) for part in parts)

    def _told(
        self,
        word: str,
        event: Event,
        base: Decimal,
        amount: Decimal,
        steps: tuple[Line, ...],
        **where: Decimal,
    ) -> Line:
        told = line(f"pay.tiers.{word}", amount, self.places, event, base=base, **where)
        return told if len(steps) < 2 else _with(told, steps)


def _with(told: Line, steps: tuple[Line, ...]) -> Line:
    return Line(told.id, told.amount, told.facts, told.event, told.points_to, told.due, steps)
