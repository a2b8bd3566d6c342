"""Pages of changes: typed, told what they bring about, then made; listed, and taken back by a new one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from attain.apps.people import change_forms as asked
from attain.apps.people.changing import closed_effects, make, told, undoing
from attain.apps.people.forms import Form, read
from attain.apps.people.models import Change
from attain.apps.people.places import called
from attain.apps.people.queries import person as person_of
from attain.apps.people.queries import unit as unit_of
from attain.engine.faults import Faulty
from attain.runs.moves import Effect, Planned
from attain.shell.permissions import permits
from attain.shell.tables import Column, Table

METHODS = ["GET", "HEAD", "POST"]

#: What tells rows apart: of a row that comes or goes, it is told in its name.
KEYS = frozenset({"person_id", "post", "unit_id", "from"})


@dataclass(frozen=True)
class Page:
    """A kind of change on a page. what: messages organisation.change.<what>. begin: the form as it opens.

    plan: form → what is entered. back: where the reader came from. further: effects beside the library's.
    """

    what: str
    begin: Callable[[], Form]
    plan: Callable[[Form], Planned]
    back: str
    about: str
    person: str = ""
    unit: str = ""
    further: Callable[[Planned], list[Effect]] = lambda planned: []
    links: tuple[tuple[str, str], ...] = ()


def _answered(request: HttpRequest, page: Page) -> HttpResponse:
    """The form, what it would bring about, or the change made."""
    if request.method != "POST":
        return _shown(request, page, page.begin())
    form = read(request, page.begin().fields)
    if request.POST.get("do") == "edit":
        form.errors.clear()
        return _shown(request, page, form)
    if form.errors:
        return _shown(request, page, form, 422)
    wording = request.wording
    try:
        planned = page.plan(form)
        if form.errors:
            return _shown(request, page, form, 422)
        if request.POST.get("do") == "confirm":
            person = page.person or form.found.get("key", "")
            if page.what == "arranged" and not page.unit:
                made = make(request, page.what, planned, form["reason"], "", form["key"])
            else:
                made = make(
                    request, page.what, planned, form["reason"], "" if page.unit else person, page.unit
                )
            messages.success(request, wording.say(f"organisation.done.{page.what}"))
            if made.person:
                return redirect("people:person", made.person)
            return redirect("people:unit", made.unit)
    except Faulty as faulty:
        return _shown(request, page, form, 422, [wording.fault(fault) for fault in faulty.faults])
    effects = [*planned.effects, *page.further(planned), *closed_effects(planned.day)]
    given = {"page": page, "form": form, "effects": told(wording, effects), "rows": _rows(planned)}
    return render(request, "people/change_told.html", given)


def _shown(
    request: HttpRequest, page: Page, form: Form, status: int = 200, faulty: list[str] | None = None
) -> HttpResponse:
    given = {"page": page, "form": form, "faulty": faulty or []}
    return render(request, "people/change_form.html", given, status=status)


def _rows(planned: Planned) -> list[dict[str, Any]]:
    """What goes into which table, without names."""
    hidden = ("name", "given_name", "family_name", "email", "phone")
    return [
        {
            "table": entry.table,
            "rows": [
                ", ".join(f"{name} {value}" for name, value in row.items() if value and name not in hidden)
                for row in entry.rows
            ],
            "gone": [", ".join(f"{name} {value}" for name, value in row.items()) for row in entry.gone],
        }
        for entry in planned.entries
    ]


def _somebody(request: HttpRequest, key: str) -> tuple[str, str]:
    """The address and the name of a person who is there."""
    found = person_of(key)
    if found is None:
        raise Http404
    return reverse("people:person", args=[key]), found.shown(request.wording)


@permits("organisation:change")
@require_http_methods(METHODS)
def new_person(request: HttpRequest) -> HttpResponse:
    """Somebody begins."""
    form, plan = asked.joining(request)
    return _answered(request, Page("joined", form, plan, reverse("people:people"), ""))


@permits("organisation:change")
@require_http_methods(METHODS)
def move(request: HttpRequest, key: str) -> HttpResponse:
    """Another post, unit, class or workload from a day on."""
    back, name = _somebody(request, key)
    form, plan = asked.moving(request, key)
    links = (
        (f"/clients/?manager={key}", "organisation.then.clients"),
        (f"/targets/?q={key}", "organisation.then.targets"),
    )
    return _answered(
        request, Page("moved", form, plan, back, name, key, further=asked.covered(key), links=links)
    )


@permits("organisation:change")
@require_http_methods(METHODS)
def leave(request: HttpRequest, key: str) -> HttpResponse:
    """The last day of somebody."""
    back, name = _somebody(request, key)
    form, plan = asked.leaving(request, key)
    links = ((f"/clients/?manager={key}", "organisation.then.clients"),)
    return _answered(
        request, Page("left", form, plan, back, name, key, further=asked.covered(key), links=links)
    )


@permits("organisation:change")
@require_http_methods(METHODS)
def manager(request: HttpRequest, key: str) -> HttpResponse:
    """Somebody reports to another from a day on."""
    back, name = _somebody(request, key)
    form, plan = asked.manager(request, key)
    return _answered(request, Page("reporting", form, plan, back, name, key))


@permits("organisation:change")
@require_http_methods(METHODS)
def reports(request: HttpRequest, key: str) -> HttpResponse:
    """Those who report to somebody report to another from a day on."""
    back, name = _somebody(request, key)
    form, plan = asked.reports(request, key)
    return _answered(request, Page("reports", form, plan, back, name, key))


@permits("organisation:change")
@require_http_methods(METHODS)
def correct(request: HttpRequest, key: str) -> HttpResponse:
    """A spell that was entered wrongly: as it should be, or away with it."""
    back, name = _somebody(request, key)
    form, plan = asked.correcting(request, key)
    return _answered(request, Page("corrected", form, plan, back, name, key))


@permits("organisation:change")
@require_http_methods(METHODS)
def new_unit(request: HttpRequest) -> HttpResponse:
    """A unit begins."""
    form, plan = asked.arranging(request, None)
    return _answered(request, Page("arranged", form, plan, reverse("people:organisation"), ""))


@permits("organisation:change")
@require_http_methods(METHODS)
def unit(request: HttpRequest, unit: str) -> HttpResponse:
    """A unit gets another title, kind or place."""
    found = unit_of(unit)
    if found is None:
        raise Http404
    form, plan = asked.arranging(request, found)
    back = reverse("people:unit", args=[unit])
    return _answered(request, Page("arranged", form, plan, back, found.title, unit=unit))


CHANGES = Table(
    "organisation_changes",
    "organisation.changes",
    (
        Column("made", "organisation.made_at", value="made_at", unit="date", order="made_at"),
        Column(
            "what",
            "organisation.what",
            value=lambda row: f"organisation.change.{row.what}",
            unit="message",
            order="what",
            link=lambda row: reverse("people:change", args=[row.pk]),
        ),
        Column("about", "organisation.about", value="shown"),
        Column("day", "organisation.from", value="day", unit="date", order="day"),
        Column("reason", "organisation.reason"),
        Column("by", "organisation.by", value="made_by_name", order="made_by_name"),
        Column("state", "organisation.change_state", value="state", unit="message"),
    ),
    first="-made",
    search=("person", "unit", "reason", "made_by_name"),
    empty="organisation.changes.none",
)


@permits("organisation:change")
@require_GET
def changes(request: HttpRequest) -> HttpResponseBase:
    """All changes that were made here, the newest first."""

    def prepared(rows: Any) -> Any:
        names = called(
            request.wording, {r.person for r in rows if r.person}, {r.unit for r in rows if r.unit}
        )
        undone = set(
            Change.objects.filter(undoes__in=[row.pk for row in rows]).values_list("undoes", flat=True)
        )
        for row in rows:
            row.shown = names.person(row.person) if row.person else names.unit(row.unit)
            row.state = "organisation.undone" if row.pk in undone else "organisation.holds"
        return rows

    return CHANGES.response(request, Change.objects.all(), "people/changes.html", {}, prepared)


@permits("organisation:change")
@require_GET
def change(request: HttpRequest, change: int) -> HttpResponse:
    """One change: who, when, why, which rows; and the way back."""
    row = get_object_or_404(Change, pk=change)
    return render(request, "people/change.html", _given(request, row))


@permits("organisation:change")
@require_POST
def undo(request: HttpRequest, change: int) -> HttpResponse:
    """Takes a change back by a new one. Refused where its rows have been changed since."""
    row = get_object_or_404(Change, pk=change)
    reason = request.POST.get("reason", "").strip()[:1000]
    given = _given(request, row)
    if given["undone"] is not None or row.undoes_id is not None:
        given["faulty"] = [request.wording.say("organisation.undo.not_again")]
    elif not reason:
        given["errors"] = [request.wording.say("organisation.form.needed")]
    else:
        try:
            made = make(request, "undone", undoing(row), reason, row.person, row.unit, row)
        except Faulty as faulty:
            given["faulty"] = [request.wording.fault(fault) for fault in faulty.faults]
        else:
            messages.success(request, request.wording.say("organisation.done.undone"))
            return redirect("people:change", made.pk)
    return render(request, "people/change.html", given, status=422)


def _given(request: HttpRequest, row: Change) -> dict[str, Any]:
    names = called(request.wording, [row.person] if row.person else (), [row.unit] if row.unit else ())
    after = {(table, tuple(key.items())): then for table, key, then in row.after}
    rows = [
        {
            "table": table,
            "key": " · ".join(key.values()),
            "changes": _changes(before, after[table, tuple(key.items())]),
        }
        for table, key, before in row.before
    ]
    return {
        "change": row,
        "about": names.person(row.person) if row.person else names.unit(row.unit),
        "rows": [each for each in rows if each["changes"]],
        "undone": Change.objects.filter(undoes=row).first(),
    }


def _changes(before: dict[str, str], after: dict[str, str]) -> list[tuple[str, str, str]]:
    """(column, before, after) of what differs."""
    names = dict.fromkeys((*before, *after))
    keys = (before and after) or {name: "" for name in names if name not in KEYS}
    names = {name: None for name in names if name in keys}
    return [(n, before.get(n, ""), after.get(n, "")) for n in names if before.get(n, "") != after.get(n, "")]
