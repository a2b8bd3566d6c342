"""Pages of quarantine: everything that waits, and one source whose rows are put right."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from attain.apps.house.api import rules_now
from attain.apps.intake import quarantine, quarantine_rows, repairing, tasks
from attain.apps.intake.models import Incoming, Upload
from attain.apps.intake.outcomes import reason_words
from attain.apps.intake.quarantine import Listed, Opened
from attain.apps.intake.showing import title_of
from attain.apps.intake.uploads import Refused, give_up, keep, path_of
from attain.engine.faults import Faulty
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
        "groups": [quarantine_rows.group(found, each, wording) for each in grouped],
        "errors": errors,
        "references": any(cell.fault.startswith("fault.unknown_") for cell in found.bad),
    }
    if found.cells is None:
        return render(request, "intake/waiting.html", given, status=422 if errors else 200)
    table = Table(
        "waiting",
        "intake.rows",
        (),
        search=quarantine_rows.search,
        size=25,
        row_class=lambda row: "left" if row["total"] else "",
    )
    columns = quarantine_rows.columns(found, wording)
    return table.response(request, quarantine_rows.rows(found), "intake/waiting.html", given, columns=columns)


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
