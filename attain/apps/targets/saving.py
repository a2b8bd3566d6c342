"""Targets saved: checked against what others have set meanwhile, entered, kept to be taken back."""

from collections.abc import Sequence
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from attain.apps.house.api import changed, enter, workplace
from attain.apps.people import api as people
from attain.apps.targets.figures import of_plain, plain
from attain.apps.targets.grid import Rights
from attain.apps.targets.models import Save, Turn
from attain.runs.target_entry import Cell, conflicts, entered
from attain.runs.target_grid import Named, Stored, read
from attain.shell.audit import record

#: So many cells are saved at once.
MOST = 50_000


class Changed(Exception):
    """Others have set some of the cells since they were shown: (cell, what holds now)."""

    def __init__(self, cells: Sequence[tuple[Cell, Stored | None]]) -> None:
        self.cells = cells
        super().__init__(len(cells))


def save(
    request: HttpRequest,
    named: Named,
    year: int,
    cells: Sequence[Cell],
    reason: str,
    how: str = "typed",
    undoes: Save | None = None,
) -> Save | None:
    """Sets the cells that change; None where none does.

    Raises Changed where others have set some since, Faulty where the store refuses, with nothing saved;
    PermissionDenied for a subject whose targets are not the reader's to set.
    """
    cells = [cell for cell in cells if cell.changes]
    if not cells:
        return None
    whos = list(dict.fromkeys(cell.who for cell in cells))
    place = workplace()
    calendar = place.rules.calendar
    months = calendar.periods_of_year(year, "month")
    if set(whos) - Rights(request, months[0].start, months[-1].end).of(whos):
        raise PermissionDenied("target:set")
    with transaction.atomic():
        Turn.objects.get_or_create(pk=1)
        Turn.objects.select_for_update().get(pk=1)
        with place.engine() as engine:
            now = read(engine, place.store.snapshot(), place.rules, named, year, whos).rows
        if others := conflicts(cells, now):
            raise Changed(others)
        by = request.user.person if people.person(request.user.person) else ""
        entry = entered(named, cells, now, timezone.localdate(), by, reason)
        result = enter(place, [entry], f"targets {named.name} {year}"[:80].replace("/", "-"))
        made = Save.objects.create(
            name=named.name,
            group=named.group,
            how=how,
            reason=reason,
            cells=[[c.kind, c.subject, c.period, plain(c.shown), plain(c.value)] for c in cells],
            count=len(cells),
            snapshot=result.snapshot,
            made_by=request.user.pk,
            made_by_name=request.user.get_username(),
            undoes=undoes,
        )
        told = {"year": year, "cells": len(cells), "save": made.pk, "reason": reason}
        record(request, "targets_undone" if undoes else "targets_set", "target", named.key, after=told)
    changed({"targets"})
    return made


def back(save: Save) -> tuple[Named, int, list[Cell]]:
    """The cells that take a save back, as it left them and as they were."""
    cells = [
        Cell(kind, subject, period, of_plain(after), of_plain(before))
        for kind, subject, period, before, after in save.cells
    ]
    return Named(save.name, save.group), int(save.cells[0][2][:4]), cells


def net(cells: Sequence[Cell]) -> Decimal:
    """By how much the cells' values change in all."""
    return sum(((c.value or Decimal(0)) - (c.shown or Decimal(0)) for c in cells), Decimal(0))


def of_json(rows: Sequence[Sequence[str]]) -> list[Cell]:
    """Cells of a draft."""
    return [
        Cell(kind, subject, period, of_plain(shown), of_plain(value))
        for kind, subject, period, shown, value in rows
    ]


def to_json(cells: Sequence[Cell]) -> list[list[str]]:
    return [[c.kind, c.subject, c.period, plain(c.shown), plain(c.value)] for c in cells]
