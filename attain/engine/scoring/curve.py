"""Curves and stairs: from a KPI to points, or from points to a part of a target."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, NamedTuple

from pydantic import BeforeValidator

from attain.engine.declare import number
from attain.engine.made import made
from attain.engine.money import CONTEXT


@dataclass(frozen=True, slots=True)
class Point:
    """A corner of a curve. `below` is reached from the left, `at` holds at x and to its right.

    above: `at` holds only to the right of x, and x itself still belongs to the left.
    """

    x: Decimal
    below: Decimal
    at: Decimal
    above: bool = False

    @property
    def place(self) -> tuple[Decimal, bool]:
        """Where it stands: a point above x comes after x itself."""
        return self.x, self.above


@dataclass(frozen=True, slots=True)
class Curve:
    """Points in ascending x; straight between them, flat outside unless extended."""

    points: tuple[Point, ...]
    #: Where the points stand, to be found among; plain numbers where all hold from their x on.
    places: tuple[Any, ...] = field(init=False, compare=False, repr=False)
    plain: bool = field(init=False, compare=False, repr=False)
    #: What stairs come to, by how many points are reached, and what is read at a point or beyond the last:
    #: the same for everybody.
    levels: tuple["Reading", ...] = field(init=False, compare=False, repr=False)
    held: tuple["Reading", ...] = field(init=False, compare=False, repr=False)
    #: From each point to the next: how far up, and how far on.
    segments: tuple[tuple[Decimal, Decimal], ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        points, minus = self.points, CONTEXT.subtract
        plain = not any(point.above for point in points)
        before = [Reading(point.below, None, point) for point in points[:1]]
        after = [Reading(low.at, low, high) for low, high in zip(points, (*points[1:], None), strict=False)]
        derived = {
            "plain": plain,
            "places": tuple(point.x if plain else point.place for point in points),
            "levels": (*before, *after),
            "held": tuple(Reading(point.at, point, None) for point in points),
            "segments": tuple(
                (minus(high.below, low.at), minus(high.x, low.x)) for low, high in pairwise(points)
            ),
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)

    def straight(self, x: Decimal, beyond: str = "flat") -> "Reading":
        """Read the curve at x, straight between the points; outside "flat" or "extend" the end segments."""
        points, at = self.points, bisect_right(self.places, x if self.plain else (x, False))
        if at:
            low = points[at - 1]
            if (low.x == x and not low.above) or (at == len(points) and beyond == "flat"):
                return self.held[at - 1]
        elif beyond == "flat":
            return self.levels[0]
        if not 0 < at < len(points):
            return self._beyond(x, *self._around(x))
        rise, run = self.segments[at - 1]
        return made(Reading, (low.at + (x - low.x) * rise / run, low, points[at]))

    def stairs(self, x: Decimal) -> "Reading":
        """Read the curve at x as stairs: a point's value holds from its x to the next."""
        return self.levels[self._reached(x)]

    def next(self, x: Decimal, over: Decimal) -> Point | None:
        """The first point that x does not reach and that is more than `over`; without one, the first."""
        following = self.points[self._reached(x) :]
        return next((point for point in following if point.at > over), following[0] if following else None)

    def _reached(self, x: Decimal) -> int:
        """How many points x reaches."""
        return bisect_right(self.places, x if self.plain else (x, False))

    def _around(self, x: Decimal) -> tuple[Point | None, Point | None]:
        """The last point that x reaches and the first that it does not."""
        points, at = self.points, self._reached(x)
        return points[at - 1] if at else None, points[at] if at < len(points) else None

    def _beyond(self, x: Decimal, low: Point | None, high: Point | None) -> "Reading":
        """An end segment goes on; beyond an end that jumps it starts from the outer value."""
        first = [point for point in self.points if point.x == self.points[0].x]
        last = [point for point in self.points if point.x == self.points[-1].x]
        if first == last:
            return Reading(low.at if low else high.below, low, high)
        if low is None:
            inner, outer = first[-1], self.points[len(first)]
            start, level = high.x, high.below
        else:
            inner, outer = self.points[-len(last) - 1], last[0]
            start, level = low.x, low.at
        slope = (outer.below - inner.at) / (outer.x - inner.x)
        return Reading(level + (x - start) * slope, inner, outer)


class Reading(NamedTuple):
    """A value read off a curve, with the points it lies between (None beyond an end)."""

    value: Decimal
    low: Point | None
    high: Point | None


#: What stands before a number where the value holds only beyond it.
ABOVE = "above "


def curve(value: Any) -> Curve:
    """A curve from a rulebook mapping: {80%: 0, 100%: [90, 100], above 120%: 120}."""
    if isinstance(value, Curve):
        return value
    if not isinstance(value, Mapping) or not value:
        raise ValueError("fault.curve")
    points = {}
    for x, y in value.items():
        pair = y if isinstance(y, (list, tuple)) else (y, y)
        if len(pair) != 2:
            raise ValueError("fault.curve.pair")
        place = _place(x)
        if place in points:
            raise ValueError(f"fault.curve.twice {x}")
        points[place] = Point(place[0], number(pair[0]), number(pair[1]), place[1])
    found = tuple(points[place] for place in sorted(points))
    if found[0].above and found[0].below == found[0].at:
        raise ValueError(f"fault.curve.first_above {found[0].x.normalize():f}")
    return Curve(found)


def _place(written: Any) -> tuple[Decimal, bool]:
    """`80%`, or `above 80%`."""
    text = written.strip() if isinstance(written, str) else written
    above = isinstance(text, str) and text.startswith(ABOVE)
    try:
        return number(text.removeprefix(ABOVE) if above else text), above
    except ValueError:
        raise ValueError(f"fault.curve.point {written}") from None


CurveField = Annotated[Curve, BeforeValidator(curve)]
