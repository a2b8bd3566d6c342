"""Which period a column's heading means: 2026-10, Oct 2026, 2026年10月, октябрь, a date, Q4, a year."""

import re
from datetime import date, datetime
from functools import lru_cache

from babel.dates import get_month_names

from attain.engine.declare import LANGUAGES

_KEY = re.compile(r"(\d{4})[-/.年 ]?(\d{1,2})月?")
_TURNED = re.compile(r"(\d{1,2})[-/. ](\d{4})")
_DATE = re.compile(r"(\d{4})-(\d\d)-\d\d(?:[ T].*)?")
_PLAIN_QUARTER = re.compile(r"(?:(\d{4})[- ]?)?q([1-4])(?:[- ]?(\d{4}))?", re.IGNORECASE)
_MONTH_ONLY = re.compile(r"(\d{1,2})月")
_YEAR = re.compile(r"(\d{4})年?(?:\s*г\.?)?")


@lru_cache(maxsize=1)
def _names() -> dict[str, int]:
    """Every month's names in five languages, whole and short, without points."""
    found: dict[str, int] = {}
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, language).items():
                    found[_folded(str(name))] = number
    found |= {"sept": 9, "set": 9, "мая": 5}
    return found


def _folded(text: str) -> str:
    return text.casefold().replace(".", "").strip()


def period_of(heading: object, year: int) -> str | None:
    """The period's key, None where the heading names none. year: of a heading that names a month alone."""
    if isinstance(heading, (date, datetime)):
        return f"{heading.year}-{heading.month:02}"
    if isinstance(heading, bool):
        return None
    text = str(heading).strip()
    if text.endswith(".0"):
        text = text[:-2]
    if not text:
        return None
    for pattern, at_year, at_month in ((_DATE, 1, 2), (_KEY, 1, 2), (_TURNED, 2, 1)):
        if (match := pattern.fullmatch(text)) and 1 <= int(match[at_month]) <= 12:
            return f"{match[at_year]}-{int(match[at_month]):02}"
    if match := _PLAIN_QUARTER.fullmatch(text):
        return f"{match[1] or match[3] or year}-Q{match[2]}"
    if match := _YEAR.fullmatch(text):
        return match[1] if 1900 <= int(match[1]) < 2100 else None
    if (match := _MONTH_ONLY.fullmatch(text)) and 1 <= int(match[1]) <= 12:
        return f"{year}-{int(match[1]):02}"
    return _worded(text, year)


def _worded(text: str, year: int) -> str | None:
    """A month's name with or without a year: Oct 2026, octubre de 2026, октябрь 2026 г."""
    years = re.findall(r"\d{4}", text)
    rest = re.sub(r"\d{4}|年|\bde\b|\bdel\b|\bг\b\.?|[,/\-]", " ", text)
    words = [_folded(word) for word in rest.split() if _folded(word) and _folded(word) != "г"]
    number = _names().get(" ".join(words))
    if number is None or len(years) > 1:
        return None
    return f"{years[0] if years else year}-{number:02}"
