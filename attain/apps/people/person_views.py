"""Pages of people: all of them, and one with posts over time, reporting line, duties and what was changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from attain.apps.house.api import loaded_now, rules_now, store
from attain.apps.people import organisation
from attain.apps.people.meaning import all_meant
from attain.apps.people.models import Change, Person
from attain.apps.people.places import called, day_of, may, post_titles, window
from attain.apps.people.queries import assignments, person, reachable_units, works_within
from attain.apps.people.searching import found as found_by
from attain.engine.declare import OPEN_END
from attain.engine.facts.builtin import BUILTIN
from attain.engine.faults import Faulty
from attain.engine.store import reader
from attain.shell.permissions import permits, reach
from attain.shell.tables import Column, Table
from attain.shell.words import unindexed
from attain.wording.columns import chosen_words

#: So many units are offered to choose from; others are found in the tree.
MOST_UNITS = 300

STATES = ("working", "unassigned", "joined", "left", "all")


#: So many people are counted and paged; of larger companies the list says "more than".
MOST_PEOPLE = 10_000

PEOPLE = Table(
    "people",
    "organisation.people",
    (
        Column("name", "organisation.person", order="name", value="shown", link=lambda row: row.url),
        Column("key", "organisation.key", order="key", visible=False),
        Column("post", "organisation.post", value="post_title"),
        Column("unit", "organisation.unit", value="unit_title", link=lambda row: row.unit_url),
        Column("grade", "organisation.grade"),
        Column("manager", "organisation.manager", value="manager_shown"),
        Column("joined", "organisation.joined", value="joined_on", unit="date", order="joined_on"),
        Column("left", "organisation.left", value="left_on", unit="date", order="left_on", visible=False),
    ),
    first="name",
    search=found_by,
    empty="organisation.nobody",
    most=MOST_PEOPLE,
)


@permits("organisation:read")
@require_GET
def people_list(request: HttpRequest) -> HttpResponseBase:
    """Everyone whom the reader reaches, by post, unit, leader and state."""
    on = day_of(request)
    asked = {name: request.GET.get(name, "").strip()[:200] for name in ("post", "unit", "leader", "state")}
    asked["state"] = asked["state"] if asked["state"] in STATES else STATES[0]
    leaders = all_meant(asked["leader"], request.reach, on) if asked["leader"] else None
    rows = organisation.listed(request.reach, on, asked["state"], asked["post"], asked["unit"], leaders)
    titles = post_titles(request.wording)
    units = reachable_units(request.reach, MOST_UNITS)
    given = {
        "on": on,
        "asked": asked,
        "states": [(state, f"organisation.state.{state}") for state in STATES],
        "posts": sorted(titles.items(), key=lambda each: each[1]),
        "units": units,
        "may_change": may(request, "organisation:change"),
        "may_load": may(request, "master:load"),
    }

    def prepared(page: Sequence[Person]) -> Sequence[Person]:
        keys = [row.key for row in page]
        posts, above = organisation.assigned(keys, on), organisation.managers(keys, on)
        units = {spell.unit for own in posts.values() for spell in own}
        names = called(request.wording, {*keys, *above.values()}, units)
        for row in page:
            own = posts.get(row.key, [])
            row.shown = names.person(row.key)
            row.url = f"{reverse('people:person', args=[row.key])}?on={on.isoformat()}"
            row.post_title = ", ".join(names.post(spell.post) for spell in own)
            row.unit_title = ", ".join(dict.fromkeys(names.unit(spell.unit) for spell in own))
            row.unit_url = reverse("people:unit", args=[own[0].unit]) if len(own) == 1 else ""
            grades = [chosen_words("class", spell.grade, request.wording) for spell in own if spell.grade]
            row.grade = ", ".join(grades)
            row.manager_shown = names.person(above[row.key]) if row.key in above else ""
        return page

    columns = PEOPLE.columns
    searched = bool(request.GET.get("q", "").replace("\0", "").strip())
    if not (searched or request.reach.everywhere):
        rows = rows.alias(by_name=unindexed("name"))
    if searched or not request.reach.everywhere:
        columns = [replace(each, order="by_name") if each.key == "name" else each for each in columns]
    return PEOPLE.response(request, rows, "people/people.html", given, prepared, columns)


@dataclass(frozen=True)
class Bar:
    """A spell drawn on the line of time: x, width of 1000. last: None where no end is known."""

    title: str
    place: str
    url: str
    since: date
    last: date | None
    x: int
    width: int
    kind: str
    detail: str = ""
    spell: str = ""
    here: bool = False


@permits("organisation:read")
@require_GET
def one(request: HttpRequest, key: str) -> HttpResponseBase:
    """One person as of a day."""
    on = day_of(request)
    found = person(key)
    if found is None or not works_within(request.reach, key, *window(on)):
        raise Http404
    spells, lines = assignments(key), organisation.reporting(key)
    above = organisation.line_up(key, on)
    count, below = organisation.reports(key, on)
    names = called(request.wording, {line.manager for line in lines}, {spell.unit for spell in spells})
    holding = [spell for spell in spells if spell.holds(on)]
    bars, start, end = _drawn(request, spells, lines, names, on)
    given = {
        "on": on,
        "person": found,
        "shown": found.shown(request.wording),
        "holding": [(spell, names.post(spell.post), names.unit(spell.unit)) for spell in holding],
        "bars": bars,
        "start": start,
        "end": end,
        "mark": _x(on, start, end),
        "above": above,
        "below": below,
        "below_count": count,
        "duties": _duties(request, {spell.post for spell in holding}, on),
        "clients": clients_of(key, on),
        "may_hand_over": may(request, "handover:propose"),
        "hand_over_from": found.left_on + timedelta(days=1) if found.left_on else None,
        "goes": found.left_on is not None or not any(spell.until > timezone.localdate() for spell in spells),
        "changes": Change.objects.filter(person=key).order_by("-made_at")[:20],
        "may_change": may(request, "organisation:change"),
        "links": {
            "scorecard": _may_of(request, "scorecard:read", key, on),
            "targets": _may_of(request, "target:read", key, on),
            "clients": may(request, "client:read"),
        },
    }
    return render(request, "people/person.html", given)


def _may_of(request: HttpRequest, permission: str, person: str, on: date) -> bool:
    """Whether the reader may read this of this person: some roles may of themselves alone."""
    held = request.user.held_roles(on=timezone.localdate())
    return works_within(reach(permission, held, request.user.person), person, *window(on))


def _drawn(
    request: HttpRequest, spells: Sequence[Any], lines: Sequence[Any], names: Any, on: date
) -> tuple[list[Bar], date, date]:
    """Bars of posts, then of managers, on one scale from the first day to a year from the asked one."""
    every = [*spells, *lines]
    start = min([each.since for each in every], default=on)
    ends = [each.until for each in every if each.until < OPEN_END]
    end = max([on + timedelta(days=180), *ends])
    made = []
    for spell in spells:
        traits = (("class", spell.grade), ("market_type", spell.market_type))
        detail = ", ".join(chosen_words(name, key, request.wording) for name, key in traits if key)
        if spell.workload != 1:
            detail = ", ".join(filter(None, (detail, request.wording.percent(spell.workload))))
        mark = f"{spell.post}|{spell.unit}|{spell.since.isoformat()}"
        place = names.unit(spell.unit)
        url = reverse("people:unit", args=[spell.unit])
        made.append(_bar(spell, start, end, names.post(spell.post), place, url, "post", detail, mark, on))
    for line in lines:
        url = reverse("people:person", args=[line.manager])
        made.append(_bar(line, start, end, names.person(line.manager), "", url, "manager", "", "", on))
    return made, start, end


def _bar(
    each: Any,
    start: date,
    end: date,
    title: str,
    place: str,
    url: str,
    kind: str,
    detail: str,
    spell: str,
    on: date,
) -> Bar:
    x = _x(each.since, start, end)
    width = max(6, _x(min(each.until, end), start, end) - x)
    last = None if each.open else each.until - timedelta(days=1)
    here = each.since <= on < each.until
    return Bar(title, place, url, each.since, last, x, width, kind, detail, spell, here)


def _x(day: date, start: date, end: date) -> int:
    return max(0, min(1000, 1000 * (day - start).days // max(1, (end - start).days)))


def _duties(request: HttpRequest, posts: set[str], on: date) -> list[dict[str, Any]]:
    """The cards of the posts held, with the scorecards and plans that judge and pay them."""
    try:
        loaded, rules = loaded_now(), rules_now()
    except Faulty:
        return []
    wording, cards = request.wording, {card.post: card for card in loaded.posts}
    told = []
    for post in sorted(posts):
        card = cards.get(post)
        parts = ("duties", "rights", "liability", "requirements")
        told.append(
            {
                "title": wording.title(rules.posts.get(post) or {}, post),
                "meaning": wording.title(card.meaning) if card else "",
                "parts": [
                    (f"organisation.card.{part}", text)
                    for part in parts
                    if card and (text := wording.title(getattr(card, part)))
                ],
                "scorecards": [
                    (each.scorecard, wording.title(each.title, each.scorecard))
                    for each in rules.in_force("scorecard", on)
                    if each.post == post
                ],
                "plans": [
                    (each.plan, wording.title(each.title, each.plan)) for each in rules.plans(post, on)
                ],
            }
        )
    return told


def clients_of(key: str, on: date) -> int:
    """How many clients a person looks after on the day."""
    opened = store()
    snapshot = opened.snapshot()
    if not snapshot.rows("coverage"):
        return 0
    with reader() as engine:
        relation = snapshot.relation(BUILTIN["coverage"])
        holds = 'person_id = ? AND "from" <= ? AND "to" > ?'
        query = f"SELECT count(DISTINCT client_id) FROM ({relation}) WHERE {holds}"
        return int(engine.query(query, [key, on, on])[0][0])
