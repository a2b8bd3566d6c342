"""Where the points of small drawings stand. Coordinates are texts with one decimal."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True)
class Spark:
    """A trend: runs of known values as polylines, and the last point."""

    lines: tuple[str, ...]
    x: str
    y: str


@dataclass(frozen=True)
class Scale:
    """From values to coordinates: `low` stands at `start`, `high` at `end`."""

    low: Decimal
    high: Decimal
    start: Decimal
    end: Decimal

    def at(self, value: Decimal) -> Decimal:
        spread = self.high - self.low
        part = (value - self.low) / spread if spread else Decimal("0.5")
        return self.start + min(max(part, ZERO), Decimal(1)) * (self.end - self.start)


def spark(values: Sequence[Decimal | None], width: int = 48, height: int = 14) -> Spark | None:
    """A trend over periods; None for fewer than two known values. The scale is the drawing's own."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return None
    scale = Scale(min(known), max(known), Decimal(height - 2), Decimal(2))
    return _drawn(values, scale, Decimal(width - 4), Decimal(2))


def trend(values: Sequence[Decimal | None], scale: Scale, left: int, right: int) -> Spark | None:
    """The same on a scale shared with other drawings; one known value is a point."""
    if all(value is None for value in values):
        return None
    return _drawn(values, scale, Decimal(right - left), Decimal(left))


def _drawn(values: Sequence[Decimal | None], scale: Scale, width: Decimal, left: Decimal) -> Spark:
    step = width / max(len(values) - 1, 1)
    points = [
        None if value is None else (left + step * at, scale.at(value)) for at, value in enumerate(values)
    ]
    lines, run = [], []
    for point in [*points, None]:
        if point is not None:
            run.append(f"{written(point[0])},{written(point[1])}")
        elif run:
            lines.append(" ".join(run))
            run = []
    x, y = next(point for point in reversed(points) if point is not None)
    return Spark(tuple(line for line in lines if " " in line), written(x), written(y))


def written(value: Decimal) -> str:
    return f"{value:.1f}"
