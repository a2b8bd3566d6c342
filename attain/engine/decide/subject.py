"""Whom a number is about: a person's spell at a post and unit, a unit, or the company."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from attain.engine.declare import OPEN_END
from attain.engine.period import Calendar, Period

COMPANY = "company"


@dataclass(slots=True)
class Subject:
    """kind: "person", "unit" or "company". A person's spell starts and ends with the assignment [start, end).

    attributes: what params and peer groups choose by (post, unit, class, market_type, person, …).
    Nobody changes one. It is not frozen, since that makes it take five times as long to be made.
    """

    kind: str
    id: str
    spell: str = ""
    post: str = ""
    unit: str = ""
    start: date = date(1900, 1, 1)
    end: date = OPEN_END
    attributes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), compare=False)

    @property
    def key(self) -> tuple[str, str, str]:
        return self.kind, self.id, self.spell

    def __hash__(self) -> int:
        return hash(self.key)

    def part_of(self, period: Period, calendar: Calendar, days: str = "calendar") -> tuple[int, int]:
        """Days of this spell inside the period, and of the period ("calendar" or "working" days)."""
        if self.start <= period.start and self.end >= period.end:
            whole = period.days
            if days == "working":
                whole = calendar.working_days(period.start, period.end)
            return whole, whole
        start, end = period.overlap(self.start, self.end)
        if days == "working":
            return calendar.working_days(start, end), calendar.working_days(period.start, period.end)
        return max(0, (end - start).days), period.days


def unit_subject(unit: str, attributes: Mapping[str, str] | None = None) -> Subject:
    """A unit as the subject of KPIs."""
    return Subject("unit", unit, unit=unit, attributes={"unit": unit, **(attributes or {})})


def company_subject() -> Subject:
    """The whole company as the subject of KPIs."""
    return Subject("company", COMPANY)
