"""Targets as set, column by column: a column is one name's targets of one kind of subject for one period."""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple, Protocol

from attain.engine.money import CONTEXT


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


#: (kind, name, group) → period → its column.
Columns = Mapping[tuple[str, str, str], Mapping[str, Column]]


def columns_of(rows: Iterable[TargetRow]) -> Columns:
    """Columns of rows that are at hand; of several for one subject and period the last holds."""
    found: dict[tuple[str, str, str], dict[str, dict[str, TargetRow]]] = {}
    for row in rows:
        periods = found.setdefault((row.kind, row.name, row.group), {})
        periods.setdefault(row.period, {})[row.subject] = row
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
    positions: Mapping[str, int]
    hows: list[How]
    values: array
    how: array

    def get(self, subject: str) -> TargetRow | None:
        at = self.positions.get(subject)
        if at is None or at >= len(self.how) or not (how := self.how[at]):
            return None
        value = Decimal(self.values[at]).scaleb(-self.scale, CONTEXT)
        return TargetRow(self.kind, subject, self.name, self.period, value, self.group, *self.hows[how - 1])

    def put(self, position: int, value: int, how: int) -> None:
        """Sets the target at a position."""
        if (more := position + 1 - len(self.how)) > 0:
            self.values.extend([0] * more)
            self.how.extend([0] * more)
        self.values[position], self.how[position] = value, how


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
