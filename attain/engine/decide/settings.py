"""What holds for the whole rulebook: rulebook.yaml."""

from datetime import date
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from attain.engine.decide.currencies import decimals_of, is_code
from attain.engine.declare import LANGUAGES, Declaration, Key, Text
from attain.engine.faults import nearest
from attain.engine.period import Calendar

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

#: The seven demands that a KPI must meet before pay hangs on it.
DEMANDS = ("clear", "attainable", "responsible", "stimulating", "comparable", "drawn", "serves")


def _wrong(id: str, **values: Any) -> PydanticCustomError:
    return PydanticCustomError(id, id, values)


def _currency(value: Any) -> str:
    if not isinstance(value, str) or not is_code(value):
        raise _wrong("fault.currency", currency=str(value))
    return value


def _time_zone(value: Any) -> str:
    try:
        ZoneInfo(value if isinstance(value, str) else "")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise _wrong("fault.time_zone", zone=str(value)) from None
    return value


def _weekday(value: Any) -> int:
    word = value.casefold() if isinstance(value, str) else ""
    for number, day in enumerate(WEEKDAYS):
        if word in (day, day[:3]):
            return number
    raise _wrong("fault.weekday", day=str(value), nearest=nearest(word, list(WEEKDAYS)) or WEEKDAYS[-1])


class WeekPattern(Declaration):
    """A year of 52 or 53 whole weeks, its months in a pattern of weeks."""

    pattern: Literal["4-4-5", "4-5-4", "5-4-4"]
    first_day: date
    first_year: int = Field(default=0, ge=0, le=2200)
    long_years: tuple[int, ...] = ()

    def calendar(self, weekend: tuple[int, ...]) -> Calendar:
        return Calendar(
            self.pattern, 1, self.first_day, self.first_year, tuple(self.long_years), weekend=weekend
        )


class FiscalMonths(Declaration):
    """Calendar months, in years that start with `first_month`."""

    first_month: int = Field(ge=1, le=12)

    def calendar(self, weekend: tuple[int, ...]) -> Calendar:
        return Calendar(first_month=self.first_month, weekend=weekend)


def _periods(value: Any) -> FiscalMonths | WeekPattern:
    if isinstance(value, (FiscalMonths, WeekPattern)):
        return value
    if value == "months":
        return FiscalMonths(first_month=1)
    if isinstance(value, dict) and "pattern" in value:
        return WeekPattern.model_validate(value)
    if isinstance(value, dict):
        return FiscalMonths.model_validate(value)
    raise _wrong("fault.calendar", calendar=str(value))


class Waiver(Declaration):
    """A finding of the KPI lint that is accepted, and why."""

    kpi: Key
    demand: Literal["clear", "attainable", "responsible", "stimulating", "comparable", "drawn", "serves"]
    because: Text = Field(min_length=1)


class LintSettings(Declaration):
    """What the KPI lint asks for, where a company differs from the usual.

    deepest: how many KPIs may stand on each other. lightest: the least weight that still stimulates.
    languages: in which a KPI's meaning must be given (default: any one).
    """

    deepest: int = Field(default=4, ge=1, le=20)
    lightest: int = Field(default=5, ge=0, le=50)
    indicators: tuple[int, int] = (5, 7)
    languages: tuple[Literal["en", "zh", "es", "ja", "ru"], ...] = ()
    waivers: tuple[Waiver, ...] = ()


class Settings(Declaration):
    """rulebook.yaml.

    currency: ISO 4217; decimals: of money (default: the currency's). calendar: months, {first_month: 4} or
    {pattern: 4-4-5, first_day, first_year, long_years}. weekend: weekdays off. include: standard = stands on
    the rulebook that ships.
    """

    rulebook: str = Field(min_length=1)
    title: Text = Field(default_factory=dict)
    meaning: Text = Field(default_factory=dict)
    currency: Annotated[str, BeforeValidator(_currency)]
    decimals: int | None = Field(default=None, ge=0, le=4)
    periods: Annotated[FiscalMonths | WeekPattern, BeforeValidator(_periods)] = Field(
        default=FiscalMonths(first_month=1), alias="calendar"
    )
    weekend: tuple[Annotated[int, BeforeValidator(_weekday)], ...] = (5, 6)
    time_zone: Annotated[str, BeforeValidator(_time_zone)] = "UTC"
    languages: tuple[Literal["en", "zh", "es", "ja", "ru"], ...] = LANGUAGES
    include: Literal["standard"] | None = None
    lint: LintSettings = Field(default_factory=LintSettings)

    @property
    def currency_decimals(self) -> int:
        return decimals_of(self.currency) if self.decimals is None else self.decimals

    @property
    def calendar(self) -> Calendar:
        return self.periods.calendar(self.weekend)
