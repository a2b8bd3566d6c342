"""Curves, stairs and tiers as drawings: where their points stand in a frame, the old one beside the new.

The page's own script (rule_form.js) draws the same from what is typed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from attain.rulebook.editing import Cells
from attain.rulebook.numbers import is_number, value_of

#: The frame inside a drawing of 320 × 170.
LEFT, TOP, RIGHT, BOTTOM = Decimal(44), Decimal(12), Decimal(308), Decimal(142)

#: How far beyond the outer points a picture goes, as a part of its width.
AIR = Decimal("0.12")

Corner = tuple[Decimal, Decimal]
Rows = Sequence[Cells]


@dataclass(frozen=True, slots=True)
class Mark:
    """A word at an axis. at: its place there."""

    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """line, past: points of a polyline ("" for none). form: "curve", "steps" or "tiers"."""

    form: str
    line: str
    past: str
    across: Sequence[Mark]
    upward: Sequence[Mark]


def picture(form: str, rows: Rows, past: Rows) -> Picture | None:
    """The drawing of a table's rows; None where they are not numbers enough."""
    new, old = corners(form, rows), corners(form, past)
    known = new + old
    if len(new) < 2:
        return None
    xs, ys = [x for x, _ in known], [y for _, y in known]
    low_x, high_x = min(xs), max(xs)
    if form != "tiers":
        air = (high_x - low_x) * AIR or Decimal(1)
        low_x, high_x = low_x - air, high_x + air
    low_y, high_y = min(Decimal(0), *ys), max(ys)
    high_y = high_y if high_y > low_y else low_y + 1

    def place(corner: Corner) -> str:
        x, y = corner
        return f"{_across(x, low_x, high_x)},{_upward(y, low_y, high_y)}"

    def line(found: Sequence[Corner]) -> str:
        if not found:
            return ""
        ends = [(low_x, found[0][1]), *found, (high_x, found[-1][1])]
        return " ".join(place(each) for each in ends)

    return Picture(
        form,
        line(new),
        line(old) if old != new else "",
        [Mark(_across(x, low_x, high_x), text) for x, text in _words(form, rows, "x")],
        [Mark(_upward(y, low_y, high_y), text) for y, text in _words(form, rows, "y")],
    )


def corners(form: str, rows: Rows) -> list[Corner]:
    """Where the line turns: of points straight between them, of stairs and tiers in steps."""
    if form == "tiers":
        return _tiers(rows)
    points = []
    for row in rows:
        x, y = row.get("x", "").removeprefix("above "), row.get("y", "")
        if is_number(x) and is_number(y):
            below = row.get("below", "")
            points.append((value_of(x), value_of(below) if is_number(below) else None, value_of(y)))
    found: list[Corner] = []
    for x, below, y in sorted(points, key=lambda each: each[0]):
        if form == "steps" and found:
            found.append((x, found[-1][1]))
        if below is not None:
            found.append((x, below))
        found.append((x, y))
    return found


def _tiers(rows: Rows) -> list[Corner]:
    """The rate of each tier over its stretch; the open one is as long as a third of what is before it."""
    found: list[Corner] = []
    low = Decimal(0)
    for row in rows:
        rate, end = row.get("rate", "") or row.get("amount", ""), row.get("to", "") or row.get("through", "")
        if not is_number(rate):
            return []
        if end and not is_number(end):
            return []
        high = value_of(end) if end else low + (low / 3 or Decimal(1))
        found += [(low, value_of(rate)), (high, value_of(rate))]
        low = high
    return found


def _words(form: str, rows: Rows, axis: str) -> list[tuple[Decimal, str]]:
    """What stands at an axis: the figures as they are typed, each once, not closer than can be read."""
    columns = (
        {"x": ("x",), "y": ("y",)} if form != "tiers" else {"x": ("to", "through"), "y": ("rate", "amount")}
    )
    found = {}
    for row in rows:
        for column in columns[axis]:
            text = row.get(column, "").removeprefix("above ")
            if is_number(text):
                found[value_of(text)] = text
    return sorted(found.items())


def _across(x: Decimal, low: Decimal, high: Decimal) -> str:
    return _figure(LEFT + (x - low) / (high - low) * (RIGHT - LEFT))


def _upward(y: Decimal, low: Decimal, high: Decimal) -> str:
    return _figure(BOTTOM - (y - low) / (high - low) * (BOTTOM - TOP))


def _figure(value: Decimal) -> str:
    return f"{value:.1f}"


def thinned(marks: Sequence[Mark], apart: int) -> list[Mark]:
    """Marks that are far enough from one another to be read; the outer ones first."""
    kept: list[Mark] = []
    for mark in [*marks[:1], *marks[-1:], *marks[1:-1]]:
        if all(abs(Decimal(mark.at) - Decimal(other.at)) >= apart for other in kept):
            kept.append(mark)
    return sorted(kept, key=lambda each: Decimal(each.at))
