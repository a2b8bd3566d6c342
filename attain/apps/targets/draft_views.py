"""Targets proposed by a spread, a copy or a file: seen before they are saved."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from attain.apps.house.api import rules_now
from attain.apps.people import api as people
from attain.apps.targets import figures, filling
from attain.apps.targets.filling import Unfillable
from attain.apps.targets.grid import Rights, grid_of
from attain.apps.targets.models import Draft
from attain.apps.targets.saving import MOST, Changed, of_json, save, to_json
from attain.apps.targets.shown import Shown, titled
from attain.apps.targets.views import place_of
from attain.engine.faults import Faulty
from attain.engine.money import CONTEXT
from attain.runs.target_entry import Cell
from attain.runs.target_grid import Named
from attain.runs.target_spread import OVER_MONTHS, OVER_PEOPLE
from attain.shell.languages import in_currency
from attain.shell.permissions import permits
from attain.wording import Wording

#: So many subjects of a draft are shown.
SEEN = 100


@permits("target:set")
@require_http_methods(["GET", "HEAD", "POST"])
def spread(request: HttpRequest) -> HttpResponse:
    """The unit's amount over months, or its months over its people."""
    shown = _shown(request)
    typed = {name: request.POST.get(name, "").strip() for name in ("over", "how", "amount", "weights")}
    if request.method != "POST":
        typed |= {"over": "people", "how": "evenly", "amount": _amount(shown)}

    def made() -> list[Cell]:
        months = filling.chosen(shown, request.POST.get("first", ""), request.POST.get("last", ""))
        if typed["over"] == "months":
            if typed["how"] not in OVER_MONTHS:
                raise Unfillable("targets.fill.how")
            try:
                amount = figures.parsed(typed["amount"], request.wording, shown.unit_word)
                parts = typed["weights"].replace(";", " ").split()
                weights = [figures.parsed(part, request.wording, "number") or Decimal(0) for part in parts]
            except ValueError:
                raise Unfillable("targets.fill.figures") from None
            if amount is None:
                raise Unfillable("targets.fill.amount")
            return filling.over_months(shown, amount, months, typed["how"], weights)
        if typed["how"] not in OVER_PEOPLE:
            raise Unfillable("targets.fill.how")
        return filling.over_people(shown, months, typed["how"], _weights(typed["weights"], request.wording))

    hows = [
        (how, how in OVER_MONTHS, how in OVER_PEOPLE) for how in dict.fromkeys((*OVER_PEOPLE, *OVER_MONTHS))
    ]
    return _filled(request, shown, "spread", made, {"typed": typed, "hows": hows})


@permits("target:set")
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest) -> HttpResponse:
    """Last month's or last year's targets once more, so many per cent higher."""
    shown = _shown(request)
    typed = {name: request.POST.get(name, "").strip() for name in ("source", "percent", "whom")}
    if request.method != "POST":
        typed = {"source": "last_year", "percent": "0", "whom": "people"}

    def made() -> list[Cell]:
        months = filling.chosen(shown, request.POST.get("first", ""), request.POST.get("last", ""))
        try:
            percent = _percent(typed["percent"], request.wording)
        except ValueError:
            raise Unfillable("targets.fill.figures") from None
        if typed["source"] not in ("last_year", "last_month") or typed["whom"] not in ("people", "own"):
            raise Unfillable("targets.fill.how")
        return filling.copied(shown, months, typed["source"], percent, typed["whom"])

    return _filled(request, shown, "copy", made, {"typed": typed})


def _shown(request: HttpRequest) -> Shown:
    """The grid that the address names. Raises Http404 where the reader leads no unit."""
    shown = grid_of(request, request.GET)
    if shown.around is None or not shown.own:
        raise Http404
    return shown


def _amount(shown: Shown) -> str:
    return figures.typed(shown.own[0].total, shown.wording, shown.unit_word)


def _percent(text: str, wording: Wording) -> Decimal:
    """So many per cent, with the sign or without. Raises ValueError for what is no figure."""
    ratio = figures.parsed(text, wording, "percent")
    return Decimal(0) if ratio is None else ratio.scaleb(2, context=CONTEXT)


def _weights(text: str, wording: Wording) -> dict[str, Decimal]:
    """Lines of a person's key and a weight. Raises Unfillable for a line that is neither."""
    found = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        key, _, weight = line.strip().replace("\t", " ").rpartition(" ")
        try:
            value = figures.parsed(weight, wording, "number")
        except ValueError:
            raise Unfillable("targets.fill.weights") from None
        if value is None or value < 0:
            raise Unfillable("targets.fill.weights")
        found[key.strip()] = value
    return found


def _filled(
    request: HttpRequest,
    shown: Shown,
    how: str,
    made: Callable[[], list[Cell]],
    given: Mapping[str, Any],
) -> HttpResponse:
    """The form, or the draft that it makes."""
    wrong = ""
    if request.method == "POST":
        try:
            return drafted(request, shown, how, made())
        except Unfillable as why:
            wrong = request.wording.say(str(why))
    today = timezone.localdate()
    coming = [month.key for month in shown.months if month.start > today]
    given = {
        **given,
        "shown": shown,
        "asked": shown.asked,
        "first": request.POST.get("first") or (coming or [shown.months[0].key])[0],
        "last": request.POST.get("last") or shown.months[-1].key,
        "wrong": wrong,
        "back": f"{reverse('targets:grid')}?{place_of(request.GET)}",
    }
    return render(request, f"targets/{how}.html", given, status=422 if wrong else 200)


def drafted(
    request: HttpRequest, shown: Shown, how: str, cells: list[Cell], told: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Keeps the cells that change and are the reader's to set; leads to them. Raises Unfillable for none."""
    rights = Rights(request, shown.months[0].start, shown.months[-1].end)
    may = rights.of(list(dict.fromkeys(cell.who for cell in cells)))
    kept = [cell for cell in cells if cell.who in may and cell.changes]
    if not kept:
        raise Unfillable("targets.fill.same" if may else "targets.fill.not_yours")
    if len(kept) > MOST:
        raise Unfillable("targets.fill.too_many")
    left = len({cell.who for cell in cells} - may)
    Draft.objects.filter(owner=request.user.pk).delete()
    made = Draft.objects.create(
        owner=request.user.pk,
        name=shown.asked.named.name,
        group=shown.asked.named.group,
        year=shown.asked.year,
        how=how,
        told={"place": place_of(request.GET), "left": left, **(told or {})},
        cells=to_json(kept),
    )
    return redirect("targets:draft", made.pk)


@permits("target:set")
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, draft: int) -> HttpResponse:
    """What would be set, and saving it."""
    row = get_object_or_404(Draft, pk=draft, owner=request.user.pk)
    named, cells = Named(row.name, row.group), of_json(row.cells)
    faulty: list[str] = []
    reason = request.POST.get("reason", "").strip()[:1000]
    if request.method == "POST":
        try:
            made = save(request, named, row.year, cells, reason, row.how)
        except Changed as others:
            faulty.append(request.wording.say("targets.draft.others", count=len(others.cells)))
        except Faulty as wrong:
            faulty += [request.wording.fault(fault) for fault in wrong.faults]
        else:
            row.delete()
            messages.success(request, request.wording.say("targets.saved", count=made.count if made else 0))
            return redirect(f"{reverse('targets:grid')}?{row.told.get('place', '')}")
    given = {"draft": row, "faulty": faulty, "reason": reason, **_seen(request, named, row, cells)}
    return render(request, "targets/draft.html", given, status=422 if faulty else 200)


@permits("target:set")
@require_POST
def discard(request: HttpRequest, draft: int) -> HttpResponse:
    """Lets a draft go."""
    row = get_object_or_404(Draft, pk=draft, owner=request.user.pk)
    place = row.told.get("place", "")
    row.delete()
    return redirect(f"{reverse('targets:grid')}?{place}")


def _seen(request: HttpRequest, named: Named, row: Draft, cells: list[Cell]) -> dict[str, Any]:
    """The draft by subject and period, with sums before and after."""
    rules = rules_now()
    wording = in_currency(request.wording, rules.settings.currency)
    periods = sorted({cell.period for cell in cells})
    first = rules.calendar.period(periods[0]).start
    unit, additive = rules.unit_word(named.name, first), rules.additive(named.name, first)
    by_who: dict[Any, dict[str, Cell]] = {}
    for cell in cells:
        by_who.setdefault(cell.who, {})[cell.period] = cell
    seen = list(by_who)[:SEEN]
    persons = people.people({key for kind, key in seen if kind == "person"})
    units = people.unit_titles({key for kind, key in seen if kind == "unit"})

    def called(kind: str, key: str) -> str:
        if kind == "person":
            return persons[key].shown(wording) if key in persons else key
        return units.get(key, key) if kind == "unit" else wording.say("targets.company")

    def text(value: Decimal | None) -> str:
        return figures.typed(value, wording, unit) or "–"

    rows = [
        (
            called(*who),
            [
                (p, text(c.shown), text(c.value)) if (c := by_who[who].get(p)) else (p, "", "")
                for p in periods
            ],
        )
        for who in seen
    ]
    sums = []
    for period in periods if additive else ():
        of = [cell for cell in cells if cell.period == period]
        sums.append(
            (
                text(sum((cell.shown or Decimal(0) for cell in of), Decimal(0))),
                text(sum((cell.value or Decimal(0) for cell in of), Decimal(0))),
            )
        )
    return {
        "title": titled(rules, named, wording),
        "periods": periods,
        "rows": rows,
        "sums": sums,
        "count": len(cells),
        "subjects": len(by_who),
        "more": len(by_who) - len(seen),
        "place": row.told.get("place", ""),
        "left": row.told.get("left", 0),
    }
