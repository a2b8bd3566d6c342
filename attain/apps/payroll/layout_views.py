"""Pages of layouts: how files are laid out, edited beside the lines that they make; and payroll's numbers."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from attain.apps.ledger import api as ledger
from attain.apps.payroll import drafting, mappings, paid
from attain.apps.payroll.contracts import Refused
from attain.apps.payroll.layout_forms import OF_FILE, columns_shown, given_of, typed
from attain.apps.payroll.telling import component
from attain.apps.payroll.views import may
from attain.apps.people import api as people
from attain.engine.faults import Faulty
from attain.runs import payroll_layout, payroll_mapping
from attain.runs.payroll_file import About, Line, Payee, lines_of, rows_of
from attain.runs.payroll_mapping import PayrollMapping
from attain.shell.permissions import permits

#: So many lines are tried out.
TRIED = 8

#: The largest mapping that is brought, in bytes.
LARGEST = 200_000

#: What a file is tried out with before the first close.
MADE_UP = {
    ("E001", "commission", "2026-10", "2026-10"): Decimal("1250.40"),
    ("E001", "kpi_bonus", "2026-10", "2026-10"): Decimal("300.00"),
    ("E002", "commission", "2026-09", "2026-10"): Decimal("-45.10"),
    ("E002", "commission", "2026-10", "2026-10"): Decimal("980.00"),
}

CHOICES = {
    "format": payroll_mapping.FORMATS,
    "grain": payroll_mapping.GRAINS,
    "separator": tuple(payroll_mapping.SEPARATORS),
    "quotes": ("needed", "always"),
    "lines": ("crlf", "lf"),
    "decimal_mark": ("point", "comma", "none"),
}


@permits("payroll:read")
@require_GET
def layouts(request: HttpRequest) -> HttpResponse:
    """All mappings, to open, to copy and to bring."""
    return render(request, "payroll/layouts.html", _layouts(request))


def _layouts(request: HttpRequest) -> dict[str, Any]:
    found = [(each, mappings.versions(each.mapping)) for each in mappings.mappings()]
    return {
        "layouts": found,
        "may_change": may(request, "payroll:layout"),
        "numbers": len(mappings.numbers()),
    }


@permits("payroll:layout")
@require_POST
def brought(request: HttpRequest) -> HttpResponse:
    """A mapping as YAML becomes the newest of its name."""
    file = request.FILES.get("file")
    try:
        if file is None or (file.size or 0) > LARGEST:
            raise Refused("payroll.paid.refused.none" if file is None else "payroll.paid.refused.large")
        made = payroll_mapping.parsed(file.read().decode("utf-8-sig", errors="replace"), file.name or "")
        mappings.save(request, made)
    except Refused as refused:
        errors = [request.wording.say(refused.args[0])]
    except Faulty as error:
        errors = [request.wording.fault(fault) for fault in error.faults]
    else:
        messages.success(request, request.wording.say("payroll.layout.saved"))
        return redirect("payroll:layout", made.mapping)
    return render(request, "payroll/layouts.html", {**_layouts(request), "errors": errors}, status=422)


@permits("payroll:read")
@require_GET
def as_yaml(request: HttpRequest, name: str) -> HttpResponse:
    """The mapping as the command line takes it."""
    found = mappings.mapping(name)
    if found is None:
        raise Http404
    answer = HttpResponse(payroll_mapping.written(found), content_type="application/yaml; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.yaml"'
    return answer


@permits("payroll:layout")
@require_http_methods(["GET", "HEAD", "POST"])
def editor(request: HttpRequest, name: str) -> HttpResponse:
    """A mapping in a form, beside the first lines that it makes; saved as a new version."""
    known = mappings.mapping(name)
    if known is None:
        raise Http404
    given, errors = given_of(known), []
    if request.method == "POST":
        given = typed(request.POST)
        try:
            made = payroll_mapping.checked(given)
            if request.POST.get("do") == "save":
                mappings.save(request, made)
                messages.success(request, request.wording.say("payroll.layout.saved"))
                return redirect("payroll:layout", made.mapping)
        except Faulty as error:
            errors = [request.wording.fault(fault) for fault in error.faults]
        except Refused as refused:
            errors = [request.wording.say(refused.args[0])]
    told = _editor(request, name, given, errors)
    part = getattr(request, "htmx", None) and request.htmx.target == "editor"
    saving = request.POST.get("do") == "save"
    status = 422 if errors and saving and not part else 200
    return render(request, "payroll/editor.html" if part else "payroll/layout.html", told, status=status)


def _editor(request: HttpRequest, name: str, given: dict[str, Any], errors: list[str]) -> dict[str, Any]:
    codes = given.get("wage_types", {})
    names = sorted({*ledger.components(), *codes})
    wages = [
        (each, component(each, request.wording), given.get("wage_types", {}).get(each, "")) for each in names
    ]
    told = {
        "name": name,
        "given": {field: given.get(field, "") for field in OF_FILE},
        "header": given.get("header", True),
        "columns": columns_shown(given),
        "sources": payroll_mapping.SOURCES,
        "choices": CHOICES,
        "encodings": payroll_mapping.ENCODINGS,
        "dates": tuple(payroll_mapping.DATES),
        "signs": payroll_mapping.SIGNS,
        "pads": ("right", "left", "zeros"),
        "wages": wages,
        "asks_wages": any(each.get("source") == "wage_type" for each in given.get("columns", ())),
        "errors": errors,
        "versions": mappings.versions(name),
    }
    try:
        return {**told, **_preview(request, payroll_mapping.checked(given))}
    except Faulty as error:
        return {**told, "faulty": [request.wording.fault(fault) for fault in error.faults]}


def _preview(request: HttpRequest, mapping: PayrollMapping) -> dict[str, Any]:
    """The first lines as the file would have them; what stands against single ones is told once."""
    posted, cells, about = ledger.newest(), {}, None
    if posted is not None:
        keys = _first_people(posted.period)
        cells = next((own for name in ("owed", "approved", "bank") if (own := ledger.cells(name, keys))), {})
        day, names = timezone.localdate(), {cell[1] for cell in cells}
        about = drafting.about_of(mapping, posted, 1, day, keys, names) if cells else None
    shown = cells or MADE_UP
    about = about or About("2026-10", 1, "EUR", 2, timezone.localdate(), _made_up())
    rows, faults = [], []
    for line in _some(lines_of(shown, mapping.grain)):
        try:
            rows += rows_of(mapping, [line], about)
        except Faulty as error:
            faults += [request.wording.fault(fault) for fault in error.faults]
    told: dict[str, Any] = {"faulty": list(dict.fromkeys(faults))[:5], "made_up": shown is MADE_UP}
    if mapping.format == "xlsx":
        return {**told, "head": payroll_layout.head_of(mapping) if mapping.header else [], "rows": rows}
    text = payroll_layout.content(mapping, rows).decode(mapping.encoding)
    return {**told, "text": text.replace("\r\n", "\n").removeprefix("\ufeff")}


def _some(lines: list[Line]) -> list[Line]:
    """The first two lines of each of the first people: so that people can be told apart in them."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.person, []).append(line)
    return [line for own in found.values() for line in own[:2]][:TRIED]


def _first_people(period: str) -> list[str]:
    """Some people of a posted period, found by index."""
    found: list[str] = []
    while len(found) < TRIED:
        rows = ledger.entries(period=period).filter(person__gt=found[-1] if found else "")
        person = rows.order_by("in_period", "person").values_list("person", flat=True).first()
        if person is None:
            break
        found.append(person)
    return found


def _made_up() -> dict[str, Payee]:
    return {
        key: Payee(f"00{key[-1]}", name, "North", "account_manager")
        for key, name in (("E001", "Ana Ruiz"), ("E002", "Bo Li"))
    }


@permits("payroll:layout")
@require_http_methods(["GET", "HEAD", "POST"])
def numbers(request: HttpRequest) -> HttpResponse:
    """What payroll calls people: a list of two columns, person and number."""
    errors: list[str] = []
    if request.method == "POST":
        try:
            count = mappings.save_numbers(request, _listed(request))
        except Refused as refused:
            errors = [request.wording.say(refused.args[0], **refused.values)]
        else:
            messages.success(request, request.wording.say("payroll.numbers.saved", count=count))
            return redirect(reverse("payroll:numbers"))
    known = mappings.numbers()
    given = {"count": len(known), "first": sorted(known.items())[:20], "errors": errors}
    return render(request, "payroll/numbers.html", given, status=422 if errors else 200)


def _listed(request: HttpRequest) -> dict[str, str]:
    """Person → number of the sheet. Raises Refused with the first row that can't be taken."""
    file = request.FILES.get("file")
    if file is None or (file.size or 0) > paid.LARGEST:
        raise Refused("payroll.paid.refused.none" if file is None else "payroll.paid.refused.large")
    rows = [row for row in paid.sheet(file.read()) if any(row)]
    keys = {cell for row in rows for cell in row[:2] if cell}
    known = set(people.people(keys))
    hits = [sum(1 for row in rows if len(row) > at and row[at] in known) for at in (0, 1)]
    at = hits.index(max(hits))
    found: dict[str, str] = {}
    for number, row in enumerate(rows, 1):
        person, called = (row[at] if at < len(row) else ""), (row[1 - at] if 1 - at < len(row) else "")
        if person not in known:
            if number == 1:  # a heading
                continue
            raise Refused("payroll.numbers.refused.person", row=number, person=person)
        if called:
            found[person] = called[:100]
    return found
