"""What is told of a place on a scale: a line for each tier, and where the person stands."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from attain.engine.made import made
from attain.engine.money import rounded
from attain.engine.pay.component import Note
from attain.engine.pay.scale import Part, Scale
from attain.engine.pay.scope import Line, Told


def part_line(
    scale: Scale,
    part: Part,
    place: Decimal,
    base: Decimal,
    by: Decimal | None,
    places: int,
    unit: Callable[[], str],
) -> Line:
    """The line of one tier. contribution: what the tier adds to the blended rate of the whole base.

    unit: tells the unit of the scale.
    """
    amount, id = rounded(part.money, places), _how(scale, part, place, by)
    told = Told({}, lambda: _part_facts(scale, part, place, base, amount) | {"place_unit": unit()})
    return made(Line, (f"pay.tiers.{id}", amount, told, "", "", None, ()))


def _part_facts(scale: Scale, part: Part, place: Decimal, base: Decimal, amount: Decimal) -> dict[str, Any]:
    """The figures of one tier's line."""
    step = part.step
    width = {} if step.high is None else {"width": step.high - step.low}
    facts: dict[str, Any] = {"tier": step.number, "low": step.low, "high": step.high, "covered": part.covered}
    if scale.pays == "amount":
        return {**facts, "sum": step.figure, "place": place, **width, "amount": amount}
    facts |= {"rate": step.figure, "base": base, "portion": part.base, "place": place}
    facts["contribution"] = part.money / base if base else Decimal(0)
    blends = scale.apply == "prorated" and part.covered
    return {**(width if blends else {}), **facts, "amount": amount}


def _how(scale: Scale, part: Part, place: Decimal, by: Decimal | None) -> str:
    """Which arithmetic the line of a tier tells."""
    if scale.pays == "amount":
        return {"slice": "full", "whole": "reached", "prorated": "part"}[scale.apply]
    if scale.apply == "prorated" and part.step.high is not None and part.covered:
        return "blend"
    each = "" if scale.in_percent else "_each"
    if scale.apply != "slice" or not place:
        return f"whole{each}"
    if by is not None and part.base != part.covered:
        return f"portion{each}"
    return f"slice{each}" if part.step.high is not None else f"slice_open{each}"


def standing(
    scale: Scale, place: Decimal, base: Decimal, by: Decimal | None, parts: Sequence[Part]
) -> Mapping[str, Any]:
    """Which tier is reached, at which (blended) rate, and how far the next one is and what it is worth.

    next_worth: how much more the next tier's bound would earn, the base growing with the place unless
    another formula places on the scale. parts: what the place earns.
    """
    worth = sum([part.money for part in parts], Decimal(0))
    reached = scale.reached(place)
    facts: dict[str, Any] = {"tier": reached.number if reached else 0, "place": place}
    if scale.pays == "rate":
        facts["rate"] = worth / base if base else (reached.figure if reached else Decimal(0))
    if reached is None and place >= scale.steps[0].low:
        return facts
    after = scale.after(reached)
    if after is not None:
        there = base if by is not None else after.low
        facts |= {
            "next_tier": after.number,
            "next_at": after.low,
            "to_next": after.low - place,
            "next_figure": after.figure,
            "next_worth": scale.worth_in(after, after.low, there) - worth,
        }
    return facts


def next_tier(facts: Mapping[str, Any]) -> tuple[Note, ...]:
    """How far the next tier is, to be told; nothing on the highest.

    Where its bound alone brings nothing, its rate is told instead: it pays for what goes beyond.
    """
    if "next_at" not in facts:
        return ()
    told = {name: facts[name] for name in ("next_tier", *NEXT)}
    if not facts["next_worth"] and "rate" in facts:
        told["next_rate"] = facts["next_figure"]
    return (Note("pay.tiers.next", told),)


NEXT = ("next_at", "to_next", "next_worth", "place_unit")
