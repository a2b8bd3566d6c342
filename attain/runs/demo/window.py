"""The months that the demo covers, and its days as text."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

#: Sales of a month against the year's mean, permille, January first: Jan and May are the seasons.
SEASON = (1180, 900, 950, 980, 1160, 1010, 970, 940, 990, 960, 940, 1020)

#: What a year adds to sales, permille.
GROWTH = 60

#: The company's days off, the same in all its branches; any three months have one.
HOLIDAYS = {
    (1, 1): "New Year",
    (3, 21): "Spring day",
    (5, 1): "Labour Day",
    (8, 15): "Summer day",
    (10, 12): "Autumn day",
    (12, 25): "Christmas Day",
}


@dataclass(frozen=True)
class Month:
    """One month: its key ("2026-10"), first day, the day after its last, and its number from 0."""

    key: str
    start: date
    end: date
    index: int

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    @property
    def climate(self) -> int:
        """Season × growth, permille of a plain first month."""
        return SEASON[self.start.month - 1] * (1000 + GROWTH * self.index // 12) // 1000

    def day(self, number: int) -> date:
        """The month's day of that number; its last day where it is shorter."""
        return self.start + timedelta(days=min(number, self.days) - 1)


@dataclass(frozen=True)
class Window:
    """All whole months up to `last` ("2026-10"), `length` of them; no fact lies outside."""

    last: str
    length: int

    @cached_property
    def months(self) -> tuple[Month, ...]:
        year, number = map(int, self.last.split("-"))
        first = year * 12 + number - self.length
        return tuple(_month(first + index, index) for index in range(self.length))

    @property
    def start(self) -> date:
        return self.months[0].start

    @property
    def end(self) -> date:
        """The day after the last."""
        return self.months[-1].end

    @cached_property
    def days(self) -> tuple[date, ...]:
        return tuple(self.start + timedelta(days=n) for n in range((self.end - self.start).days))

    @cached_property
    def holidays(self) -> dict[date, str]:
        return {day: name for day in self.days if (name := HOLIDAYS.get((day.month, day.day)))}

    @cached_property
    def workdays(self) -> tuple[tuple[date, ...], ...]:
        """Monday to Friday without holidays, by month."""
        return tuple(
            tuple(day for day in self.days if month.start <= day < month.end and self.works(day))
            for month in self.months
        )

    def works(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.holidays

    def month_of(self, day: date) -> int:
        """The number of the month of a day, kept inside the window."""
        index = (day.year - self.start.year) * 12 + day.month - self.start.month
        return max(0, min(index, self.length - 1))

    def holds(self, day: date) -> bool:
        return self.start <= day < self.end


def last_full_month(today: date | None = None) -> str:
    """The key of the last month that is over (by the UTC date)."""
    first = (today or datetime.now(tz=UTC).date()).replace(day=1)
    return f"{first - timedelta(days=1):%Y-%m}"


def _month(number: int, index: int) -> Month:
    """Month `number` counts from year 0 January = 0."""
    start, after = (date(n // 12, n % 12 + 1, 1) for n in (number, number + 1))
    return Month(f"{start:%Y-%m}", start, after, index)
