"""Cells and rows of the grid: what is stored, what a run makes of longer periods, and what was typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from attain.apps.targets import figures
from attain.apps.targets.people import Sorted
from attain.engine.decide.targets import Target
from attain.engine.period import Period
from attain.runs.target_grid import Grid, Who
from attain.wording import Wording


@dataclass
class Cell:
    """One field. mark: its name. value: as stored. given: what a run takes where nothing is set."""

    mark: str
    period: str
    value: Decimal | None
    text: str
    given: Decimal | None = None
    given_text: str = ""
    how: str = ""
    fixed: bool = False
    told: str = ""
    wrong: str = ""
    dirty: bool = False

    @property
    def plain(self) -> str:
        return figures.plain(self.value)

    @property
    def base(self) -> str:
        """What the cell counts for in sums as long as nothing is typed."""
        return figures.plain(self.value if self.value is not None else self.given)


@dataclass
class Row:
    """A subject's cells: months and the longer periods after them (months: those alone), then the year."""

    who: Who
    title: str
    note: str
    url: str
    editable: bool
    cells: list[Cell]
    months: list[Cell]
    year: Cell
    total: Decimal | None
    last: Decimal | None = None
    now: Decimal | None = None


def row_of(
    shown: Any,
    grid: Grid,
    each: Sorted,
    editable: bool,
    achieved: Mapping[Who, tuple[Decimal | None, Decimal | None]],
    typed: Mapping[str, str],
) -> Row:
    made = [(period, grid.of(each.who, period)) for period in shown.columns]
    cells = [_cell(shown, grid, each, period, target, typed) for period, target in made]
    months = [cell for cell, (period, _) in zip(cells, made, strict=True) if period.cycle == "month"]
    year = grid.year_period
    values = [target.value for period, target in made if period.cycle == "month" and target.value is not None]
    total = sum(values, Decimal(0)) if shown.additive and values else None
    last, now = achieved.get(each.who, (None, None))
    yearly = _cell(shown, grid, each, year, Target(None), typed)
    return Row(each.who, each.title, each.note, "", editable, cells, months, yearly, total, last, now)


def _cell(
    shown: Any, grid: Grid, each: Sorted, period: Period, target: Target, typed: Mapping[str, str]
) -> Cell:
    wording, unit = shown.wording, shown.unit_word
    stored = grid.stored(each.who, period.key)
    value = stored.value if stored else None
    mark = f"{each.who[0]}:{each.who[1]}:{period.key}"
    given = target.value if stored is None else None
    cell = Cell(
        mark,
        period.key,
        value,
        shown.typed(value),
        given,
        shown.typed(given),
        target.how,
        bool(stored and stored.fixed),
    )
    if stored is not None:
        cell.told = shown.once(("set", stored.set_on, stored.reason, stored.fixed), _told_of, stored, wording)
    elif given is not None and target.how in ("summed", "averaged"):
        cell.told = shown.once((target.how,), wording.say, f"targets.{target.how}_from")
    elif given is not None and target.row is not None:
        whole = wording.value(target.row.value, unit)
        id = "targets.spread_from" if target.how == "spread" else "targets.holds_for"
        cell.told = wording.say(id, period=target.row.period, value=whole)
    if mark in typed:
        cell.dirty, cell.text = cell.text != typed[mark], typed[mark]
    return cell


def _told_of(stored: Any, wording: Wording) -> str:
    """When and by whom a target was set."""
    parts = [wording.say("targets.set_on", day=stored.set_on) if stored.set_on else ""]
    parts += [stored.reason, wording.say("targets.fixed") if stored.fixed else ""]
    return " · ".join(filter(None, parts))
