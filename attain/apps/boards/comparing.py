"""Cost against budget, month by month, by unit and by component; and what the open month will likely cost."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from attain.apps.boards.budgets import Key, budgets
from attain.apps.boards.costs import MILLION, Costs, costs, fixed_components
from attain.apps.boards.models import Cost, Costed
from attain.apps.boards.places import Board, part, titled
from attain.apps.people import api as people
from attain.runs.forecast import Forecast, Past, forecast

ZERO = Decimal(0)


@dataclass(frozen=True)
class Line:
    """A month, unit or component. actual: cost so far; budget: None where none is set."""

    key: str
    title: str
    actual: Decimal
    budget: Decimal | None
    posted: bool = True
    expected: Forecast | None = None
    own: bool = False

    @property
    def likely(self) -> Decimal:
        """What it comes to: as posted, else as forecast."""
        return self.expected.likely if self.expected else self.actual

    @property
    def over(self) -> Decimal | None:
        """Above zero: more than the budget."""
        return None if self.budget is None else self.likely - self.budget

    @property
    def share(self) -> Decimal | None:
        return part(self.likely - (self.budget or ZERO), self.budget)


@dataclass(frozen=True)
class Compared:
    """months: the oldest first; the last is the chosen one. units, components: of the chosen month."""

    months: tuple[Line, ...]
    units: tuple[Line, ...]
    components: tuple[Line, ...]
    component: str
    chart: Mapping[str, Any]

    @property
    def month(self) -> Line:
        return self.months[-1]


def compared(board: Board, component: str) -> Compared:
    """The board of a unit; component: of that one alone, "" for all."""
    found = costs(board.runs)
    set_ = budgets(run.period for run in board.runs)
    past = _past(found, board, component)
    months = [_month(each, board, component, set_, past) for each in found]
    last = found[-1]
    return Compared(
        tuple(months),
        tuple(_units(last, board, component, set_, past)),
        tuple(_components(last, board, set_, past)),
        component,
        _chart(months, board),
    )


def _month(
    each: Costs, board: Board, component: str, set_: Mapping[Key, Decimal], past: Sequence[Past]
) -> Line:
    period = each.run.period
    actual = each.total(board.inside, component)
    expected = _expected(each, board, board.inside, component, past)
    budget = set_.get((board.unit, component, period))
    return Line(period, board.wording.period(period), actual, budget, each.posted, expected)


def _expected(
    each: Costs, board: Board, units: frozenset[str] | None, component: str, past: Sequence[Past]
) -> Forecast | None:
    """What people in these units will cost; None where all is known. The parts of a board go by one past."""
    if each.posted or each.share >= 1:
        return None
    fixed = _fixed(each, board, units, component)
    variable = each.total(units, component) - fixed
    return forecast(fixed, variable, each.share, past, board.decimals)


def _fixed(each: Costs, board: Board, units: frozenset[str] | None, component: str) -> Decimal:
    """What is paid whatever is achieved, and what is about earlier periods."""
    fixed = fixed_components(board.rules, each.run)
    return sum(
        (
            amount
            for about, _, name, amount in each.rows(units)
            if component in ("", name) and (name in fixed or about != each.run.period)
        ),
        ZERO,
    )


def _past(found: Iterable[Costs], board: Board, component: str) -> list[Past]:
    """Posted months as they stood while their facts still came in, where sums of that time are kept."""
    posted = {each.run.period: each for each in found if each.posted}
    told = []
    for early in Costed.objects.filter(period__in=list(posted), posted=False, share__lt=MILLION):
        final = posted[early.period]
        fixed = fixed_components(board.rules, final.run)
        rows = Cost.objects.filter(costed=early, for_period=early.period).exclude(component__in=fixed)
        rows = rows if board.inside is None else rows.filter(unit__in=board.inside)
        rows = rows.filter(component=component) if component else rows
        variable = sum(rows.values_list("amount", flat=True), ZERO)
        came = final.total(board.inside, component) - _fixed(final, board, board.inside, component)
        told.append(Past(Decimal(early.share) / MILLION, variable, came))
    return told


def _units(
    last: Costs, board: Board, component: str, set_: Mapping[Key, Decimal], past: Sequence[Past]
) -> Iterable[Line]:
    """The units below; and, where there is any, what people of the unit itself cost."""
    period = last.run.period
    inside: set[str] = set()
    for unit, keys in board.below:
        inside |= keys
        actual = last.total(keys, component)
        budget = set_.get((unit.key, component, period))
        if actual or budget is not None:
            expected = _expected(last, board, keys, component, past)
            yield Line(unit.key, unit.title, actual, budget, last.posted, expected)
    every = {unit for _, unit, _ in last.cells}
    left = frozenset((every if board.inside is None else every & board.inside) - inside)
    if board.below and left and (actual := last.total(left, component)):
        expected = _expected(last, board, left, component, past)
        yield Line("", board.place.around.unit.title, actual, None, last.posted, expected, own=True)


def _components(
    last: Costs, board: Board, set_: Mapping[Key, Decimal], past: Sequence[Past]
) -> Iterable[Line]:
    sums = last.sums(2, board.inside)
    known = {name for unit, name, period in set_ if (unit, period) == (board.unit, last.run.period) and name}
    for name in sorted({*sums, *known}, key=lambda name: (-sums.get(name, ZERO), name)):
        budget = set_.get((board.unit, name, last.run.period))
        title = titled(name, board.rules, board.wording)
        expected = _expected(last, board, board.inside, name, past)
        yield Line(name, title, sums.get(name, ZERO), budget, last.posted, expected)


def _chart(months: Sequence[Line], board: Board) -> dict[str, Any]:
    """Bars of what was paid, of what is expected, and the budget as steps."""
    wording = board.wording
    rows = [("boards.actual", "bar", [each.actual for each in months])]
    if any(each.expected for each in months):
        expected = [each.expected.likely if each.expected else None for each in months]
        rows.append(("boards.forecast", "past", expected))
    if any(each.budget is not None for each in months):
        rows.append(("boards.budget", "target", [each.budget for each in months]))
    written = {
        str(value): wording.money(value, decimals=board.decimals)
        for *_, values in rows
        for value in values
        if value is not None
    }
    return {
        "labels": [each.title for each in months],
        "series": [
            {"name": wording.say(name), "kind": kind, "values": [v if v is None else str(v) for v in values]}
            for name, kind, values in rows
        ],
        "written": written,
    }


def unit_title(key: str) -> str:
    unit = people.unit(key)
    return unit.title if unit else key
