"""Period keys in words: 2026-10, 2026-Q4, 2026-H2, 2026 and 2026-W42."""

import re
from collections.abc import Callable

from attain.engine.period import Period
from attain.wording.days import Days

_KEY = re.compile(r"(\d{4})(?:-(?:(?P<month>\d\d)|Q(?P<quarter>[1-4])|H(?P<half>[12])|W(?P<week>\d\d)))?")


def in_words(period: Period | str, days: Days, say: Callable[..., str]) -> str:
    """The period's name. A key of another kind is shown as it is."""
    key = period if isinstance(period, str) else period.key
    match = _KEY.fullmatch(key)
    if not match:
        return key
    year, part = match.group(1), match.lastgroup
    number = int(match.group(part)) if part else 0
    if part == "month":
        named = 1 <= number <= 12 and _starts_a_month(period)
        return days.month(int(year), number) if named else say("period.month", year=year, month=str(number))
    if part == "quarter":
        return days.quarter(int(year), number)
    if part == "half":
        return say("period.half_year.first" if number == 1 else "period.half_year.second", year=year)
    return say("period.week", year=year, week=str(number)) if part else say("period.year", year=year)


def _starts_a_month(period: Period | str) -> bool:
    """Whether a month is one of the civil calendar; the tenth of a 4-4-5 year is not October."""
    return isinstance(period, str) or period.start.day == 1
