"""Modifiers move a name's place: to another period, a team, a unit, the company. The period's own facts."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from attain.engine.decide.subject import company_subject, unit_subject
from attain.engine.period import Calendar, Period

if TYPE_CHECKING:
    from attain.engine.decide.place import Place


def moved(place: "Place", modifiers: tuple[str, ...], calendar: Calendar) -> tuple["Place", bool]:
    """Where modifiers, outermost first, lead from a place; and whether a target is asked for.

    A unit is its own team, and the company its own team and unit.
    """
    if not modifiers:
        return place, False
    subject, level = place.subject, place.level
    for modifier in modifiers:
        if modifier == "team" and subject.kind == "person":
            level = "team"
        elif modifier == "unit" and subject.kind != "company":
            subject, level = unit_subject(subject.unit), ""
        elif modifier == "company":
            subject, level = company_subject(), ""
    there = type(place)(
        subject,
        destination(place.period, modifiers, calendar),
        level,
        place.group,
        place.origin or place.subject.id,
        (*place.moved, *modifiers),
    )
    return there, "target" in modifiers


def destination(period: Period, modifiers: tuple[str, ...], calendar: Calendar) -> Period:
    """The period to which modifiers, outermost first, lead from another one."""
    for modifier in modifiers:
        if modifier == "previous":
            period = calendar.before(period)
        elif modifier == "same_period_last_year":
            period = calendar.year_before(period)
    return period


def period_fact(place: "Place", name: str, calendar: Calendar) -> Decimal | date | None:
    """What a formula may ask of the period itself: its days, the person's days in it, its bounds."""
    match name:
        case "period.start":
            return place.period.start
        case "period.end":
            return place.period.end
        case "period.days" | "period.my_days":
            mine, whole = place.subject.part_of(place.period, calendar)
        case "period.working_days" | "period.my_working_days":
            mine, whole = place.subject.part_of(place.period, calendar, "working")
        case _:
            return None
    return Decimal(mine if name.startswith("period.my_") else whole)
