"""What stage A measured: exact values by measure, level, subject, spell, group and period."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from attain.engine.measures.worth import Worth
from attain.engine.pay.scope import Event


class FigureKey(NamedTuple):
    """Whose value it is. group "" is the total."""

    measure: str
    level: str
    subject: str
    spell: str
    group: str
    period: str


@dataclass(frozen=True, slots=True)
class Lacking:
    """Facts of one measure that found no owner, in one unit for one reason.

    facts: how many. share: what they lack, in facts. value: what they lack of the measure's value
    (None where it is no sum of the facts' values).
    """

    measure: str
    period: str
    unit: str
    reason: str
    facts: int
    share: Decimal
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Column:
    """One measure in one period, for everyone. absent: what a subject without a row has."""

    measure: str
    period: str
    values: Mapping[FigureKey, Decimal | date | None]
    absent: Decimal | None

    def at(self, level: str, subject: str, spell: str, group: str) -> Decimal | date | None:
        """A published value, as `Figures.value` gives it."""
        key = self.measure, level, subject, spell, group, self.period
        return self.values.get(key, self.absent)


@dataclass(frozen=True)
class Figures:
    """Published values; a subject without a row has 0 for sums and counts, undefined for min and max.

    Raises KeyError for a measure or period that was not asked for.
    """

    values: Mapping[FigureKey, Decimal | date | None] = field(default_factory=dict)
    asked: Mapping[tuple[str, str], Worth] = field(default_factory=dict)
    happened: Mapping[tuple[str, str, str, str], tuple[Event, ...]] = field(default_factory=dict)
    lacking: tuple[Lacking, ...] = ()
    grouped: Mapping[tuple[str, str, str, str, str], tuple[str, ...]] = field(default_factory=dict)

    def value(
        self, measure: str, level: str, subject: str, spell: str, group: str, period: str
    ) -> Decimal | date | None:
        """A published value. spell: "" for units and the company."""
        worth = self.asked[measure, period]
        key = FigureKey(measure, level, subject, spell, group, period)
        return self.values[key] if key in self.values else worth.published(None)

    def column(self, measure: str, period: str) -> Column:
        """One measure of one period, to be asked for many subjects."""
        return Column(measure, period, self.values, self.asked[measure, period].published(None))

    def events(self, measure: str, subject: str, spell: str, period: str) -> Sequence[Event]:
        """A person's events of a `per: event` measure, by date and key."""
        return self.happened.get((measure, subject, spell, period), ())

    def groups(self, measure: str, level: str, subject: str, spell: str, period: str) -> Sequence[str]:
        """The groups of `by` in which the subject has a value, sorted."""
        return self.grouped.get((measure, level, subject, spell, period), ())

    def worth(self, measure: str, period: str) -> Worth:
        """Unit and decimals of a measure."""
        return self.asked[measure, period]

    def __iter__(self) -> Iterator[tuple[FigureKey, Decimal | date | None]]:
        """Every value that has rows behind it, in order of its key."""
        return iter(sorted(self.values.items(), key=lambda item: item[0]))

    def __len__(self) -> int:
        return len(self.values)


def grouped_by_subject(
    keys: Iterator[FigureKey],
) -> dict[tuple[str, str, str, str, str], tuple[str, ...]]:
    """The groups of each subject, as `Figures.groups` gives them."""
    found: dict[tuple[str, str, str, str, str], list[str]] = {}
    for key in keys:
        if key.group:
            subject = (key.measure, key.level, key.subject, key.spell, key.period)
            found.setdefault(subject, []).append(key.group)
    return {subject: tuple(sorted(groups)) for subject, groups in found.items()}
