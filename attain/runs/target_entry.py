"""Targets set by hand: what is entered, and what somebody else has set meanwhile."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from attain.engine.store import Change as Entry
from attain.runs.target_grid import Grid, Named, Stored, Who


@dataclass(frozen=True)
class Cell:
    """A target as the page showed it and as it is to be; None: none. fixed: None leaves it as it is."""

    kind: str
    subject: str
    period: str
    shown: Decimal | None
    value: Decimal | None
    fixed: bool | None = None

    @property
    def who(self) -> Who:
        return self.kind, self.subject

    @property
    def changes(self) -> bool:
        return self.shown != self.value or self.fixed is not None


def conflicts(
    cells: Iterable[Cell], now: Mapping[tuple[Who, str], Stored]
) -> list[tuple[Cell, Stored | None]]:
    """The cells that are no longer as the page showed them, with what they are now."""
    found = []
    for cell in cells:
        there = now.get((cell.who, cell.period))
        if (there.value if there else None) != cell.shown:
            found.append((cell, there))
    return found


def entered(
    named: Named,
    cells: Sequence[Cell],
    now: Mapping[tuple[Who, str], Stored],
    on: date,
    by: str,
    reason: str,
) -> Entry:
    """The rows that set the cells, and the keys of those that are emptied. by: a person's key or ""."""
    rows, gone = [], []
    for cell in cells:
        key = {
            "subject_kind": cell.kind,
            "subject_id": cell.subject,
            "name": named.name,
            "group": named.group,
            "period": cell.period,
        }
        if cell.value is None:
            gone.append(key)
            continue
        there = now.get((cell.who, cell.period))
        fixed = cell.fixed if cell.fixed is not None else bool(there and there.fixed)
        rows.append(
            {
                **key,
                "value": f"{cell.value:f}",
                "fixed": "yes" if fixed else "no",
                "set_on": on.isoformat(),
                "set_by": by,
                "reason": reason,
            }
        )
    return Entry("targets", rows, gone)


def difference(own: Decimal | None, summed: Decimal) -> Decimal | None:
    """What a unit's own target leaves open once its people's are summed; below zero: they have more."""
    return None if own is None else own - summed


def of_grid(grid: Grid, who: Who, period: str, value: Decimal | None) -> Cell:
    """A cell of the grid that is to have the value."""
    there = grid.stored(who, period)
    return Cell(who[0], who[1], period, there.value if there else None, value)
