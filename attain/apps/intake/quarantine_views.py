"""Pages of quarantine: everything that waits, and one source whose rows are put right."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_POST

from attain.apps.house.api import rules_now
from attain.apps.intake import quarantine, repairing, tasks
from attain.apps.intake.models import Incoming, Upload
from attain.apps.intake.outcomes import reason_words
from attain.apps.intake.quarantine import Listed, Opened
from attain.apps.intake.showing import title_of
from attain.apps.intake.uploads import Refused, give_up, keep, path_of
from attain.engine.faults import Fault, Faulty
from attain.shell.permissions import allowed, permits
from attain.shell.tables import Column, Table
from attain.shell.work.asking import asked
from attain.wording import Wording


def _days(row: Listed) -> int:
    return max((timezone.now() - row.at).days, 0)


def _told(row: Listed, wording: Wording) -> str:
    return " · ".join(f"{reason_words(fault, wording)} ({count})" for fault, count in row.reasons[:4])


TABLE = Table(
    "quarantine",
    "intake.quarantine.title",
    (
        Column(
            "file",
            "intake.file",
            value=lambda row: row.waiting.file,
            order="file",
            link=lambda row: reverse("facts:waiting", args=[row.source]),
        ),
        Column("table", "intake.table", value="title", order="table"),
        Column(
            "rows",
            "intake.count.quarantined",
            value=lambda row: row.waiting.rows,
            unit="number",
            order="rows",
        ),
        Column(
            "reasons",
            "intake.reasons",
            value=lambda row: row.reasons[0][0] if row.reasons else "",
            shown=_told,
        ),
        Column("age", "intake.age", value=_days, unit="days", order="age"),
        Column("at", "intake.loaded_at", value="at", unit="moment", order="at"),
        Column("by", "intake.by", order="by"),
    ),
    first="-age",
    search=("file", "table", "by"),
    empty="intake.quarantine.empty",
)


@permits("fact:read")
@require_GET
def listed(request: HttpRequest) -> HttpResponseBase:
    """Every load with rows that wait."""
    try:
        tables = rules_now().tables
        rows = [
            replace(each, title=title_of(tables[name], request.wording) if name in tables else name)
            for each in quarantine.listed()
            for name in (each.waiting.table,)
        ]
    except Faulty:
        rows = []
    given = {"may_load": _may(request, "fact:load")}
    return TABLE.response(request, rows, "intake/quarantine.html", given)


@permits("fact:repair")
@require_GET
def waiting(request: HttpRequest, source: str) -> HttpResponseBase:
    """The rows of one source that wait, with their reasons and what would be right."""
    return _page(request, quarantine.opened(source))


def _page(request: HttpRequest, found: Opened, errors: tuple[str, ...] = ()) -> HttpResponseBase:
    wording = request.wording
    grouped = quarantine.groups(found) if request.GET.get("export") is None else []
    given = {
        "waiting": found.waiting,
        "title": title_of(found.table, wording) if found.table else found.waiting.table,
        "rows": len(found.rows),
        "kept": found.cells is not None,
        "groups": [_group(found, each, wording) for each in grouped],
        "errors": errors,
        "references": any(cell.fault.startswith("fault.unknown_") for cell in found.bad),
    }
    if found.cells is None:
        return render(request, "intake/waiting.html", given, status=422 if errors else 200)
    table = Table(
        "waiting",
        "intake.rows",
        (),
        search=_search,
        size=25,
        row_class=lambda row: "left" if row["total"] else "",
    )
    columns = _columns(found, wording)
    return table.response(request, _rows(found), "intake/waiting.html", given, columns=columns)


def _group(found: Opened, group: quarantine.Group, wording: Wording) -> dict[str, Any]:
    values = {
        "column": group.column,
        "value": group.value,
        "detail": group.detail,
        "table": found.waiting.table,
    }
    return {
        "group": group,
        "title": reason_words(group.fault, wording),
        "told": "" if group.sums else wording.say(group.fault, **values),
        "count": len(group.rows),
        "some": group.rows[:5],
        "one": len(group.sources) == 1 and found.cells is not None and not group.sums,
        "suggestions": [(each.value, wording.say(each.why, **each.values)) for each in group.suggestions],
    }


def _rows(found: Opened) -> list[dict[str, Any]]:
    cells = found.cells
    assert cells is not None
    sums = found.sums
    return [
        {
            "row": row,
            "cells": cells.rows.get(row, {}),
            "torn": cells.torn.get(row, ""),
            "bad": bad,
            "total": row in sums,
        }
        for row, bad in found.rows.items()
    ]


def _search(rows: list[dict[str, Any]], text: str) -> list[dict[str, Any]]:
    wanted = text.casefold()
    return [row for row in rows if any(wanted in cell.casefold() for cell in row["cells"].values())]


def _columns(found: Opened, wording: Wording) -> list[Column]:
    """Row, reasons, each column of the file (bad cells to be written in), and whether the row is left out."""
    assert found.cells is not None
    bad_of = {
        (cell.row, source): cell for cell in found.bad for source in found.sources(cell.column)
    }  # fmt: skip
    several = {cell.row for cell in found.bad if not found.sources(cell.column)}

    def told(row: dict[str, Any]) -> str:
        words = [f"{reason_words(cell.fault, wording)} ({cell.column})" for cell in row["bad"]]
        return wording.say("intake.reason.row_sums") if row["total"] else ", ".join(words)

    def cell(at: int, name: str) -> Column:
        def drawn(row: dict[str, Any], wording: Wording) -> str:
            text = row["cells"].get(name, "")
            wrong = bad_of.get((row["row"], name))
            if wrong is None and not row["torn"] and row["row"] not in several:
                return text or "–"
            return format_html(
                '<input form="repairs" name="cell-{}-{}" value="{}" aria-label="{}"{} autocomplete="off">',
                row["row"],
                at,
                text,
                f"{name}, {row['row']}",
                format_html(' aria-invalid="true" title="{}"', _sentence(wrong, wording)) if wrong else "",
            )

        return Column(
            f"c{at}", name, value=lambda row: row["cells"].get(name, ""), shown=drawn, titles={"": name}
        )

    def left(row: dict[str, Any], wording: Wording) -> str:
        return format_html(
            '<input type="checkbox" form="repairs" name="out-row-{}" value="1" aria-label="{}">',
            row["row"],
            wording.say("intake.leave_row", row=row["row"]),
        )

    used = [name for name in found.cells.columns if name in set(found.waiting.columns.values())]
    shown = {*used, *(name for _, name in bad_of)}
    return [
        Column("row", "intake.row", unit="number", order="row"),
        Column("out", "intake.leave_out", value=lambda row: "", shown=left),
        Column("told", "intake.reasons", value=told),
        *(
            each if name in shown else _hidden(each)
            for name, each in ((name, cell(at, name)) for at, name in enumerate(found.cells.columns))
        ),
    ]


def _hidden(column: Column) -> Column:
    return replace(column, visible=False)


def _sentence(cell: Any, wording: Wording) -> str:
    values = {"row": cell.row, "column": cell.column, "value": cell.value, "detail": cell.detail, "table": ""}
    return wording.fault(Fault(cell.fault, values))


@permits("fact:repair")
@require_POST
def repair(request: HttpRequest, source: str) -> HttpResponseBase:
    """Repairs as typed or as a file; what waits is then tried once more."""
    found = quarantine.opened(source)
    if found.incoming is None or found.cells is None:
        raise Http404
    if request.POST.get("load", found.waiting.load) != found.waiting.load:
        messages.info(request, request.wording.say("intake.repaired_meanwhile"))
        return redirect("facts:waiting", source)
    if request.POST.get("do") == "again":
        repairs = []
    elif file := request.FILES.get("file"):
        try:
            repairs = _uploaded(request, found, file)
        except (Refused, ValueError, Faulty):
            return _page(request, found, (request.wording.say("intake.refused.repairs"),))
    else:
        repairs = repairing.typed(found, request.POST)
    if not repairs and request.POST.get("do") != "again":
        return _page(request, found, (request.wording.say("intake.refused.nothing"),))
    repairing.enter(request, source, repairs)
    given = repairing.given(source, found.incoming.pk, found.waiting.load)
    work, _ = asked(request, tasks.REPAIR, given, found.waiting.file)
    return redirect("work:one", work.pk)


def _uploaded(request: HttpRequest, found: Opened, file: Any) -> list[Any]:
    """The repairs in an uploaded list; the file itself is not kept."""
    upload = keep(request, [file])
    try:
        return repairing.from_file(found, path_of(upload.files.get()))
    finally:
        give_up(upload)


@permits("fact:repair")
@require_POST
def original(request: HttpRequest, source: str) -> HttpResponse:
    """The file of a load that came by another way, brought so that its rows can be put right."""
    found = quarantine.opened(source)
    files = request.FILES.getlist("file")
    try:
        upload = keep(request, files)
    except Refused as refused:
        messages.error(request, request.wording.say(refused.message, **refused.values))
        return redirect("facts:waiting", source)
    matched = _matched(found, upload)
    if matched is None:
        give_up(upload)
        messages.error(request, request.wording.say("intake.refused.other_file", file=found.waiting.file))
    return redirect("facts:waiting", source)


def _matched(found: Opened, upload: Upload) -> Incoming | None:
    """The file of the source, as it was loaded: tried by the table itself, then by every mapping into it."""
    house = found.house
    ways: list[Any] = [
        found.waiting.table,
        *(m for m in house.loaded.mappings if m.into == found.waiting.table),
    ]
    for each in upload.files.all():
        if each.digest != found.waiting.digest:
            continue
        for way in ways:
            try:
                source = house.store.source_of(house.rules.tables, path_of(each), way, house.intake)
            except Faulty:
                continue
            if source == found.waiting.source:
                mapping = None if isinstance(way, str) else way.model_dump(mode="json", by_alias=True)
                each.state, each.source, each.table = Incoming.State.LOADED, source, found.waiting.table
                each.report = {
                    "mapping": mapping,
                    "quarantined": found.waiting.rows,
                    "load": found.waiting.load,
                }
                each.save()
                return each
    return None


def _may(request: HttpRequest, permission: str) -> bool:
    return allowed(permission, request.user.held_roles(on=timezone.localdate()))
