"""Small drawings as geometry: areas, lines, dots and labels on a canvas; no colour and no markup yet."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from attain.engine.money import rounded

Point = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Area:
    """A filled shape. look: "filled" (reached), "plain" (not reached). points: "x,y x,y …"."""

    look: str
    points: str


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points. look: "curve", "axis", "guide" (to my point), "ahead" (to the next step)."""

    look: str
    points: str


@dataclass(frozen=True, slots=True)
class Dot:
    """look: "here" or "next"."""

    look: str
    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Label:
    """look: "tick", "value", "here". anchor: start, middle, end."""

    look: str
    x: str
    y: str
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing of width × height units. said: the drawing in a sentence, for who can't see it."""

    width: int
    height: int
    said: str
    areas: tuple[Area, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    dots: tuple[Dot, ...] = ()
    labels: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """A bullet bar in percent of its length: how far it is filled, and where 100 is marked."""

    filled: str
    mark: str


def bar(value: Decimal, most: Decimal) -> Bar:
    """The bar of a score on a scale from 0 to `most`, which is at least 100."""
    scale = max(most, Decimal(100))
    part = min(max(value, Decimal(0)), scale) * 100 / scale
    return Bar(at(part), at(Decimal(10000) / scale))


def at(value: Decimal) -> str:
    """A coordinate as written in a drawing: one decimal."""
    return f"{rounded(value, 1):f}"


def path(points: Iterable[Point]) -> str:
    return " ".join(f"{at(x)},{at(y)}" for x, y in points)


@dataclass(frozen=True, slots=True)
class Canvas:
    """Places values on a drawing: low_x to high_x over its width, low_y to high_y over its height."""

    low_x: Decimal
    high_x: Decimal
    low_y: Decimal
    high_y: Decimal
    width: int = 340
    height: int = 132
    left: int = 12
    right: int = 12
    top: int = 34
    bottom: int = 20

    @property
    def floor(self) -> Decimal:
        """The y coordinate of the axis."""
        return Decimal(self.height - self.bottom)

    def x(self, value: Decimal) -> Decimal:
        span = self.high_x - self.low_x
        part = (value - self.low_x) / span if span else Decimal(0)
        return self.left + min(max(part, Decimal(0)), Decimal(1)) * (self.width - self.left - self.right)

    def y(self, value: Decimal) -> Decimal:
        span = self.high_y - self.low_y
        part = (value - self.low_y) / span if span else Decimal(0)
        room = self.height - self.top - self.bottom
        return self.floor - min(max(part, Decimal(0)), Decimal(1)) * room

    def spot(self, x: Decimal, y: Decimal) -> Point:
        return self.x(x), self.y(y)

    def axis(self) -> Stroke:
        ends = [(Decimal(self.left), self.floor), (Decimal(self.width - self.right), self.floor)]
        return Stroke("axis", path(ends))


#: What one character of a label needs, in units of the drawing: wide, and high.
_LETTER, _HIGH = Decimal("5.8"), 12


def apart(labels: Iterable[Label], width: int) -> list[Label]:
    """The labels moved inside the drawing; one that would lie over an earlier one is left out."""
    taken: list[tuple[Decimal, Decimal, Decimal]] = []
    found = []
    for label in labels:
        half, y = _wide(label.text) / 2, Decimal(label.y)
        x = min(max(Decimal(label.x), half + 1), width - half - 1)
        if all(x + half < a or x - half > b or abs(y - other) > _HIGH for a, b, other in taken):
            taken.append((x - half - 3, x + half + 3, y))
            found.append(replace(label, x=at(x)))
    return found


def _wide(text: str) -> Decimal:
    return sum((_LETTER * 2 if ord(letter) > 0x2E80 else _LETTER for letter in text), Decimal(0))
