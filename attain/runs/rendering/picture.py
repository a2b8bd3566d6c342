"""Small drawings as geometry: areas, lines, dots and labels on a canvas; no colour and no markup yet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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
    """Places values on a drawing. x from low_x to high_x over the width, y from 0 to high_y over the height."""

    low_x: Decimal
    high_x: Decimal
    low_y: Decimal
    high_y: Decimal
    width: int = 340
    height: int = 132
    left: int = 12
    right: int = 12
    top: int = 24
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


#: Width that one character of a label needs, in units of the drawing.
_LETTER = Decimal("5.6")


def ticks(
    canvas: Canvas, values: Sequence[tuple[Decimal, str]], y: Decimal, look: str = "tick"
) -> list[Label]:
    """Labels along a line, each where it belongs, but none over another; the earlier in the list wins."""
    taken: list[tuple[Decimal, Decimal]] = []
    found = []
    for value, text in values:
        wide = _wide(text)
        middle = min(max(canvas.x(value), wide / 2 + 1), canvas.width - wide / 2 - 1)
        start, end = middle - wide / 2, middle + wide / 2
        if all(end < low or start > high for low, high in taken):
            taken.append((start - 4, end + 4))
            found.append(Label(look, at(middle), at(y), "middle", text))
    return found


def _wide(text: str) -> Decimal:
    return sum((_LETTER * 2 if ord(letter) > 0x2E80 else _LETTER for letter in text), Decimal(0))
