"""Days and stretches of days as a locale writes them."""

from dataclasses import dataclass
from datetime import date, timedelta

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton

#: Narrow spaces that not every font has, and the no-break space that all have.
_NARROW = str.maketrans("\u2009\u202f", "\u00a0\u00a0")


@dataclass(frozen=True, slots=True)
class Days:
    """Formats dates for one locale."""

    locale: Locale

    def day(self, day: date, style: str = "long") -> str:
        """One day; style short, medium, long or full."""
        return format_date(day, style, locale=self.locale).translate(_NARROW)

    def span(self, start: date, end: date) -> str:
        """The days of the half-open [start, end), written with its last day: 1–31 Oct 2026."""
        last = end - timedelta(days=1)
        if last <= start:
            return self.day(start, "medium")
        return format_interval(start, last, skeleton="yMMMd", locale=self.locale).translate(_NARROW)

    def month(self, year: int, month: int) -> str:
        return self._skeleton("yMMMM", date(year, month, 1))

    def quarter(self, year: int, quarter: int) -> str:
        return self._skeleton("yQQQQ", date(year, quarter * 3, 1))

    def _skeleton(self, skeleton: str, day: date) -> str:
        return format_skeleton(skeleton, day, locale=self.locale).translate(_NARROW)
