"""What a page of targets shows: whose, of which name and year, in which columns, and what they come to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from html import escape
from typing import Any

from django.core.paginator import Page
from django.utils import timezone

from attain.apps.people import api as people
from attain.apps.targets import figures
from attain.apps.targets.cells import Row
from attain.engine.decide.rules import Rules
from attain.engine.period import Period
from attain.engine.store import Snapshot
from attain.runs.target_entry import difference
from attain.runs.target_grid import Named, Used
from attain.wording import Wording


@dataclass(frozen=True)
class Asked:
    """What the address asks for."""

    named: Named
    year: int
    unit: str
    post: str
    text: str
    view: str
    page: int


@dataclass
class Shown:
    """All that the page shows."""

    asked: Asked
    wording: Wording
    rules: Rules
    snapshot: Snapshot
    used: tuple[Used, ...]
    months: Sequence[Period]
    columns: Sequence[Period]
    unit_word: str
    additive: bool
    around: people.Surroundings | None
    rows: list[Row] = field(default_factory=list)
    own: list[Row] = field(default_factory=list)
    totals: Mapping[str, Decimal] = field(default_factory=dict)
    page: Page | None = None
    posts: list[tuple[str, str]] = field(default_factory=list)
    may_set: bool = False
    years: list[int] = field(default_factory=list)
    made: dict[Any, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return titled(self.rules, self.asked.named, self.wording)

    @property
    def coming(self) -> str:
        """The month in which today lies, which the page scrolls to."""
        today = timezone.localdate()
        return next((month.key for month in self.months if month.start <= today < month.end), "")

    @property
    def has_fixed(self) -> bool:
        return any(cell.fixed for row in (*self.own, *self.rows) for cell in (*row.cells, row.year))

    @property
    def has_longer(self) -> bool:
        return len(self.columns) > len(self.months)

    @property
    def year_key(self) -> str:
        return str(self.asked.year)

    def once(self, key: Any, make: Callable[..., Any], *given: Any) -> Any:
        """What `make` makes of what is given, made once a page: a sheet says the same thing many times."""
        if key not in self.made:
            self.made[key] = make(*given)
        return self.made[key]

    def words(self, period: Period) -> str:
        return str(self.once(("period", period.key), self.wording.period, period))

    def said(self, id: str) -> str:
        """A sentence without values, as HTML has it."""
        return str(self.once(("said", id), lambda: escape(self.wording.say(id))))

    def typed(self, value: Decimal | None) -> str:
        """A value as a field shows it."""
        return str(self.once(("typed", value), figures.typed, value, self.wording, self.unit_word))

    @cached_property
    def differences(self) -> dict[str, Decimal | None]:
        """Period → what the unit's own target leaves open.

        Of a quarter or year that is set for some of its months, what those months leave open.
        """
        if not self.own or not self.additive:
            return {}
        own = self.own[0]
        cells = {cell.period: cell.value if cell.value is not None else cell.given for cell in own.cells}
        cells[self.year_key] = own.total
        found = {key: difference(value, self.totals.get(key, Decimal(0))) for key, value in cells.items()}
        calendar = self.rules.calendar
        for period in (*self.columns, calendar.period(self.year_key)):
            months = [found[month.key] for month in calendar.within(period, "month")]
            if cells[period.key] is not None and None in months:
                found[period.key] = sum((each for each in months if each is not None), Decimal(0))
        return found


def titled(rules: Rules, named: Named, wording: Wording) -> str:
    title = wording.title(rules.title(named.name), named.name)
    return f"{title} · {named.group}" if named.group else title
