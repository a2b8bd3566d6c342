"""The shape `rate`: base × rate."""

from decimal import Decimal
from typing import ClassVar, Literal

from attain.engine.formulas import Expression
from attain.engine.pay.component import Component, Computed, line, number_of
from attain.engine.pay.events import events_of
from attain.engine.pay.figure import looks_like_percent
from attain.engine.pay.scope import Event, Line, PayScope


class Rate(Component):
    """Pays a part of a base, or a sum for each piece of it.

    base: what is multiplied. rate: by what ("2%" of money, 5.00 a piece).
    per: "period" (default): the period's base at one rate, one line; "event": each fact of the base's measure
        at the rate that holds for its attributes on its credit date, one line a fact. A return is a fact of
        negative value: it takes back at its rate and its line points to the original.
    """

    shape: Literal["rate"] = "rate"
    base: Expression
    rate: Expression
    per: Literal["period", "event"] = "period"

    line_ids: ClassVar = tuple(
        f"pay.rate.{what}{how}" for what in ("product", "event", "taken_back") for how in ("", "_each")
    )
    example: ClassVar = """\
component: margin_share
shape: rate
base: margin
rate: 2%
"""
    worked: ClassVar = "margin 48 250.00 × 2 % = 965.00"

    @property
    def by_event(self) -> bool:
        return self.per == "event"

    def compute(self, scope: PayScope) -> Computed:
        if self.per == "event":
            return self._each_event(scope)
        found = self._line(scope, scope)
        return Computed((found,), {"base": found.facts["base"], "rate": found.facts["rate"]})

    def _each_event(self, scope: PayScope) -> Computed:
        lines = tuple(self._line(inner, scope, event) for event, inner in events_of(scope, self.base))
        return Computed(lines, {"base": sum((x.facts["base"] for x in lines), Decimal(0))})

    def _line(self, scope: PayScope, outer: PayScope, event: Event | None = None) -> Line:
        base, rate = number_of(scope, self.base), number_of(scope, self.rate)
        what = "product" if event is None else "taken_back" if event.reverses else "event"
        how = "" if looks_like_percent(self.rate, rate) else "_each"
        id = f"pay.rate.{what}{how}"
        return line(id, base * rate, self.places(outer), event, base=base, rate=rate)
