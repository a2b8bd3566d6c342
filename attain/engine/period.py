"""Periods and the one calendar that all of them come from. Dates are half-open [start, end)."""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Literal

CYCLES = ("week", "month", "quarter", "half_year", "year")
MONTHS_IN = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


class PeriodFault(ValueError):
    """A period that the calendar does not have; the message is a fault id."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A named stretch of days: 2026-10, 2026-Q4, 2026-H2, 2026 or 2026-W42; end exclusive."""

    start: date
    end: date
    key: str
    cycle: str
    last_day: date = field(init=False, compare=False, repr=False)
    days: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "last_day", self.end - timedelta(days=1))
        object.__setattr__(self, "days", (self.end - self.start).days)

    @property
    def middle(self) -> date:
        """The day that tells in which longer period it lies: of a week its Thursday, as ISO has it."""
        return self.start + timedelta(days=(self.days - 1) // 2)

    def overlap(self, start: date, end: date) -> tuple[date, date]:
        """The part of [start, end) inside this period; empty when its start is not before its end."""
        return max(self.start, start), min(self.end, end)


@dataclass(frozen=True)
class Calendar:
    """Generates every period of a declared calendar.

    kind: "months" (calendar months; the year starts in `first_month`), or a week pattern such as
    "4-4-5", whose years start on `first_day` and have 52 weeks, 53 in `long_years`.
    weekend: weekdays off, Monday = 0; holidays: single days off.
    table: periods given by hand replace generated ones of the same key.
    """

    kind: Literal["months", "4-4-5", "4-5-4", "5-4-4"] = "months"
    first_month: int = 1
    first_day: date | None = None
    first_year: int = 0
    long_years: tuple[int, ...] = ()
    weekend: tuple[int, ...] = (5, 6)
    holidays: frozenset[date] = frozenset()
    table: tuple[Period, ...] = field(default=())

    def __hash__(self) -> int:
        return hash((self.kind, self.first_month, self.first_day, self.long_years, self.table))

    def period(self, key: str) -> Period:
        """The period named `key`. Raises PeriodFault where there is none."""
        for given in self.table:
            if given.key == key:
                return given
        match = re.fullmatch(r"(\d{4})(?:-(?:(\d\d)|Q([1-4])|H([12])|W(\d\d)))?", key)
        if not match:
            raise PeriodFault("fault.period")
        year, month, quarter, half, week = (int(g) if g else 0 for g in match.groups())
        if week:
            return _iso_week(year, week, key)
        if match.group(2):
            return self._month(year, month, key)
        months = self._year_months(year)
        if quarter:
            return _joined(months[quarter * 3 - 3 : quarter * 3], key, "quarter")
        if half:
            return _joined(months[half * 6 - 6 : half * 6], key, "half_year")
        return _joined(months, key, "year")

    def containing(self, day: date, cycle: str = "month") -> Period:
        """The period of `cycle` in which `day` lies."""
        for given in self.table:
            if given.cycle == cycle and given.start <= day < given.end:
                return given
        if cycle == "week":
            year, week, _ = day.isocalendar()
            return _iso_week(year, week, f"{year}-W{week:02d}")
        year = day.year + 1
        while self._year_months(year)[0].start > day:
            year -= 1
        for period in self.periods_of_year(year, cycle):
            if period.start <= day < period.end:
                return period
        raise PeriodFault("fault.period")

    def periods_of_year(self, year: int, cycle: str) -> tuple[Period, ...]:
        """All periods of `cycle` in one (fiscal) year, in order."""
        months = self._year_months(year)
        size = MONTHS_IN[cycle]
        names = {"quarter": "Q", "half_year": "H"}
        if cycle == "month":
            return months
        return tuple(
            _joined(
                months[at : at + size],
                f"{year}-{names[cycle]}{at // size + 1}" if cycle in names else str(year),
                cycle,
            )
            for at in range(0, 12, size)
        )

    def before(self, period: Period, count: int = 1) -> Period:
        """The period of the same cycle `count` earlier."""
        for _ in range(count):
            found = self._before.get(period)
            if found is None:
                found = self.containing(period.start - timedelta(days=1), period.cycle)
                self._before[period] = found
            period = found
        return period

    @cached_property
    def _before(self) -> dict[Period, Period]:
        return {}

    def after(self, period: Period, count: int = 1) -> Period:
        """The period of the same cycle `count` later."""
        for _ in range(count):
            period = self.containing(period.end, period.cycle)
        return period

    def year_before(self, period: Period) -> Period:
        """The same period of last year. Of weeks the one of the same number, for a 53rd the 52nd."""
        if period.cycle == "week":
            year, week, _ = period.middle.isocalendar()
            return self.containing(date.fromisocalendar(year - 1, min(week, 52), 4), "week")
        return self.before(period, 12 // MONTHS_IN[period.cycle])

    def at_the_end(self, period: Period, cycle: str) -> Period:
        """The period of a cycle that a window counts back from: the last one inside, or the one around."""
        if CYCLES.index(period.cycle) < CYCLES.index(cycle):
            return self.around(period, cycle)
        return self.containing(period.last_day, cycle)

    def within(self, period: Period, cycle: str) -> tuple[Period, ...]:
        """The periods of a smaller `cycle` that make up `period`."""
        found = [self.containing(period.start, cycle)]
        while found[-1].end < period.end:
            found.append(self.after(found[-1]))
        return tuple(found)

    def around(self, period: Period, cycle: str) -> Period:
        """The period of a longer `cycle` in which it lies."""
        return self.containing(period.middle, cycle)

    def inside(self, period: Period, cycle: str) -> list[Period]:
        """Those of a smaller `cycle` that lie in it: each lies in one period of a longer cycle."""
        parts = self.within(period, cycle)
        return [part for part in parts if period.start <= part.middle < period.end]

    def working_days(self, start: date, end: date) -> int:
        """Days in [start, end) that are neither weekend nor holiday."""
        return _working_days(self.weekend, self.holidays, start, end)

    def _month(self, year: int, month: int, key: str) -> Period:
        if self.kind == "months":
            if not 1 <= month <= 12:
                raise PeriodFault("fault.period")
            return _calendar_month(year, month)
        if not 1 <= month <= 12:
            raise PeriodFault("fault.period")
        return self._year_months(year)[month - 1]

    def _year_months(self, year: int) -> tuple[Period, ...]:
        return _months_of(self, year)


@lru_cache(maxsize=4096)
def _working_days(weekend: tuple[int, ...], holidays: frozenset[date], start: date, end: date) -> int:
    days = (start + timedelta(days=n) for n in range(max(0, (end - start).days)))
    return sum(d.weekday() not in weekend and d not in holidays for d in days)


@lru_cache(maxsize=4096)
def _months_of(calendar: Calendar, year: int) -> tuple[Period, ...]:
    """The twelve months of a (fiscal) year. A fiscal year is named by the calendar year it starts in."""
    if calendar.kind == "months":
        ahead = [calendar.first_month - 1 + n for n in range(12)]
        return tuple(_calendar_month(year + n // 12, n % 12 + 1) for n in ahead)
    start = _pattern_year_start(calendar, year)
    weeks = [int(n) for n in calendar.kind.split("-")] * 4
    if year in calendar.long_years:
        weeks[-1] += 1
    months = []
    for number, count in enumerate(weeks, 1):
        end = start + timedelta(weeks=count)
        months.append(Period(start, end, f"{year}-{number:02d}", "month"))
        start = end
    return tuple(months)


def _pattern_year_start(calendar: Calendar, year: int) -> date:
    if calendar.first_day is None:
        raise PeriodFault("fault.calendar.first_day")
    anchor = calendar.first_year or calendar.first_day.year
    low, high = sorted((anchor, year))
    weeks = sum(53 if y in calendar.long_years else 52 for y in range(low, high))
    return calendar.first_day + timedelta(weeks=weeks if year >= anchor else -weeks)


def _calendar_month(year: int, month: int) -> Period:
    start = date(year, month, 1)
    return Period(start, start + timedelta(days=monthrange(year, month)[1]), f"{year}-{month:02d}", "month")


def _iso_week(year: int, week: int, key: str) -> Period:
    try:
        start = date.fromisocalendar(year, week, 1)
    except ValueError:
        raise PeriodFault("fault.period") from None
    return Period(start, start + timedelta(days=7), key, "week")


def _joined(months: Iterable[Period], key: str, cycle: str) -> Period:
    months = tuple(months)
    return Period(months[0].start, months[-1].end, key, cycle)


@dataclass(frozen=True, slots=True)
class Window:
    """Which stretch of facts a measure looks at, relative to the period that is computed.

    kind: "period" (the period itself), "last" (count × unit, ending with the period), "to_date"
    (from the start of the unit: quarter, half_year, year; unit "" = from the first fact on).
    """

    kind: Literal["period", "last", "to_date"] = "period"
    count: int = 0
    unit: str = ""

    @classmethod
    def parse(cls, text: str) -> "Window":
        """From the words of a rulebook: month, last 3 months, quarter to date, last 365 days, to date."""
        words = " ".join(str(text).lower().split())
        if words in ("month", "period", "quarter", "half-year", "year", "week"):
            return cls()
        last = re.fullmatch(r"last ([1-9]\d{0,3}) (day|week|month|quarter|year)s?", words)
        if last:
            return cls("last", int(last.group(1)), last.group(2))
        if match := re.fullmatch(r"(?:(month|quarter|half-year|year) )?to date", words):
            return cls("to_date", 0, (match.group(1) or "").replace("-", "_"))
        raise ValueError("fault.window")

    def range(self, period: Period, calendar: Calendar) -> tuple[date, date]:
        """The half-open range of days for `period`."""
        if self.kind == "period":
            return period.start, period.end
        if self.kind == "to_date":
            if not self.unit:
                return date(1900, 1, 1), period.end
            return min(period.start, calendar.at_the_end(period, self.unit).start), period.end
        if self.unit in ("day", "week"):
            return period.end - timedelta(days=self.count * (7 if self.unit == "week" else 1)), period.end
        last = calendar.at_the_end(period, self.unit)
        return calendar.before(last, self.count - 1).start, period.end
