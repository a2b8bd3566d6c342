"""The shape `tiers`: a rate or an amount by how far a base comes on a scale."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property, partial
from typing import Annotated, Any, ClassVar, Literal

from pydantic import model_validator

from attain.engine.formulas import Expression
from attain.engine.made import made
from attain.engine.pay.component import Component, Computed, Note, Notes, line, number_of
from attain.engine.pay.refused import NotEmpty, refused
from attain.engine.pay.scale import Scale
from attain.engine.pay.scope import Line, PayScope, Told, UnitsOf
from attain.engine.pay.tier import Tier, check_tiers, literal, scale_of
from attain.engine.pay.tier_events import event_lines
from attain.engine.pay.tier_lines import next_tier, part_line, standing


class Tiers(Component):
    """Pays by tier.

    base: what rates multiply, and what places on the scale.
    by: another formula that places on the scale.
    tiers: ascending, each to an end (`to:` exclusive, `through:` inclusive), with a `rate` or an `amount`.
    apply: "slice" (default): each slice of the base at the rate of the tier it lies in; of amounts, those of
        all tiers that were passed in full.
        "whole": the rate of the tier reached on the whole base, or that tier's amount; nothing before the
        first tier or beyond a last one that ends.
        "prorated": amounts are earned pro rata inside their tier; rates add up pro rata to one blended rate
        on the whole base.
    per: "period" (default) or "event": each fact through the table on its own.
    accumulate: true (with per: event) lets facts climb the scale one after the other, by date and key.
    to_date: "quarter" or "year": the base runs from its start, and what was paid before is taken off: in
        earlier periods, and in earlier spells of somebody who changed within this one.

    Below zero the first tier's rate holds where it starts at zero, and so does the pro rata of its amount; a
    base of zero earns no amount (unless `from: 0` is written).
    A fact on its own (per: event) is paid back exactly as it was paid: f(−x) = −f(x).
    With `by` and slices, the base is divided in the proportions in which `by` fills the tiers.
    """

    shape: Literal["tiers"] = "tiers"
    base: Expression
    by: Expression | None = None
    tiers: Annotated[tuple[Tier, ...], NotEmpty]
    apply: Literal["slice", "whole", "prorated"] = "slice"
    per: Literal["period", "event"] = "period"
    accumulate: bool = False
    to_date: Literal["quarter", "year"] | None = None

    line_ids: ClassVar = (
        *(f"pay.tiers.{word}" for word in ("slice", "slice_open", "portion", "whole")),
        *(f"pay.tiers.{word}_each" for word in ("slice", "slice_open", "portion", "whole")),
        *(f"pay.tiers.{word}" for word in ("blend", "full", "reached", "part")),
        *(f"pay.tiers.{cycle}_before" for cycle in ("quarter", "year")),
        *(f"pay.tiers.{word}" for word in ("event", "climbed", "taken_back")),
    )
    example: ClassVar = """\
component: commission
shape: tiers
base: sales_amount
apply: slice
tiers:
  - {to: 100000, rate: 1%}
  - {to: 250000, rate: 1.5%}
  - {rate: 2%}
"""
    worked: ClassVar = (
        "sales of 300 000: 100 000 × 1 % + 150 000 × 1.5 % + 50 000 × 2 % = 1 000 + 2 250 + 1 000 = 4 250"
    )

    @model_validator(mode="after")
    def _scale(self) -> "Tiers":
        check_tiers(self.tiers, self.apply)
        if self.accumulate and self.per != "event":
            raise refused("fault.tiers.accumulate", ("accumulate",), component=self.component)
        if self.accumulate and self.by is not None:
            raise refused("fault.tiers.accumulate_by", ("by",), component=self.component, by=self.by.text)
        if self.to_date and self.per == "event" and not self.accumulate:
            raise refused("fault.tiers.to_date_event", ("to_date",), component=self.component)
        if self.to_date and self.prorate:
            raise refused("fault.tiers.to_date_prorate", ("prorate",), component=self.component)
        return self

    @property
    def by_event(self) -> bool:
        return self.per == "event"

    def compute(self, scope: PayScope) -> Computed:
        scale = self._scale_for(scope)
        before = scope.to_date(self.component, self.to_date) if self.to_date else None
        if self.per == "event":
            start = before.base if before else Decimal(0)
            return event_lines(self, scale, scope, start)
        now = number_of(scope, self.base)
        base = now + (before.base if before else 0)
        by = None if self.by is None else number_of(scope, self.by)
        place = base if by is None else by
        parts, places = scale.parts(place, base), self.places(scope)
        unit = partial(self.unit, scope.units)
        lines = [part_line(scale, part, place, base, by, places, unit) for part in parts]
        if before and before.paid:
            lines.append(self._paid_before(before.paid, scope))
        facts = Told(
            {"base": now, "total": base},
            lambda: {**standing(scale, place, base, by, parts), "place_unit": unit()},
        )
        paid = bool(lines)
        notes = Notes(lambda: self._notes(scale, place, facts, paid))
        return made(Computed, (tuple(lines), facts, notes))

    def unit(self, units: UnitsOf) -> str:
        """The unit of the scale: of what places on it. Sums stand bare, as in the arithmetic beside them."""
        found = units(self.base if self.by is None else self.by)
        return "number" if found == "money" else found

    def _notes(self, scale: Scale, place: Decimal, facts: Mapping[str, Any], paid: bool) -> tuple[Note, ...]:
        nothing = () if paid else (self._nothing(scale, place, facts["place_unit"]),)
        return (*nothing, *next_tier(facts))

    def _scale_for(self, scope: PayScope) -> Scale:
        return scale_of(self.tiers, self.apply, scope) if self.everyones is None else self.everyones

    @cached_property
    def everyones(self) -> Scale | None:
        """The scale that holds for everyone; None where params make it differ."""
        return scale_of(self.tiers, self.apply, None) if literal(self.tiers) else None

    def _paid_before(self, paid: Decimal, scope: PayScope) -> Line:
        return line(f"pay.tiers.{self.to_date}_before", -paid, self.places(scope), paid=paid)

    def _nothing(self, scale: Scale, place: Decimal, unit: str) -> Note:
        """Why a place on the scale earns nothing."""
        last = scale.steps[-1].high
        if self.apply == "whole" and last is not None and place >= last:
            return Note("pay.none.beyond", {"place": place, "high": last, "place_unit": unit})
        if place < scale.steps[0].low:
            return Note("pay.none.below", {"place": place, "low": scale.steps[0].low, "place_unit": unit})
        return Note("pay.none.tier", {"place": place, "place_unit": unit})
