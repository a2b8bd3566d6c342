"""Units side by side: one little chart a unit on the same scale and periods, and a table of the same KPIs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.apps.teams.drawing import Scale, Spark, trend, written
from attain.apps.teams.heat import Head, heads, standing
from attain.apps.teams.places import Place
from attain.engine.scoring.declaration import ScoreLine

FULL = Decimal(100)

#: The drawing of one unit: its size, and the frame that the line stands in.
LEFT, RIGHT, TOP, BOTTOM = 6, 194, 8, 62

#: Units of a page.
MOST = 24


@dataclass(frozen=True)
class Chart:
    """A unit's line over the periods. values: (period, value). target: where full marks begin."""

    unit: people.UnitView
    line: Spark | None
    target: str
    values: tuple[tuple[str, Decimal | None], ...]
    last: Decimal | None
    change: Decimal | None
    standing: str


@dataclass(frozen=True)
class Cell:
    value: Decimal | None
    standing: str
    head: Head


@dataclass(frozen=True)
class Row:
    unit: people.UnitView
    cells: tuple[Cell, ...]
    whole: bool


@dataclass(frozen=True)
class Side:
    """Units side by side. others: (key, title) of more KPIs of the units. left_out: units not shown."""

    kpi: str
    title: str
    unit: str
    decimals: int
    target: Decimal | None
    charts: tuple[Chart, ...]
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    others: tuple[tuple[str, str], ...]
    left_out: int


def side_by_side(place: Place, kpi: str) -> Side | None:
    """The units below the chosen one, or the chosen one alone. One query for all numbers.

    What the address asks for and the units do not have gives way to the first line of the scorecard.
    """
    chosen = place.around.unit
    below = place.around.below[:MOST]
    units = below or (chosen,)
    past = results.histories([unit.key for unit in (*below, chosen)], place.before, kind="unit")
    now = {key: own[-1] for key, own in past.items() if own and own[-1].run == place.run.key}
    lines = [head for head in heads(place) if not head.group]
    known = {name for sheet in now.values() for name, text in sheet.values.items() if text}
    shared = [head for head in lines if head.kpi in known]
    others = _others(place, known, {head.kpi for head in shared})
    if not shared and not others:
        return None
    head = next((each for each in shared if each.kpi == kpi), None)
    if head is None and kpi in dict(others):
        shape = _shape(place, kpi)
    else:
        head = head or (shared[0] if shared else None)
        shape = (head.kpi, head.title, head.unit, head.decimals) if head else _shape(place, others[0][0])
    target = full_marks(head.line) if head else None
    charts = _charts(place, units, past, shape[0], target, head)
    rows = [_row(unit, now.get(unit.key), shared, unit.key == chosen.key and bool(below)) for unit in units]
    if below:
        rows.append(_row(chosen, now.get(chosen.key), shared, True))
    left = len(place.around.below) - len(below)
    return Side(*shape, target, charts, tuple(shared), tuple(rows), others, left)


def full_marks(line: ScoreLine) -> Decimal | None:
    """The value at which a line first earns full marks; None where its curve has no such corner."""
    found = [point.x for point in (line.curve or line.steps).points if FULL in (point.at, point.below)]
    points = (line.curve or line.steps).points
    falling = points[0].at > points[-1].at
    return (max(found) if falling else min(found)) if found else None


def _others(place: Place, known: set[str], without: set[str]) -> tuple[tuple[str, str], ...]:
    """More KPIs that are published of these units, by title."""
    rules, day = place.rules, place.run.last_day
    found = [
        (kpi.kpi, place.wording.title(kpi.title, kpi.kpi))
        for kpi in rules.in_force("kpi", day)
        if kpi.kpi in known and kpi.kpi not in without
    ]
    return tuple(sorted(found, key=lambda pair: pair[1].casefold()))


def _shape(place: Place, kpi: str) -> tuple[str, str, str, int]:
    rule = place.rules.kpi(kpi, place.run.last_day)
    return kpi, place.wording.title(rule.title, kpi), rule.unit, rule.decimals


def _charts(
    place: Place,
    units: Sequence[people.UnitView],
    past: Mapping[str, Sequence[results.SheetView]],
    kpi: str,
    target: Decimal | None,
    head: Head | None,
) -> tuple[Chart, ...]:
    series = {unit.key: _series(place, past.get(unit.key, ()), kpi) for unit in units}
    every = [value for own in series.values() for _, value in own if value is not None]
    every += [target] if target is not None else []
    low, high = min(every, default=Decimal(0)), max(every, default=Decimal(1))
    scale = Scale(low, high, Decimal(BOTTOM), Decimal(TOP))
    return tuple(
        Chart(
            unit=unit,
            line=trend([value for _, value in series[unit.key]], scale, LEFT, RIGHT),
            target=written(scale.at(target)) if target is not None else "",
            values=series[unit.key],
            last=series[unit.key][-1][1] if series[unit.key] else None,
            change=_change(series[unit.key]),
            standing=_standing(head, series[unit.key][-1][1]) if series[unit.key] else "",
        )
        for unit in units
    )


def _series(
    place: Place, past: Sequence[results.SheetView], kpi: str
) -> tuple[tuple[str, Decimal | None], ...]:
    by_period = {sheet.period: sheet.number(kpi) for sheet in past}
    return tuple((run.period, by_period.get(run.period)) for run in place.before)


def _change(series: Sequence[tuple[str, Decimal | None]]) -> Decimal | None:
    if len(series) < 2 or series[-1][1] is None or series[-2][1] is None:
        return None
    return series[-1][1] - series[-2][1]


def _standing(head: Head | None, value: Decimal | None) -> str:
    return standing(head.line.read(value).value, False) if head and value is not None else ""


def _row(unit: people.UnitView, sheet: results.SheetView | None, shared: Sequence[Head], whole: bool) -> Row:
    values = [(head, sheet.number(head.kpi) if sheet else None) for head in shared]
    return Row(unit, tuple(Cell(value, _standing(head, value), head) for head, value in values), whole)
