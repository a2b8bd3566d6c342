"""Targets as set, column by column: a column is one name's targets of one kind of subject for one period."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple, Protocol

from attain.engine.money import CONTEXT, scaled


class TargetRow(NamedTuple):
    """A target as set: for a person, unit, client or the company, for a measure or KPI, in a period.

    fixed: already for the subject's own days, not prorated to a spell.
    """

    kind: str
    subject: str
    name: str
    period: str
    value: Decimal
    group: str = ""
    fixed: bool = False
    set_on: date | None = None
    set_by: str = ""


class Column(Protocol):
    """The targets of one name for one period, by subject."""

    def get(self, subject: str) -> TargetRow | None: ...

    def value(self, subject: str) -> Decimal | None:
        """The value alone."""


class Rows(dict[str, TargetRow]):
    """A column of rows that are at hand."""

    def value(self, subject: str) -> Decimal | None:
        row = self.get(subject)
        return None if row is None else row.value


#: (kind, name, group) → period → its column.
Columns = Mapping[tuple[str, str, str], Mapping[str, Column]]


def columns_of(rows: Iterable[TargetRow]) -> Columns:
    """Columns of rows that are at hand; of several for one subject and period the last holds."""
    found: dict[tuple[str, str, str], dict[str, Rows]] = {}
    for row in rows:
        periods = found.setdefault((row.kind, row.name, row.group), {})
        periods.setdefault(row.period, Rows())[row.subject] = row
    return found


class How(NamedTuple):
    """What a column keeps beside its values: few targets are set by anybody else on another day."""

    fixed: bool
    set_on: date | None
    set_by: str


@dataclass(frozen=True, slots=True)
class WholeColumn:
    """A column as integers of a scale, by the subjects' positions, which all columns of a kind share.

    values: at positions that have no target they mean nothing. how: 0 = no target, else from 1 on in `hows`.
    """

    kind: str
    name: str
    group: str
    period: str
    scale: int
    positions: dict[str, int]
    hows: list[How]
    values: array
    how: array

    def get(self, subject: str) -> TargetRow | None:
        at = self.positions.get(subject)
        if at is None or at >= len(self.how) or not (how := self.how[at]):
            return None
        value = scaled(self.values[at], self.scale)
        return TargetRow(self.kind, subject, self.name, self.period, value, self.group, *self.hows[how - 1])

    def value(self, subject: str) -> Decimal | None:
        """The value alone."""
        at = self.positions.get(subject)
        if at is None or at >= len(self.how) or not self.how[at]:
            return None
        return scaled(self.values[at], self.scale)


@dataclass(frozen=True, slots=True)
class TargetTable:
    """All targets of a run by column, as many as a country has: sixteen bytes a target, not a row."""

    columns: Columns

    def __iter__(self) -> Iterator[TargetRow]:
        """Every target as a row, by kind, subject, name, group and period."""
        rows: list[TargetRow] = []
        for periods in self.columns.values():
            for column in periods.values():
                subjects = column.positions if isinstance(column, WholeColumn) else column
                rows += [row for subject in subjects if (row := column.get(subject)) is not None]
        return iter(sorted(rows, key=lambda t: (t.kind, t.subject, t.name, t.group, t.period)))


class TableFilling:
    """A table of targets while it is being filled. scale: decimals that its integers carry."""

    def __init__(self, scale: int) -> None:
        self.scale = scale
        self._positions: dict[str, dict[str, int]] = {}
        self._hows: list[How] = []
        self._numbers: dict[How, int] = {}
        self._columns: dict[tuple[str, str, str], dict[str, WholeColumn]] = {}

    def column(self, kind: str, name: str, group: str, period: str) -> WholeColumn:
        """The column of a name, empty until something is put there."""
        periods = self._columns.setdefault((kind, name, group), {})
        if period not in periods:
            positions = self._positions.setdefault(kind, {})
            periods[period] = WholeColumn(
                kind, name, group, period, self.scale, positions, self._hows, array("q"), array("l")
            )
        return periods[period]

    def how(self, how: How) -> int:
        """The number of a way of setting, as `put` takes it."""
        if how not in self._numbers:
            self._hows.append(how)
            self._numbers[how] = len(self._hows)
        return self._numbers[how]

    def whole(self, value: Decimal) -> int:
        """A value as the column's integer."""
        return int(value.scaleb(self.scale, CONTEXT))

    def put(self, column: WholeColumn, subject: str, value: int, how: int) -> None:
        """Sets a subject's target; one that is there already gives way."""
        self.fill([column], [how], [(0, 0, subject, value)])

    def fill(
        self,
        columns: Sequence[WholeColumn],
        hows: Sequence[int],
        rows: Iterable[tuple[int, int, str, int]],
    ) -> None:
        """Sets targets by the million, from (number of a column, of a way of setting, subject, value)."""
        for number, how, subject, value in rows:
            column = columns[number]
            positions, kept = column.positions, column.how
            at = positions.get(subject)
            if at is None:
                at = positions[subject] = len(positions)
            if at >= len(kept):
                none = [0] * (len(positions) - len(kept))
                column.values.extend(none)
                kept.extend(none)
            column.values[at], kept[at] = value, hows[how]

    @property
    def so_far(self) -> TargetTable:
        """All columns as they stand, empty ones too; what is put into them later is seen."""
        return TargetTable(self._columns)

    def table(self) -> TargetTable:
        """All that was put; columns into which nothing was put are left out."""
        filled = {
            key: {period: column for period, column in periods.items() if any(column.how)}
            for key, periods in self._columns.items()
        }
        return TargetTable({key: periods for key, periods in filled.items() if periods})
