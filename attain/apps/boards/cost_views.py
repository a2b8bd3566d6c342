"""Cost against budget, and the page on which budgets are entered."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from attain.apps.boards import budgets
from attain.apps.boards.comparing import compared
from attain.apps.boards.places import Board, board_of, may, titled
from attain.engine.faults import Faulty
from attain.engine.money import rounded
from attain.engine.period import Period
from attain.shell.permissions import permits
from attain.wording.typed import parsed, typed

#: Rows of the grid.
MOST = 200


@permits("board:read")
@require_GET
def cost(request: HttpRequest) -> HttpResponse:
    """What pay costs, month by month, against what it may cost."""
    board = board_of(request)
    if board is None:
        return render(request, "boards/nothing.html", {"tab": "cost"})
    component = request.GET.get("component", "")
    found = compared(board, component)
    given = {
        **shared(board, "cost"),
        "found": found,
        "chosen": titled(component, board.rules, board.wording) if component else "",
        "may_set": may(request, "budget:set"),
    }
    return render(request, "boards/cost.html", given)


def shared(board: Board, tab: str) -> dict[str, Any]:
    """What each board's template needs."""
    return {
        "tab": tab,
        "board": board,
        "place": board.place,
        "wording": board.wording,
        "decimals": board.decimals,
        "run": board.place.run,
    }


@permits("budget:set")
@require_http_methods(["GET", "HEAD", "POST"])
def budget(request: HttpRequest) -> HttpResponse:
    """A year's budgets of a unit and those below it, to be typed in."""
    board = board_of(request)
    if board is None:
        return render(request, "boards/nothing.html", {"tab": "cost"})
    year = _year(request, board)
    months = board.rules.calendar.periods_of_year(year, "month")
    component = request.GET.get("component", "")
    units = [(board.unit, board.place.around.unit.title)]
    units += [(unit.key, unit.title) for unit in board.place.around.below[:MOST]]
    now = budgets.budgets(month.key for month in months)
    errors: dict[tuple[str, str], str] = {}
    told: list[str] = []
    if request.method == "POST":
        cells, errors = _typed(request, board, units, component, months)
        if not errors:
            try:
                count = budgets.save(request, cells, request.POST.get("reason", "").strip()[:1000])
            except Faulty as error:
                told = [board.wording.fault(each) for each in error.faults]
            else:
                messages.success(request, request.wording.say("boards.budget.saved", count=count))
                return redirect(f"{reverse('boards:budget')}?{urlencode(_where(board, year, component))}")
    rows = [
        (key, title, [_cell(request, board, (key, component, month.key), now, errors) for month in months])
        for key, title in units
    ]
    given = {
        **shared(board, "cost"),
        "year": year,
        "years": range(year - 2, year + 3),
        "months": months,
        "rows": rows,
        "component": component,
        "components": _components(board),
        "where": urlencode(_where(board, year, component)),
        "told": told,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "boards/budget.html", given, status=422 if errors or told else 200)


def _where(board: Board, year: int, component: str) -> dict[str, Any]:
    return {"unit": board.place.around.unit.key, "year": year, "component": component}


def _year(request: HttpRequest, board: Board) -> int:
    text = request.GET.get("year", "")
    if not text:
        return board.place.run.last_day.year
    if not (text.isascii() and text.isdigit() and 1990 < int(text[:5]) < 2200):
        raise Http404
    return int(text)


def _components(board: Board) -> list[tuple[str, str]]:
    names = dict.fromkeys(
        part.component
        for plan in board.rules.in_force("plan", board.place.run.last_day)
        for part in plan.components
    )
    found = [(name, titled(name, board.rules, board.wording)) for name in names]
    return sorted(found, key=lambda each: each[1].casefold())


def _name(key: budgets.Key) -> str:
    return f"b-{key[0]}-{key[2]}"


def _typed(
    request: HttpRequest,
    board: Board,
    units: list[tuple[str, str]],
    component: str,
    months: tuple[Period, ...],
) -> tuple[dict[budgets.Key, Decimal | None], dict[tuple[str, str], str]]:
    """The cells that the form has, and what is wrong with some."""
    cells: dict[budgets.Key, Decimal | None] = {}
    errors: dict[tuple[str, str], str] = {}
    for unit, _ in units:
        for month in months:
            key = unit, component, month.key
            text = request.POST.get(_name(key))
            if text is None:
                continue
            try:
                value = parsed(text, board.wording, "money")
                if value is not None and (value < 0 or value != rounded(value, board.decimals)):
                    raise ValueError(text)
            except ValueError:
                errors[unit, month.key] = request.wording.say("boards.budget.wrong")
                continue
            cells[key] = None if value is None else rounded(value, board.decimals)
    return cells, errors


def _cell(
    request: HttpRequest,
    board: Board,
    key: budgets.Key,
    now: dict[budgets.Key, Decimal],
    errors: dict[tuple[str, str], str],
) -> dict[str, Any]:
    name = _name(key)
    value = (
        request.POST.get(name) if request.method == "POST" else typed(now.get(key), request.wording, "money")
    )
    return {"name": name, "value": value, "month": key[2], "error": errors.get((key[0], key[2]), "")}
