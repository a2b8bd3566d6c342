"""Pages of the organisation: the tree as of a day, and one unit with its people."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from attain.apps.people import organisation
from attain.apps.people.models import Assignment, Change, Person, Unit
from attain.apps.people.places import Called, called, day_of, may, post_titles
from attain.apps.people.queries import found_people, surroundings, units_below
from attain.apps.people.searching import found
from attain.engine.money import scaled
from attain.shell.permissions import permits
from attain.shell.tables import Column, Table
from attain.wording.columns import chosen_words

#: So many people are offered while somebody types.
OFFERED = 12


def _found(rows: "QuerySet[Assignment]", text: str) -> "QuerySet[Assignment]":
    return rows.filter(person__in=found(Person.objects.all(), text).values("key"))


PEOPLE = Table(
    "unit_people",
    "organisation.people",
    (
        Column("person", "organisation.person", order="called", value="shown", link=lambda row: row.url),
        Column("post", "organisation.post", value="post_title", order="post"),
        Column(
            "grade",
            "organisation.grade",
            order="grade",
            shown=lambda row, wording: chosen_words("class", row.grade, wording),
        ),
        Column(
            "workload", "organisation.workload", value="share", unit="percent", decimals=0, order="workload"
        ),
        Column("since", "organisation.since", unit="date", order="since"),
        Column("manager", "organisation.manager", value="manager_shown", link=lambda row: row.manager_url),
    ),
    first="person",
    search=_found,
    empty="organisation.nobody",
)


@permits("organisation:read")
@require_GET
def tree(request: HttpRequest) -> HttpResponseBase:
    """Units as of a day, each with who leads it and how many work there; people and units found by name."""
    on = day_of(request)
    text = request.GET.get("q", "").replace("\0", "").strip()[:200]
    tops = organisation.tree(request.reach, on, "")
    given: dict[str, Any] = {
        "on": on,
        "tops": tops,
        "posts": post_titles(request.wording),
        "text": text,
        "may_change": may(request, "organisation:change"),
        "may_load": may(request, "master:load"),
        "may_see_leavers": may(request, "leaving:read"),
    }
    if text:
        given |= _search(request, text, on)
    return render(request, "people/organisation.html", given)


def _search(request: HttpRequest, text: str, on: date) -> dict[str, Any]:
    within = None
    if not request.reach.everywhere:
        within = organisation.working(request.reach, on).values_list("person", flat=True)
    people = found_people(text, within, 40)
    return {
        "people": _placed(request, people, on),
        "units": organisation.units_called(request.reach, text, 40),
        "searched": True,
    }


def _placed(request: HttpRequest, people: Sequence[Any], on: date) -> list[dict[str, Any]]:
    """People with what they are and where on the day."""
    posts = organisation.assigned([each.key for each in people], on)
    names = called(request.wording, (), {spell.unit for own in posts.values() for spell in own})
    return [
        {
            "key": each.key,
            "shown": each.shown(request.wording),
            "posts": [(names.post(s.post), names.unit(s.unit)) for s in posts.get(each.key, ())],
        }
        for each in people
    ]


@permits("organisation:read")
@require_GET
def unit(request: HttpRequest, unit: str) -> HttpResponseBase:
    """One unit: what stands above and below, who works in it as of the day."""
    on = day_of(request)
    around = surroundings(request.reach, unit)
    if around is None:
        raise Http404
    rows = organisation.working(request.reach, on, unit)
    nodes = organisation.tree(request.reach, on, unit)
    node = next((each for each in nodes if each.unit.key == unit), None)
    changes = Change.objects.filter(unit=unit).order_by("-made_at")[:20]
    given = {
        "on": on,
        "around": around,
        "unit": around.unit,
        "node": node,
        "posts": post_titles(request.wording),
        "changes": changes,
        "may_change": may(request, "organisation:change"),
    }

    def prepared(page: Sequence[Assignment]) -> Sequence[Assignment]:
        keys = [row.person for row in page]
        above = organisation.managers(keys, on)
        names = called(request.wording, {*keys, *above.values()})
        for row in page:
            dress(row, names, above, on)
        return page

    return PEOPLE.response(request, rows, "people/unit.html", given, prepared)


def dress(row: Any, names: Called, above: dict[str, str], on: date) -> None:
    """What the table's columns read of an assignment."""
    row.shown = names.person(row.person)
    row.url = f"{reverse('people:person', args=[row.person])}?on={on.isoformat()}"
    row.post_title = names.post(row.post)
    row.share = scaled(row.workload, 6)
    manager = above.get(row.person, "")
    row.manager_shown = names.person(manager) if manager else ""
    row.manager_url = reverse("people:person", args=[manager]) if manager else ""


@permits("organisation:read")
@require_GET
def suggest(request: HttpRequest) -> HttpResponse:
    """People or units whose name or key has the text in it, as options of a field."""
    text = next((value for name, value in request.GET.items() if name != "kind"), "")
    text = text.replace("\0", "").partition(" · ")[0].strip()[:100]
    options: list[tuple[str, str]] = []
    if len(text) > 0 and request.GET.get("kind") == "unit":
        nodes = Unit.objects.filter(Q(title__icontains=text) | Q(key__icontains=text))
        if not request.reach.everywhere:
            nodes = nodes.filter(key__in=units_below(request.reach.units))
        options = [(row.key, row.title) for row in nodes.order_by("path")[:OFFERED]]
    elif text:
        today = day_of(request)
        within = None
        if not request.reach.everywhere:
            within = organisation.working(request.reach, today).values_list("person", flat=True)
        found = found_people(text, within, OFFERED)
        options = [
            (
                each["key"],
                " · ".join([each["shown"], *(f"{post}, {unit}" for post, unit in each["posts"][:1])]),
            )
            for each in _placed(request, found, today)
        ]
    return render(request, "people/options.html", {"options": options})
