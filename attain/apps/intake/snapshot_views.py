"""Pages of snapshots: what each load and change has brought, and one table at two of them."""

from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from attain.apps.house.api import rules_now, store
from attain.apps.intake.models import Brought
from attain.apps.intake.showing import title_of
from attain.engine.facts import Table
from attain.engine.faults import Faulty
from attain.engine.money import scaled
from attain.engine.store import Step, compared, steps
from attain.shell.permissions import allowed, permits
from attain.wording import Wording

#: So many snapshots stand on a page.
PAGE = 20


@permits("fact:read")
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The chain of snapshots from the newest back."""
    start = request.GET.get("from", "") or None
    try:
        place, tables = store(), rules_now().tables
        found = list(islice(steps(place, start), PAGE + 1))
    except Faulty:
        if start:
            raise Http404 from None
        found, tables = [], {}
    names = _names(found)
    may_undo = allowed("fact:take_back", request.user.held_roles(on=timezone.localdate()))
    there = {entry.load_id for entry in place.snapshot().manifest.loads} if found and may_undo else set()
    shown = [_step(each, tables, names, there, request.wording) for each in found[:PAGE]]
    older = found[PAGE].id if len(found) > PAGE else ""
    given = {"steps": shown, "older": older, "newest": not start}
    return render(request, "intake/snapshots.html", given)


def _names(found: list[Step]) -> dict[str, str]:
    """Load → who brought it by way of the pages."""
    loads = [told["load_id"] for each in found for told in each.loads]
    return dict(Brought.objects.filter(load__in=loads).values_list("load", "by_name"))


def _step(
    each: Step, tables: dict[str, Table], names: dict[str, str], there: set[str], wording: Wording
) -> dict[str, Any]:
    def title(name: str) -> str:
        return title_of(tables[name], wording) if name in tables else name

    return {
        "id": each.id,
        "parent": each.parent,
        "at": each.at,
        "loads": [
            {**told, "title": title(told["table"]), "by": names.get(told["load_id"], "")}
            for told in each.loads
        ],
        "undone": [told.get("form", {}).get("file", "") or title(told["table"]) for told in each.undone],
        "rows": [(title(name), name, more) for name, more in each.rows.items()],
        "first": not each.parent,
        "undo": next((told["load_id"] for told in each.loads if told["load_id"] in there), ""),
    }


@permits("fact:read")
@require_GET
def compare(request: HttpRequest, first: str, second: str) -> HttpResponse:
    """One table at two snapshots: rows that came, went and changed."""
    try:
        place, rules = store(), rules_now()
        one, two = place.snapshot(first), place.snapshot(second)
    except Faulty:
        raise Http404 from None
    tables = rules.tables
    differing = [
        name
        for name in tables
        if {part.file for part in one.parts(name)} != {part.file for part in two.parts(name)}
    ]
    wanted = request.GET.get("table", "") or (differing[0] if differing else "")
    if wanted and wanted not in tables:
        raise Http404
    given: dict[str, Any] = {
        "first": first,
        "second": second,
        "choices": [(name, title_of(tables[name], request.wording)) for name in differing],
        "chosen": wanted,
    }
    if wanted:
        decimals = rules.settings.currency_decimals
        found = compared(one, two, tables[wanted], decimals)
        given |= {
            "compared": found,
            "title": title_of(tables[wanted], request.wording),
            "rows": [
                (sign, _cells(values, found.columns, tables[wanted], decimals, request.wording))
                for sign, values in found.rows
            ],
        }
    return render(request, "intake/compared.html", given)


def _cells(
    values: tuple[Any, ...], columns: tuple[str, ...], table: Table, decimals: int, wording: Wording
) -> list[tuple[str, str, bool]]:
    found = []
    for name, value in zip(columns, values, strict=True):
        kind = table.columns[name]
        text = "–" if value is None else str(value)
        if kind.is_number and value is not None:
            text = wording.number(Decimal(scaled(int(value), kind.scale(decimals))))
        elif isinstance(value, bool | date):
            text = wording.value(value)
        found.append((name, text, kind.is_number))
    return found
