"""A column of a table: what it takes from a row, and how that is written, sorted, linked and exported."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any

from django.utils import timezone

from attain.wording import Wording

#: Units whose values stand right-aligned, as numbers.
FIGURES = frozenset(
    {"number", "money", "percent", "points", "pieces", "days", "hours", "minutes", "months", "moment"}
)

#: What a cell without a value shows.
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Column:
    """key: its name in addresses. title: a message id, or with `titles` a text by language.

    value: an attribute of the row ("person.name" goes deeper) or a function of it; the key where "".
    unit: text, number, money, percent, points …, date, moment, period, or message (the value is an id).
    order: the field that a QuerySet is sorted by; for a list anything but "" sorts by the value. "" = never.
    link: row → address; panel: it opens in the side panel. shown: row, wording → what the cell says instead
    (a safe string may draw). visible: whether it is shown until the reader chooses.
    """

    key: str
    title: str
    value: str | Callable[[Any], Any] = ""
    unit: str = "text"
    decimals: int | None = None
    order: str = ""
    link: Callable[[Any], str] | None = None
    panel: bool = False
    shown: Callable[[Any, Wording], str] | None = None
    visible: bool = True
    titles: dict[str, str] | None = None

    @property
    def figures(self) -> bool:
        return self.unit in FIGURES

    def head(self, wording: Wording) -> str:
        return wording.title(self.titles, self.title) if self.titles else wording.say(self.title)

    def of(self, row: Any) -> Any:
        """The value that this column has for a row."""
        if callable(self.value):
            return self.value(row)
        name = self.value or self.key
        return row.get(name) if isinstance(row, dict) else attrgetter(name)(row)

    def written(self, row: Any, wording: Wording) -> str:
        """The value as the page shows it."""
        if self.shown is not None:
            return self.shown(row, wording)
        return self.text(self.of(row), wording)

    def text(self, value: Any, wording: Wording) -> str:
        if value is None or value == "":
            return NOTHING
        if isinstance(value, datetime):
            local = timezone.localtime(value)
            return f"{wording.date(local.date(), 'medium')}{wording.between}{local:%H:%M}"
        if isinstance(value, date):
            return wording.date(value, "medium")
        if self.unit == "message":
            return wording.say(value)
        if self.unit == "period":
            return wording.period(value)
        if isinstance(value, (Decimal, int)) and not isinstance(value, bool):
            return wording.value(value, self.unit, self.decimals)
        return wording.value(value) if isinstance(value, bool) else str(value)

    def exported(self, row: Any, wording: Wording) -> Any:
        """The value as files have it: numbers, dates and None stay what they are; all else is a text."""
        value = self.of(row)
        if isinstance(value, datetime):
            return timezone.localtime(value).replace(tzinfo=None, microsecond=0)
        if value is None or isinstance(value, (date, Decimal)):
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        return "" if value == "" else self.text(value, wording)
