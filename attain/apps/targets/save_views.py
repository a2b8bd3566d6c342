"""A target's history, and what was saved here, with the way back."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from attain.apps.house.api import rules_now, store
from attain.apps.people import api as people
from attain.apps.targets import figures
from attain.apps.targets.grid import Rights
from attain.apps.targets.models import Save
from attain.apps.targets.saving import Changed, back
from attain.apps.targets.saving import save as save_of
from attain.apps.targets.shown import titled
from attain.engine.faults import Faulty
from attain.runs.target_grid import Named
from attain.runs.target_history import cell_history
from attain.shell.permissions import permits
from attain.shell.tables import Column, Table


@permits("target:read")
@require_GET
def cell(request: HttpRequest) -> HttpResponse:
    """Who set a target, when, from what to what and why."""
    named = Named.of(request.GET.get("target", ""))
    mark = request.GET.get("cell", "")
    kind, _, rest = mark.partition(":")
    subject, _, period = rest.rpartition(":")
    rules = rules_now()
    if kind not in ("person", "unit", "company") or not period or not _reaches(request, kind, subject):
        raise Http404
    opened = store()
    with opened.engine() as engine:
        found = cell_history(engine, opened, rules.tables, named, (kind, subject), period)
    saves = {
        each.snapshot: each for each in Save.objects.filter(snapshot__in=[step.snapshot for step in found])
    }
    setters = people.people({step.by for step in found if step.by})
    unit = rules.unit_word(named.name, rules.calendar.containing(rules.calendar.period(period).start).start)
    steps = [
        {
            "step": step,
            "save": saves.get(step.snapshot),
            "by": _who(request, step, saves, setters),
            "before": request.wording.value(step.before, unit) if step.before is not None else "–",
            "after": request.wording.value(step.after, unit) if step.after is not None else "–",
        }
        for step in found
    ]
    title = {"person": people.person_names, "unit": people.unit_titles}.get(kind, lambda keys: {})([subject])
    given = {
        "steps": steps,
        "title": titled(rules, named, request.wording),
        "who": title.get(subject) or subject or request.wording.say("targets.company"),
        "period": period,
    }
    part = bool(getattr(request, "htmx", None))
    return render(request, "targets/cell.html" if part else "targets/cell_page.html", given)


def _who(request: HttpRequest, step: Any, saves: Mapping[str, Save], setters: Mapping[str, Any]) -> str:
    if step.snapshot in saves:
        return saves[step.snapshot].made_by_name
    return setters[step.by].shown(request.wording) if step.by in setters else step.by


def _reaches(request: HttpRequest, kind: str, subject: str) -> bool:
    reach = request.reach
    if reach.everywhere:
        return True
    if kind == "person":
        today = rules_now().calendar.containing(timezone.localdate(), "year")
        return people.works_within(reach, subject, today.start, today.end)
    return kind == "unit" and subject in people.units_below(reach.units)


SAVES = Table(
    "target_saves",
    "targets.saves",
    (
        Column("made", "targets.when", value="made_at", unit="date", order="made_at"),
        Column("name", "targets.name", value="title"),
        Column("how", "targets.how", value=lambda row: f"targets.how.{row.how}", unit="message", order="how"),
        Column("count", "targets.cells", unit="number", decimals=0, order="count"),
        Column("reason", "targets.reason"),
        Column("by", "targets.by", value="made_by_name", order="made_by_name"),
        Column(
            "state",
            "targets.state",
            value="state",
            unit="message",
            link=lambda row: reverse("targets:one_save", args=[row.pk]),
        ),
    ),
    first="-made",
    search=("name", "reason", "made_by_name"),
    empty="targets.saves.none",
)


@permits("target:set")
@require_GET
def saves(request: HttpRequest) -> HttpResponseBase:
    """What was saved here: all, or of a leader the own."""
    rules = rules_now()

    def prepared(rows: Any) -> Any:
        undone = set(
            Save.objects.filter(undoes__in=[row.pk for row in rows]).values_list("undoes", flat=True)
        )
        for row in rows:
            row.title = titled(rules, Named(row.name, row.group), request.wording)
            row.state = "targets.undone" if row.pk in undone else "targets.holds"
        return rows

    rows = Save.objects.all() if request.reach.everywhere else Save.objects.filter(made_by=request.user.pk)
    return SAVES.response(request, rows.defer("cells"), "targets/saves.html", {}, prepared)


def _own(request: HttpRequest, number: int) -> Save:
    rows = Save.objects.all() if request.reach.everywhere else Save.objects.filter(made_by=request.user.pk)
    return get_object_or_404(rows, pk=number)


@permits("target:set")
@require_GET
def one_save(request: HttpRequest, save: int) -> HttpResponse:
    """One save: its cells, and the way back."""
    return render(request, "targets/save.html", _of_save(request, _own(request, save)))


@permits("target:set")
@require_POST
def undo(request: HttpRequest, save: int) -> HttpResponse:
    """Takes a save back by a new one; refused where somebody has set a cell since."""
    row = _own(request, save)
    given = _of_save(request, row)
    if given["undone"] is not None or row.undoes_id is not None:
        given["faulty"] = [request.wording.say("targets.undo.not_again")]
        return render(request, "targets/save.html", given, status=422)
    named, year, cells = back(row)
    try:
        made = save_of(request, named, year, cells, row.reason, "undone", row)
    except Changed as others:
        given["faulty"] = [request.wording.say("targets.undo.changed", count=len(others.cells))]
        return render(request, "targets/save.html", given, status=422)
    except Faulty as faulty:
        given["faulty"] = [request.wording.fault(fault) for fault in faulty.faults]
        return render(request, "targets/save.html", given, status=422)
    messages.success(request, request.wording.say("targets.undone.done", count=made.count if made else 0))
    return redirect("targets:one_save", made.pk if made else row.pk)


def _of_save(request: HttpRequest, row: Save) -> dict[str, Any]:
    rules = rules_now()
    named = Named(row.name, row.group)
    wording = request.wording
    unit = rules.unit_word(named.name, row.made_at.date())
    shown = row.cells[:300]
    persons = people.people({cell[1] for cell in shown if cell[0] == "person"})
    units = people.unit_titles({cell[1] for cell in shown if cell[0] == "unit"})

    def called(kind: str, key: str) -> str:
        if kind == "person":
            return persons[key].shown(wording) if key in persons else key
        return units.get(key, key) if kind == "unit" else wording.say("targets.company")

    def written(text: str) -> str:
        value = figures.of_plain(text)
        return wording.value(value, unit) if value is not None else "–"

    return {
        "save": row,
        "title": titled(rules, named, wording),
        "cells": [(called(k, s), p, written(b), written(a)) for k, s, p, b, a in shown],
        "more": row.count - len(shown),
        "undone": Save.objects.filter(undoes=row).first(),
        "may_undo": bool(Rights(request, row.made_at.date(), row.made_at.date())),
    }
