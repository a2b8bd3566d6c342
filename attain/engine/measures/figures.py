"""What stage A measured: exact values by measure, level, subject, spell, group and period.

Integers stand in columns, one for each measure and period, and become Decimals on the way out: a country's
figures are small enough to be kept, and to be shared by processes.
"""

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import repeat
from operator import itemgetter
from typing import NamedTuple

from attain.engine.measures.worth import Worth, publishing, publishing_all
from attain.engine.pay.scope import Event

#: (level, subject, spell): spell "" for units and the company.
Who = tuple[str, str, str]

#: A measure and the key of the period that it was measured for.
Slot = tuple[str, str]

#: No value: further from zero than any sum that 64 bits hold.
NONE = -(1 << 63)


class FigureKey(NamedTuple):
    """Whose value it is. group "" is the total."""

    measure: str
    level: str
    subject: str
    spell: str
    group: str
    period: str


class Lacking(NamedTuple):
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


#: What lacks credit by measure, period, unit and reason.
IN_ORDER = itemgetter(slice(4))


class Column:
    """One measure's values in one period, by who has them.

    index: who → position. values: the engine's integers by position (days as ordinals), NONE where there is
    none; a list where 64 bits are too few. groups: who → group → integer, for values apart. dates: whether
    they are days.
    """

    __slots__ = ("_nothing", "_publish", "_publish_all", "dates", "groups", "index", "values", "worth")

    def __init__(self, worth: Worth, index: Mapping[Who, int]) -> None:
        self.worth, self.index = worth, index
        self.values: array[int] | list[int] = array("q")
        self.groups: dict[Who, dict[str, int]] = {}
        self.dates = False
        self._nothing = worth.published(None)
        self._publish = publishing(worth.scale, worth.decimals)
        self._publish_all = publishing_all(worth.scale, worth.decimals)

    def put(self, positions: Sequence[int], values: Sequence[int | date | None]) -> None:
        """Sets the values at these positions, which the index has."""
        self.values.extend([NONE] * (len(self.index) - len(self.values)))
        first = next((value for value in values if value is not None), None)
        if isinstance(first, date):
            values = [None if value is None else self.plain(value) for value in values]
        held = self.values
        try:
            for position, value in zip(positions, values, strict=True):
                if value is not None:
                    held[position] = value
        except OverflowError:
            self.values = list(self.values)
            self.put(positions, values)

    def fill(self, values: Sequence[int | date | None]) -> None:
        """Sets the values of the first so many positions; a column without any takes them as they are."""
        first = next((value for value in values if value is not None), None)
        if self.values or first is None or isinstance(first, date):
            self.put(range(len(values)), values)
            return
        held = [NONE if value is None else value for value in values] if None in values else values
        try:
            self.values = array("q", held)
        except OverflowError:
            self.values = list(held)

    def put_group(self, who: Who, group: str, value: int | date | None) -> None:
        """Sets the value of one group of `by`."""
        self.groups.setdefault(who, {})[group] = NONE if value is None else self.plain(value)

    def plain(self, value: int | date) -> int:
        """A day as its ordinal number, anything else as it is."""
        if isinstance(value, date):
            self.dates = True
            return value.toordinal()
        return int(value)

    def at(self, level: str, subject: str, spell: str = "", group: str = "") -> Decimal | date | None:
        """The published value; 0 for sums and counts without rows, undefined for min and max."""
        if group:
            return self.published(self.groups.get((level, subject, spell), {}).get(group, NONE))
        try:
            found = self.values[self.index[level, subject, spell]]
        except (KeyError, IndexError):
            return self._nothing
        if found == NONE:
            return self._nothing
        return date.fromordinal(found) if self.dates else self._publish(found)

    def several(self, whose: Sequence[Who], places: dict[int, list[int]]) -> list[Decimal | date | None]:
        """`at` of many, without groups. places: where they stand, for the next column of the same index."""
        at = places.get(id(self.index))
        if at is None:
            at = places[id(self.index)] = [*map(self.index.get, whose, repeat(-1))]
        held, size = self.values, len(self.values)
        found = [held[place] if 0 <= place < size else NONE for place in at]
        if self.dates or NONE in found:
            return [*map(self.published, found)]
        return self._publish_all(found)

    def published(self, value: int) -> Decimal | date | None:
        """An integer of the column as people read it."""
        if value == NONE:
            return self._nothing
        return date.fromordinal(value) if self.dates else self._publish(value)

    def items(self) -> Iterator[tuple[Who, str, Decimal | date | None]]:
        """(who, group, value) of everyone who has rows."""
        for who, position in self.index.items():
            if position < len(self.values) and self.values[position] != NONE:
                yield who, "", self.published(self.values[position])
        for who, groups in self.groups.items():
            yield from ((who, group, self.published(value)) for group, value in groups.items())


@dataclass(frozen=True)
class Figures:
    """Published values; a subject without a row has 0 for sums and counts, undefined for min and max.

    Raises KeyError for a measure or period that was not asked for.
    """

    columns: Mapping[Slot, Column] = field(default_factory=dict)
    happened: Mapping[tuple[str, str, str, str], tuple[Event, ...]] = field(default_factory=dict)
    lacked: Callable[[], tuple[Lacking, ...]] = tuple

    @cached_property
    def lacking(self) -> tuple[Lacking, ...]:
        """What lacks credit, in order; worked out when somebody asks."""
        return self.lacked()

    def beside(self, other: "Figures") -> "Figures":
        """These and those of other measures or periods."""

        def lacked() -> tuple[Lacking, ...]:
            return tuple(sorted((*self.lacking, *other.lacking), key=IN_ORDER))

        return Figures({**self.columns, **other.columns}, {**self.happened, **other.happened}, lacked)

    def column(self, measure: str, period: str) -> Column:
        """All values of a measure in a period."""
        return self.columns[measure, period]

    def value(
        self, measure: str, level: str, subject: str, spell: str, group: str, period: str
    ) -> Decimal | date | None:
        """A published value. spell: "" for units and the company."""
        return self.columns[measure, period].at(level, subject, spell, group)

    def events(self, measure: str, subject: str, spell: str, period: str) -> Sequence[Event]:
        """A person's events of a `per: event` measure, by date and key."""
        return self.happened.get((measure, subject, spell, period), ())

    def groups(self, measure: str, level: str, subject: str, spell: str, period: str) -> Sequence[str]:
        """The groups of `by` in which the subject has a value, sorted."""
        found = self.columns.get((measure, period))
        return tuple(sorted(found.groups.get((level, subject, spell), ()))) if found is not None else ()

    def worth(self, measure: str, period: str) -> Worth:
        """Unit and decimals of a measure."""
        return self.columns[measure, period].worth

    def __iter__(self) -> Iterator[tuple[FigureKey, Decimal | date | None]]:
        """Every value that has rows behind it, in order of its key."""
        found = [
            (FigureKey(measure, *who, group, period), value)
            for (measure, period), column in self.columns.items()
            for who, group, value in column.items()
        ]
        return iter(sorted(found, key=lambda item: item[0]))

    def __len__(self) -> int:
        return sum(1 for column in self.columns.values() for _ in column.items())
