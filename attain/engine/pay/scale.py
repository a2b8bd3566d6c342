"""A scale of tiers: what a place on it earns. Pure arithmetic, exact, not rounded."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from attain.engine.made import made

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Step:
    """One tier, [low, high), or [low, high] where inclusive; high None = open.

    figure: its rate or its amount.
    """

    number: int
    low: Decimal
    high: Decimal | None
    figure: Decimal
    inclusive: bool = False

    def holds(self, x: Decimal) -> bool:
        """Whether x, which is not below the tier, lies in it."""
        return self.high is None or x < self.high or (self.inclusive and x == self.high)


class Part(NamedTuple):
    """What one tier gives: how much of the scale was covered in it, and the money."""

    step: Step
    covered: Decimal
    base: Decimal
    money: Decimal


@dataclass(frozen=True, slots=True)
class Scale:
    """Tiers in ascending order.

    pays: "rate" (of the base) or "amount" (a sum a tier).
    apply: "slice", "whole" or "prorated", see the shape `tiers`.
    from_start: whether the place exactly at the first bound belongs to the first tier (`from:` was written);
        otherwise a base of zero earns no amount.
    in_percent: whether the rates read as percents and not as sums a piece.
    """

    steps: tuple[Step, ...]
    pays: Literal["rate", "amount"]
    apply: Literal["slice", "whole", "prorated"]
    from_start: bool = False
    in_percent: bool = True

    def reached(self, x: Decimal) -> Step | None:
        """The tier in which x lies; None before the first and beyond the last. Below zero the first holds."""
        if x < self.steps[0].low and (self.steps[0].low > 0 or self.pays == "amount"):
            return None
        return next((step for step in self.steps if step.holds(x)), None)

    def after(self, step: Step | None) -> Step | None:
        """The tier above; the first one for a place before it."""
        at = step.number if step else 0
        return self.steps[at] if at < len(self.steps) else None

    def parts(self, x: Decimal, base: Decimal | None = None) -> list[Part]:
        """What each tier gives for the place x; `base` is what rates multiply (x itself where None)."""
        if self.pays == "amount":
            return {"slice": self._full, "whole": self._whole_amount, "prorated": self._prorated_amounts}[
                self.apply
            ](x)
        own = x if base is None else base
        if self.apply == "slice":
            return self._slices(x, own)
        return self._whole_rate(x, own) if self.apply == "whole" else self._blend(x, own)

    def worth(self, x: Decimal, base: Decimal | None = None) -> Decimal:
        """Σ of the parts: the function f of the scale."""
        return sum((part.money for part in self.parts(x, base)), ZERO)

    def worth_in(self, step: Step, x: Decimal, base: Decimal | None = None) -> Decimal:
        """What x = the bound below `step` would earn if it counted as inside it already."""
        if self.apply != "whole":
            return self.worth(x, base)
        return step.figure if self.pays == "amount" else step.figure * (x if base is None else base)

    # -- rates ------------------------------------------------------------------------

    def _slices(self, x: Decimal, base: Decimal) -> list[Part]:
        if x == 0 and base:
            return self._whole_rate(x, base)
        covered = [(step, _overlap(self._low(step), step.high, x)) for step in self.steps]
        # Divided last, and not at all where the base is the place, so that each part is exact.
        return [
            made(Part, (step, part, (own := part if base == x else base * part / x), own * step.figure))
            for step, part in covered
            if part
        ]

    def _whole_rate(self, x: Decimal, base: Decimal) -> list[Part]:
        step = self.reached(x)
        return [Part(step, x - step.low, base, base * step.figure)] if step else []

    def _blend(self, x: Decimal, base: Decimal) -> list[Part]:
        """The blended rate builds up pro rata and multiplies the base; below zero the first rate holds."""
        first = self.steps[0]
        if x < first.low:
            return [Part(first, ZERO, base, base * first.figure)] if first.low <= 0 else []
        parts = []
        for step, covered in self._passed(x):
            width = step.high - step.low
            parts.append(Part(step, covered, base, base * step.figure * covered / width))
        return parts

    # -- amounts ----------------------------------------------------------------------

    def _full(self, x: Decimal) -> list[Part]:
        reached = (step for step in self.steps if step.high is not None and x >= step.high)
        return [Part(step, step.high - step.low, ZERO, step.figure) for step in reached]

    def _whole_amount(self, x: Decimal) -> list[Part]:
        step = self.reached(x)
        if step is None or (x == self.steps[0].low and not self.from_start):
            return []
        return [Part(step, x - step.low, ZERO, step.figure)]

    def _prorated_amounts(self, x: Decimal) -> list[Part]:
        first = self.steps[0]
        if x < first.low <= 0:
            return [
                Part(first, x - first.low, ZERO, first.figure * (x - first.low) / (first.high - first.low))
            ]
        return [
            Part(step, covered, ZERO, step.figure * covered / (step.high - step.low))
            for step, covered in self._passed(x)
        ]

    # -- lengths ----------------------------------------------------------------------

    def _low(self, step: Step) -> Decimal | None:
        """The lower end of a tier; the first has none where it starts at zero or below."""
        return None if step.number == 1 and step.low <= 0 else step.low

    def _passed(self, x: Decimal) -> list[tuple[Step, Decimal]]:
        """The closed tiers above whose lower end x lies, with how much of each is covered."""
        closed = ((step, min(x, step.high) - step.low) for step in self.steps if step.high is not None)
        return [(step, covered) for step, covered in closed if covered > 0]


def _overlap(low: Decimal | None, high: Decimal | None, x: Decimal) -> Decimal:
    """The signed length of [0, x] inside [low, high): ∫ of the tier's indicator from 0 to x."""
    start, end = (x, ZERO) if x < ZERO else (ZERO, x)
    if low is not None and low > start:
        start = low
    if high is not None and high < end:
        end = high
    if end <= start:
        return ZERO
    return start - end if x < ZERO else end - start
