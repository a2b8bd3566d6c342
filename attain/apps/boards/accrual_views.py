"""The accrual report for accountants, as a page and as files."""

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from attain.apps.boards.accruing import KINDS, Cell, accrual
from attain.apps.results import api as results
from attain.shell.languages import in_currency
from attain.shell.permissions import permits
from attain.shell.tables import Column, Table


def _sum(kind: str) -> Any:
    return lambda cell: cell.sums.get(kind, Decimal(0))


def _columns(decimals: int) -> tuple[Column, ...]:
    return (
        Column("for", "boards.for_period", value="for_period", unit="period", order="for"),
        Column("in", "boards.in_period", value="in_period", unit="period", order="in"),
        *(
            Column(kind, f"ledger.kind.{kind}", value=_sum(kind), unit="money", decimals=decimals, order=kind)
            for kind in KINDS
        ),
        Column("cost", "boards.cost", unit="money", decimals=decimals, order="cost"),
        Column("later", "boards.later", unit="money", decimals=decimals, order="later"),
        Column("state", "boards.state", value=_state, unit="message"),
    )


def _state(cell: Cell) -> str:
    return "boards.estimated" if cell.estimated else "boards.posted"


TABLE = Table("accrual", "boards.accrual.cells", _columns(2), first="for", empty="boards.accrual.none")


@permits("accrual:read")
@require_GET
def report(request: HttpRequest) -> HttpResponseBase:
    """What each period has earned, by the periods that posted it, as of the end of a chosen one."""
    runs = results.runs()
    asked = request.GET.get("period", "")
    run = next((each for each in runs if not asked or each.period == asked), None)
    if run is None:
        if asked:
            raise Http404
        return render(request, "boards/nothing.html", {"tab": "accrual"})
    runs = [each for each in runs if each.cycle == run.cycle]
    rules = results.rules_of(run.bundle)
    request.wording = in_currency(request.wording, rules.settings.currency)
    decimals = rules.settings.currency_decimals
    found = accrual(run, runs)
    given = {"tab": "accrual", "found": found, "runs": runs, "run": run, "kinds": KINDS, "decimals": decimals}
    return TABLE.response(
        request, list(found.cells), "boards/accrual.html", given, columns=_columns(decimals)
    )
