"""Curves and stairs: from a KPI to points, or from points to a part of a target."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator

from attain.engine.declare import number


@dataclass(frozen=True, slots=True)
class Point:
    """A corner of a curve. `below` is reached from the left, `at` holds at x and to its right."""

    x: Decimal
    below: Decimal
    at: Decimal


@dataclass(frozen=True, slots=True)
class Curve:
    """Points in ascending x; straight between them, flat outside unless extended."""

    points: tuple[Point, ...]

    def straight(self, x: Decimal, beyond: str = "flat") -> "Reading":
        """Read the curve at x, straight between the points; outside "flat" or "extend" the end segments."""
        xs = [p.x for p in self.points]
        at = bisect_right(xs, x)
        if at and (self.points[at - 1].x == x or (at == len(xs) and beyond == "flat")):
            here = self.points[at - 1]
            return Reading(here.at, here, None)
        if at == 0 and (beyond == "flat" or len(xs) == 1):
            return Reading(self.points[0].below, None, self.points[0])
        left = min(max(at - 1, 0), len(xs) - 2) if len(xs) > 1 else 0
        if len(xs) == 1:
            return Reading(self.points[0].at, self.points[0], None)
        low, high = self.points[left], self.points[left + 1]
        # Beyond an end that jumps, the outer value goes on; inside, the segment runs from `at` to `below`.
        x0, y0 = (low.x, low.below) if at == 0 else (high.x, high.at) if at == len(xs) else (low.x, low.at)
        y = y0 + (x - x0) * (high.below - low.at) / (high.x - low.x)
        return Reading(y, low, high)

    def stairs(self, x: Decimal) -> "Reading":
        """Read the curve at x as stairs: a point's value holds from its x to the next."""
        at = bisect_right([p.x for p in self.points], x)
        low = self.points[at - 1] if at else None
        high = self.points[at] if at < len(self.points) else None
        return Reading(low.at if low else self.points[0].below, low, high)


@dataclass(frozen=True, slots=True)
class Reading:
    """A value read off a curve, with the points it lies between (None beyond an end)."""

    value: Decimal
    low: Point | None
    high: Point | None


def curve(value: Any) -> Curve:
    """A curve from a rulebook mapping: {80%: 0, 100%: [90, 100], 120%: 120}."""
    if isinstance(value, Curve):
        return value
    if not isinstance(value, Mapping) or not value:
        raise ValueError("fault.curve")
    points = {}
    for x, y in value.items():
        pair = y if isinstance(y, (list, tuple)) else (y, y)
        if len(pair) != 2:
            raise ValueError("fault.curve.pair")
        at = number(x)
        if at in points:
            raise ValueError(f"fault.curve.twice {x}")
        points[at] = Point(at, number(pair[0]), number(pair[1]))
    return Curve(tuple(points[x] for x in sorted(points)))


CurveField = Annotated[Curve, BeforeValidator(curve)]
