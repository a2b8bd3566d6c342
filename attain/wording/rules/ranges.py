"""Stretches of a scale, curves and stairs in words."""

from collections.abc import Sequence
from decimal import Decimal

from attain.engine.scoring.curve import Curve, Point
from attain.wording.rules.teller import Teller


def stretch(
    teller: Teller, low: str = "", high: str = "", *, above: bool = False, through: bool = False
) -> str:
    """From €100,000, below €250,000. above: the low end itself is out; through: the high end is in."""
    if not low and not high:
        return teller.wording.say("rules.range.any")
    return teller.wording.say(
        "rules.range",
        at="" if above else low,
        over=low if above else "",
        below="" if through else high,
        through=high if through else "",
        both=bool(low and high),
    )


def picture(
    curve: Curve | None, steps: Curve | None, beyond: str, units: Sequence[str], teller: Teller
) -> str:
    """Where a curve or stairs lead. units: of what is read, and of what it is read to."""
    points = (steps or curve or Curve(())).points
    told = teller.wording.say("rules.points.between").join(_point(each, units, teller) for each in points)
    how = "stairs" if steps is not None else beyond
    return teller.wording.say(f"rules.picture.{how}", points=told)


def _point(point: Point, units: Sequence[str], teller: Teller) -> str:
    kind = "above" if point.above else "at"
    jump = "jump_" if point.below != point.at else ""
    values = {"x": (point.x, 0), "y": (point.at, 1), "below": (point.below, 1)}
    told = {name: teller.figure(value, units[which]) for name, (value, which) in values.items()}
    return teller.wording.say(f"rules.point.{jump}{kind}", **told)


def step(decimals: int, teller: Teller) -> str:
    """What is rounded to: 0.01 for two decimals, 100 for minus two."""
    return teller.figure(Decimal(1).scaleb(-decimals))
