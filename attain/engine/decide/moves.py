"""Modifiers move a name's place: to another period, a team, a unit, the company. The period's own facts."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from attain.engine.decide.place import Place
from attain.engine.decide.subject import company_subject, unit_subject
from attain.engine.period import Calendar


def moved(place: Place, modifiers: tuple[str, ...], calendar: Calendar) -> tuple[Place, bool]:
    """Where modifiers, outermost first, lead from a place; and whether a target is asked for.

    A unit is its own team, and the company its own team and unit.
    """
    if modifiers:
        origin = place.origin or place.subject.id
        place = replace(place, origin=origin, moved=(*place.moved, *modifiers))
    for modifier in modifiers:
        place = _moved(place, modifier, calendar)
    return place, "target" in modifiers


def _moved(place: Place, modifier: str, calendar: Calendar) -> Place:
    kind = place.subject.kind
    match modifier:
        case "previous":
            return replace(place, period=calendar.before(place.period))
        case "same_period_last_year":
            return replace(place, period=calendar.year_before(place.period))
        case "team" if kind == "person":
            return replace(place, level="team")
        case "unit" if kind != "company":
            return replace(place, subject=unit_subject(place.subject.unit), level="")
        case "company":
            return replace(place, subject=company_subject(), level="")
    return place


def period_fact(place: Place, name: str, calendar: Calendar) -> Decimal | date | None:
    """What a formula may ask of the period itself: its days, the person's days in it, its bounds."""
    days, of_days = place.subject.part_of(place.period, calendar)
    worked, of_worked = place.subject.part_of(place.period, calendar, "working")
    facts = {
        "period.days": Decimal(of_days),
        "period.working_days": Decimal(of_worked),
        "period.my_days": Decimal(days),
        "period.my_working_days": Decimal(worked),
        "period.start": place.period.start,
        "period.end": place.period.end,
    }
    return facts.get(name)
