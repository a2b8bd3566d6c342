"""What the app hands out: runs and sheets, frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True)
class RunView:
    """A run as pages tell of it. [start, end) are the days of its period. state: "calculated" or "closed"."""

    key: str
    period: str
    cycle: str
    start: date
    end: date
    bundle: str
    snapshot: str
    state: str
    facts_until: date | None
    people: int
    control: Mapping[str, str]
    counts: Mapping[str, int]
    current: bool
    published_at: datetime

    @property
    def running(self) -> bool:
        """Whether it was shown before the period's end, and facts of it were still to come."""
        early = self.published_at.date() < self.end
        return early and self.facts_until is not None and self.facts_until < self.last_day

    @property
    def last_day(self) -> date:
        return date.fromordinal(self.end.toordinal() - 1)


@dataclass(frozen=True)
class SheetView:
    """The published numbers of a person's spell, a unit or the company."""

    run: str
    period: str
    kind: str
    subject: str
    spell: str
    post: str
    unit: str
    card: str
    total: Decimal | None
    grade: str
    paid: Decimal | None
    traits: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    further: Mapping[str, str] = field(default_factory=dict)

    def number(self, node: str, group: str = "") -> Decimal | None:
        """A published number; None where it is undefined, no number or was not published."""
        text = self.values.get(f"{node}|{group}" if group else node, "")
        return Decimal(text) if text and text[-1].isdigit() else None

    def text(self, node: str) -> str:
        return self.values.get(node, "")

    def knows(self, node: str) -> bool:
        return node in self.values
