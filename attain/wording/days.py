"""Days and stretches of days as a locale writes them."""

from dataclasses import dataclass
from datetime import date, timedelta

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton, get_day_names, get_month_names

#: Narrow spaces that not every font has, and the no-break space that all have.
_NARROW = str.maketrans("\u2009\u202f", "\u00a0\u00a0")

#: Languages that write names of months and days otherwise where they stand alone. Of all others Babel 2.18
#: answers "stand-alone" with the names of whichever language of them was asked for first.
_ALONE = ("ru",)


def month_alone(number: int, locale: Locale, width: str = "wide") -> str:
    """The name of a civil year's month where no day stands beside it."""
    return str(get_month_names(width, _context(locale), locale)[number])  # type: ignore[arg-type]


def day_alone(number: int, locale: Locale) -> str:
    """The name of a day of the week, 0 for Monday."""
    return str(get_day_names("wide", _context(locale), locale)[number])  # type: ignore[arg-type]


def _context(locale: Locale) -> str:
    return "stand-alone" if locale.language in _ALONE else "format"


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
