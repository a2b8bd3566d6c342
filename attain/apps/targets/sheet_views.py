"""Targets from a spreadsheet and to one, in the same form both ways; and clients' targets, to read."""

import csv
import io
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods
from xlsxwriter import Workbook

from attain.apps.house.api import store
from attain.apps.people import api as people
from attain.apps.targets import figures
from attain.apps.targets.draft_views import drafted
from attain.apps.targets.filling import Unfillable
from attain.apps.targets.grid import grid_of
from attain.apps.targets.shown import Shown
from attain.apps.targets.views import place_of
from attain.engine.money import scaled
from attain.engine.store import reader
from attain.runs.rendering.defused import defused
from attain.runs.target_entry import of_grid
from attain.runs.target_grid import PLACES, Grid, Who, read
from attain.runs.target_sheets import NoSheet, Sheet, read_sheet, rows_of
from attain.shell.audit import record
from attain.shell.permissions import permits
from attain.shell.tables import Column, Table

#: An upload is no larger, in bytes.
LARGEST = 20 * 2**20

#: So many wrong cells are told.
TOLD = 50

#: A percentage without its sign is a ratio; one above this is a forgotten sign.
MOST_RATIO = 10

FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@permits("target:read")
@require_GET
def exported(request: HttpRequest) -> HttpResponseBase:
    """The grid of all people of the unit as a sheet: keys and names down, periods across."""
    shown = _shown(request)
    form = request.GET.get("form", "")
    if form not in FORMS:
        raise Http404
    whos, names = _subjects(shown)
    grid = _read(shown, whos)
    periods = [*(period.key for period in shown.columns), shown.year_key]
    head = [request.wording.say("targets.key"), request.wording.say("targets.person"), *periods]
    lines = (
        [who[1] or "company", names[who], *(_value(grid, who, period) for period in periods)] for who in whos
    )
    told = {"target": shown.asked.named.key, "year": shown.asked.year, "file": form}
    record(request, "exported", "target", shown.asked.named.key, after=told)
    name = f"targets-{shown.asked.named.name}-{shown.asked.year}.{form}"
    if form == "csv":
        answer: HttpResponseBase = StreamingHttpResponse(_csv(head, lines), content_type=FORMS[form])
    else:
        answer = HttpResponse(_xlsx(head, lines, shown.unit_word), content_type=FORMS[form])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@permits("target:set")
@require_http_methods(["GET", "HEAD", "POST"])
def brought(request: HttpRequest) -> HttpResponse:
    """A sheet is read as a whole, or what is wrong with it told cell by cell."""
    shown = _shown(request)
    wrong: list[tuple[str, str]] = []
    error, more = "", 0
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            if file is None:
                raise NoSheet("targets.import.none")
            if (file.size or 0) > LARGEST:
                raise NoSheet("targets.import.too_large")
            sheet, grid = _sheet(request, shown, file.read())
            if not sheet.wrong:
                cells = [of_grid(grid, who, period, value) for (who, period), value in sheet.values.items()]
                return drafted(request, shown, "import", cells, {"file": (file.name or "")[-120:]})
            wrong = [(each.at, request.wording.say(each.id, **each.values)) for each in sheet.wrong[:TOLD]]
            more = len(sheet.wrong) - len(wrong)
            error = request.wording.say("targets.import.wrong", count=len(sheet.wrong))
        except NoSheet as no:
            error = request.wording.say(str(no))
        except Unfillable as why:
            error = request.wording.say(str(why))
    given = {
        "shown": shown,
        "wrong": wrong,
        "more": more,
        "error": error,
        "back": f"{reverse('targets:grid')}?{place_of(request.GET)}",
    }
    return render(request, "targets/import.html", given, status=422 if error else 200)


def _shown(request: HttpRequest) -> Shown:
    shown = grid_of(request, request.GET)
    if shown.around is None:
        raise Http404
    return shown


def _subjects(shown: Shown) -> tuple[list[Who], dict[Who, str]]:
    """The unit's own, the units below, its people with such targets; and what they are called."""
    assert shown.around is not None
    names: dict[Who, str] = {row.who: row.title for row in shown.own}
    names |= {("unit", each.key): each.title for each in shown.around.below}
    posts = [shown.asked.post] if shown.asked.post else [post for post, _ in shown.posts]
    first, last = shown.months[0].start, shown.months[-1].end
    known = people.people_by_name(first, last, shown.around.keys, posts)
    names |= {("person", key): view.shown(shown.wording) for key, view in known.items()}
    return list(names), names


def _read(shown: Shown, whos: Sequence[Who]) -> Grid:
    with reader() as engine:
        return read(engine, shown.snapshot, shown.rules, shown.asked.named, shown.asked.year, whos)


def _value(grid: Grid, who: Who, period: str) -> Decimal | None:
    stored = grid.stored(who, period)
    return stored.value if stored else None


def _csv(head: Sequence[str], lines: Iterator[list[Any]]) -> Iterator[bytes]:
    """With a point; never with three decimals, which some would read as thousands."""
    yield b"\xef\xbb\xbf"
    for line in (head, *lines):
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerow([_csv_cell(cell) for cell in line])
        yield text.getvalue().encode()


def _csv_cell(cell: Any) -> str:
    if not isinstance(cell, Decimal):
        return defused(str(cell)) if cell else ""
    text = figures.plain(cell)
    return f"{text}0" if len(text.partition(".")[2]) == 3 else text


def _xlsx(head: Sequence[str], lines: Iterator[list[Any]], unit: str) -> bytes:
    file = io.BytesIO()
    book = Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet()
    page.freeze_panes(1, 2)
    bold = book.add_format({"bold": True, "bottom": 1})
    form = book.add_format({"num_format": "0.00%" if unit == "percent" else "#,##0.######"})
    page.set_column(0, 0, 14)
    page.set_column(1, 1, 26)
    for at, cell in enumerate(head):
        page.write_string(0, at, cell, bold)
    for number, line in enumerate(lines, 1):
        for at, cell in enumerate(line):
            if isinstance(cell, Decimal):
                page.write_number(number, at, cell, form)
            elif cell:
                page.write_string(number, at, defused(str(cell)))
    book.close()
    return file.getvalue()


def _sheet(request: HttpRequest, shown: Shown, content: bytes) -> tuple[Sheet, Grid]:
    whos, names = _subjects(shown)
    by_text: dict[str, list[Who]] = {}
    for who in whos:
        for text in {(who[1] or "company").casefold(), names[who].casefold()}:
            by_text.setdefault(text, []).append(who)

    def sound(value: Decimal) -> Decimal:
        if shown.unit_word == "percent" and abs(value) > MOST_RATIO:
            raise ValueError(value)
        return scaled(int(value.scaleb(PLACES).to_integral_value()), PLACES)

    def figure(text: str) -> Decimal | None:
        signed = any(sign in text for sign in "%％")
        value = figures.parsed(text, request.wording, shown.unit_word if signed else "number")
        return value if value is None or signed else sound(value)

    periods = dict.fromkeys([*(month.key for month in shown.months), shown.year_key])
    periods |= dict.fromkeys(p.key for p in shown.rules.calendar.periods_of_year(shown.asked.year, "quarter"))
    rows = rows_of(content)
    sheet = read_sheet(
        rows,
        shown.asked.year,
        lambda text: by_text.get(text.removeprefix("'").casefold(), []),
        figure,
        sound,
        periods,
    )
    return sheet, _read(shown, whos)


CLIENTS = Table(
    "client_targets",
    "targets.clients",
    (
        Column("client", "targets.client", value=lambda row: row["client"], order="client"),
        Column("period", "targets.period", value=lambda row: row["period"], unit="period", order="period"),
        Column("value", "targets.value", value=lambda row: row["value"], unit="number", order="value"),
        Column("on", "targets.when", value=lambda row: row["on"], unit="date", order="on"),
        Column("reason", "targets.reason", value=lambda row: row["reason"]),
    ),
    first="client",
    search=("client",),
    empty="targets.clients.none",
)

#: So many of them are listed.
MOST_CLIENTS = 20_000


@permits("target:read")
@require_GET
def clients(request: HttpRequest) -> HttpResponseBase:
    """Clients' targets of the name and year: they follow the client to whoever looks after it."""
    shown = _shown(request)
    assert shown.around is not None
    tables = shown.rules.tables
    within = ""
    given: list[Any] = [shown.asked.named.name, shown.asked.named.group, f"{shown.asked.year}%"]
    if shown.around.keys is not None:
        marks = ", ".join("?" * len(shown.around.keys))
        kept = (
            f"SELECT client_id FROM ({shown.snapshot.relation(tables['clients'])}) WHERE unit_id IN ({marks})"
        )
        within = f" AND subject_id IN ({kept})"
        given += shown.around.keys
    with store().engine() as engine:
        found = engine.query(
            "SELECT subject_id, period, value, set_on, reason FROM"
            f" ({shown.snapshot.relation(tables['targets'])}) WHERE subject_kind = 'client' AND name = ?"
            f' AND "group" = ? AND period LIKE ?{within} ORDER BY subject_id, period LIMIT {MOST_CLIENTS}',
            given,
        )
    rows = [
        {"client": key, "period": period, "value": scaled(value, PLACES), "on": on, "reason": reason or ""}
        for key, period, value, on, reason in found
    ]
    back = f"{reverse('targets:grid')}?{place_of(request.GET)}"
    context = {"shown": shown, "back": back, "today": timezone.localdate()}
    return CLIENTS.response(request, rows, "targets/clients.html", context)
