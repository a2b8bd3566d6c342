"""The grid of targets, saving it, a cell's history, and what was saved."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from attain.apps.people import api as people
from attain.apps.targets import figures
from attain.apps.targets.grid import grid_of
from attain.apps.targets.saving import Changed, save
from attain.apps.targets.shown import Shown, titled
from attain.engine.faults import Faulty
from attain.runs.target_entry import Cell
from attain.shell.permissions import permits
from attain.wording.typed import symbols

#: So many units are offered to choose from; others are found by the links above the sheet.
MOST_UNITS = 300

#: What of the address a page of targets goes back to.
PLACE = ("target", "year", "unit", "post", "view", "q", "page")


def place_of(given: Any) -> str:
    """The query that leads back to where the reader stood."""
    return urlencode({name: given[name] for name in PLACE if given.get(name)})


@permits("target:read")
@require_GET
def grid(request: HttpRequest) -> HttpResponse:
    """People or units by month."""
    return _page(request, grid_of(request, request.GET))


def _page(
    request: HttpRequest, shown: Shown, told: Sequence[str] = (), reason: str = "", status: int = 200
) -> HttpResponse:
    asked = shown.asked
    units = people.reachable_titles(request.reach, MOST_UNITS) if shown.around is not None else []
    here = (shown.around.unit.key, shown.around.unit.title) if shown.around is not None else None
    where = {
        "target": asked.named.key,
        "year": str(asked.year),
        "unit": shown.around.unit.key if shown.around else "",
    }
    return render(
        request,
        "targets/grid.html",
        {
            "shown": shown,
            "asked": asked,
            "names": names_of(shown),
            "units": units if here is None or here in units else [*units, here],
            "told": told,
            "reason": reason,
            "place": place_of(request.GET),
            "where": urlencode(where),
            "figures": {
                "point": symbols(shown.wording.locale)[0],
                "locale": str(shown.wording.locale).replace("_", "-"),
            },
            "stored": json.dumps(
                {
                    c.mark: c.plain
                    for r in (*shown.own, *shown.rows)
                    if r.editable
                    for c in (*r.cells, r.year)
                    if c.value is not None
                },
                separators=(",", ":"),
            ),
        },
        status=status,
    )


def names_of(shown: Shown) -> list[tuple[str, str]]:
    """Names to choose from, by title: those with targets, and for who sets some those that rules call for."""
    named = {each.named for each in shown.used if each.rows or shown.may_set} | {shown.asked.named}
    found = [(each.key, titled(shown.rules, each, shown.wording)) for each in named]
    return sorted(found, key=lambda each: each[1].casefold())


@permits("target:set")
@require_POST
def saved(request: HttpRequest) -> HttpResponse:
    """Saves what was typed; where that can't be, the page again with all of it."""
    given = request.POST
    shown = grid_of(request, request.GET)
    stored = _stored(given.get("stored", ""))
    typed = {name[2:]: text.strip() for name, text in given.items() if name.startswith("c:")}
    cells, wrong = _cells(shown, typed, stored)
    reason = given.get("reason", "").strip()[:1000]
    told: list[str] = []
    if wrong:
        told.append(request.wording.say("targets.wrong", count=len(wrong)))
    else:
        try:
            made = save(request, shown.asked.named, shown.asked.year, cells, reason)
        except Changed as others:
            wrong = {
                _mark(cell): _other(shown, there.value if there else None) for cell, there in others.cells
            }
            told.append(request.wording.say("targets.others", count=len(wrong)))
        except Faulty as faulty:
            told += [request.wording.fault(fault) for fault in faulty.faults]
        else:
            if made is None:
                messages.info(request, request.wording.say("targets.nothing"))
            else:
                messages.success(request, request.wording.say("targets.saved", count=made.count))
            return redirect(f"{reverse('targets:grid')}?{place_of(request.GET)}")
    again = grid_of(request, request.GET, typed)
    for row in (*again.own, *again.rows):
        for cell in (*row.cells, row.year):
            cell.wrong = wrong.get(cell.mark, "")
            if cell.dirty and not cell.wrong and stored.get(cell.mark, "") != cell.plain:
                cell.wrong = _other(shown, cell.value)
    return _page(request, again, told, reason, 422)


def _stored(text: str) -> dict[str, str]:
    """What the page showed, by mark. Raises Http404 for what no page has sent."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        raise Http404 from None
    if not isinstance(found, dict):
        raise Http404
    return {str(mark): str(value) for mark, value in found.items()}


def _cells(
    shown: Shown, typed: Mapping[str, str], stored: Mapping[str, str]
) -> tuple[list[Cell], dict[str, str]]:
    """The cells that were typed in, and by mark what is wrong with some."""
    periods = {period.key for period in shown.columns} | {shown.year_key}
    cells, wrong = [], {}
    for mark, text in typed.items():
        kind, _, rest = mark.partition(":")
        subject, _, period = rest.rpartition(":")
        if period not in periods:
            continue
        try:
            value = figures.parsed(text, shown.wording, shown.unit_word)
            before = figures.of_plain(stored.get(mark, ""))
        except ValueError:
            wrong[mark] = shown.wording.say("targets.figure", text=text[:40])
            continue
        cells.append(Cell(kind, subject, period, before, value))
    return cells, wrong


def _mark(cell: Cell) -> str:
    return f"{cell.kind}:{cell.subject}:{cell.period}"


def _other(shown: Shown, value: Decimal | None) -> str:
    """What somebody else has set."""
    if value is None:
        return shown.wording.say("targets.other.gone")
    return shown.wording.say("targets.other", value=shown.wording.value(value, shown.unit_word))
