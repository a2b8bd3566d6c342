"""The shape `curve`: a target sum times a factor read off a curve or stairs."""

from decimal import Decimal
from typing import Any, ClassVar, Literal

from pydantic import Field, model_validator

from attain.engine.formulas import Expression
from attain.engine.made import made
from attain.engine.money import rounded
from attain.engine.pay.component import Component, Computed, Note, Notes, Prorate, number_of
from attain.engine.pay.refused import refused
from attain.engine.pay.scope import Line, PayScope, Told, UnitsOf
from attain.engine.scoring.curve import CurveField, Reading


class CurvePay(Component):
    """Pays a target sum times a factor that a score or an attainment reads off a picture.

    target: the sum at 100 %. of: what is read (a scorecard, a KPI, any formula).
    curve: points, straight between them; a point may be a pair [just below, at] where it jumps.
    steps: stairs instead: each value holds from its point to the next.
    A point `above 105%` holds only beyond 105 %, which itself still belongs to what is before (on a
        curve such a point is a pair).
    beyond: outside the points "flat" (default: the end values hold) or "extend" (the end segments go on).
    """

    shape: Literal["curve"] = "curve"
    prorate: Prorate | None = Field(default_factory=Prorate)
    target: Expression
    of: Expression
    curve: CurveField | None = None
    steps: CurveField | None = None
    beyond: Literal["flat", "extend"] = "flat"

    line_ids: ClassVar = ("pay.curve.read", "pay.curve.step")
    example: ClassVar = """\
component: kpi_bonus
shape: curve
target: 3000.00
of: account_manager_month
curve: {60: 0%, 80: 50%, 100: 100%, 120: 150%}
"""
    worked: ClassVar = (
        "90 points lie halfway between 80 (50 %) and 100 (100 %), so 75 %: 3 000.00 × 75 % = 2 250.00"
    )

    @model_validator(mode="after")
    def _one_picture(self) -> "CurvePay":
        if (self.curve is None) == (self.steps is None):
            raise refused("fault.curve_pay.picture", component=self.component)
        if self.steps is not None and self.beyond == "extend":
            raise refused("fault.curve_pay.steps_extend", ("beyond",), component=self.component)
        return self

    def compute(self, scope: PayScope) -> Computed:
        x, target = number_of(scope, self.of), number_of(scope, self.target)
        stairs = self.steps is not None
        reading = self.steps.stairs(x) if stairs else self.curve.straight(x, self.beyond)
        id = "pay.curve.step" if stairs else "pay.curve.read"
        amount = rounded(target * reading.value, self.places(scope))
        units = scope.units
        read = Told({}, lambda: {**self._read(x, target, reading, units), "amount": amount})
        facts = Told(
            {}, lambda: self._read(x, target, reading, units) | self._next(x, target, reading), ("base",)
        )
        notes = Notes(lambda: self._notes(self._next(x, target, reading), units))
        told = made(Line, (id, amount, read, "", "", None, ()))
        return made(Computed, ((told,), facts, notes))

    def _read(self, x: Decimal, target: Decimal, reading: Reading, units: UnitsOf) -> dict[str, Any]:
        told = {"x": x, "x_unit": units(self.of), "target": target, "factor": reading.value}
        return {**told, "of": self.of.text, **_between(reading)}

    def _notes(self, above: dict[str, Any], units: UnitsOf) -> tuple[Note, ...]:
        return (Note("pay.curve.next", above | {"x_unit": units(self.of)}),) if above.get("to_next") else ()

    def _next(self, x: Decimal, target: Decimal, reading: Reading) -> dict[str, Any]:
        """How far the next point that pays more is, and how much more; without one, the next point."""
        picture = self.steps or self.curve
        above = picture.next(x, reading.value)
        if above is None:
            return {}
        return {
            "next_at": above.x,
            "to_next": above.x - x,
            "next_factor": above.at,
            "next_worth": target * (above.at - reading.value),
        }


def _between(reading: Reading) -> dict[str, Decimal | None]:
    """The points that the reading lies between."""
    low, high = reading.low, reading.high
    return {
        "low": low.x if low else None,
        "low_factor": low.at if low else None,
        "high": high.x if high else None,
        "high_factor": high.below if high else None,
    }
