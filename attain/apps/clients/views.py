"""The list of clients, and one client: who looks after it, what it ordered, what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from attain.apps.clients import listing, queries
from attain.apps.clients.contracts import ClientView, CoverView
from attain.apps.clients.events import MONTHS, Event, Facts, titles
from attain.apps.clients.models import Handed
from attain.apps.house.api import rules_now, store
from attain.apps.people import api as people
from attain.engine.store import reader
from attain.shell.languages import in_currency
from attain.shell.permissions import allowed, permits
from attain.wording import Wording
from attain.wording.columns import choice_words, column_words

#: So many events a page, and so many pages.
EVENTS, PAGES = 25, 20


@permits("client:read")
@require_GET
def listed(request: HttpRequest) -> HttpResponseBase:
    """Clients whom the reader may see: searched, narrowed, chosen for a hand-over."""
    on = timezone.localdate()
    asked = asked_of(request)
    rows = queries.narrowed(queries.visible(request.reach, on), asked, request.reach, on)
    may = allowed("handover:propose", request.user.held_roles(on=on))
    everyone = request.reach.everywhere or bool(request.reach.units)
    manager = people.person(asked.manager) if asked.manager else None
    given = {
        "asked": asked,
        "choices": queries.choices(),
        "around": people.surroundings(request.reach, asked.unit) if everyone else None,
        "may_hand_over": may,
        "everyone": everyone,
        "may_suggest": allowed("organisation:read", request.user.held_roles(on=on)),
        "manager": f"{asked.manager} · {manager.shown(request.wording)}" if manager else asked.manager,
        "narrowed": asked != queries.Asked(),
        "query": request.GET.urlencode(),
    }
    searched = bool(request.GET.get("q", "").replace("\0", "").strip())
    columns = listing.columns(may and "export" not in request.GET, searched)
    prepare = listing.prepared(on, request.reach, request.wording)
    return listing.TABLE.response(request, rows, "clients/list.html", given, prepare, columns)


def asked_of(request: HttpRequest) -> queries.Asked:
    """What the address asks for. A manager may be named as a suggestion is: "E017 · Ana Ruiz"."""
    words = {
        name: request.GET.get("class" if name == "klass" else name, "").replace("\0", "").strip()[:200]
        for name in queries.Asked.__dataclass_fields__
    }
    words["manager"] = words["manager"].partition(" · ")[0].strip()
    return queries.Asked(**words)


@dataclass(frozen=True)
class Spell:
    """Who looked after a client, as the page tells it."""

    cover: CoverView
    name: str
    url: str
    now: bool
    proposal: int | None


@permits("client:read")
@require_GET
def one(request: HttpRequest, client: str) -> HttpResponse:
    """A client's page; with htmx, its events alone."""
    found = seen(request, client)
    on = timezone.localdate()
    rules = rules_now()
    wording = in_currency(request.wording, rules.settings.currency)
    request.wording = wording
    start, end = _month_before(on, MONTHS - 1), on + timedelta(days=1)
    kind, page = request.GET.get("kind", ""), _page(request)
    kind = kind if kind in rules.facts else ""
    with reader() as engine:
        facts = Facts(engine, store().snapshot(), rules, found.key, start, end)
        events, older = facts.events((page - 1) * EVENTS, EVENTS, kind)
        counts = facts.counts
        given: dict[str, Any] = {
            "client": found,
            "wording": wording,
            "events": _told(events, found.key, wording),
            "titles": titles(rules),
            "kind": kind,
            "kinds": [(name, counts[name]) for name in sorted(counts, key=lambda name: -counts[name])],
            "page": page,
            "older": older and page < PAGES,
            "all": sum(counts.values()),
        }
        if getattr(request, "htmx", None) and request.htmx.target == "events":
            return render(request, "clients/events.html", given)
        months = facts.months
        main = facts.main()
        since = min((month for month in months), default=f"{on:%Y-%m}")
        targets = facts.targets(max(since, f"{_month_before(on, 2):%Y-%m}"))
    spells = _spells(request, found, on)
    held = request.user.held_roles(on=on)
    given |= {
        "on": on,
        "spells": spells,
        "now": [each for each in spells if each.now],
        "unit": people.unit(found.unit) if found.unit else None,
        "chart": _chart(months, start, on, wording, titles(rules), main.name if main else ""),
        "sums": _sums(months, on),
        "main": main,
        "targets": [
            (period, rules.title(name), name, value, _unit(rules, name)) for period, name, value in targets
        ],
        "open": not found.closed or found.closed > on,
        "may_change": allowed("client:change", held),
        "may_see_approvals": allowed("approval:read", held),
        "may_hand_over": allowed("handover:propose", held),
        "own": [
            (name.replace("_", " "), value) for name, value in found.own.items() if value not in (None, "")
        ],
    }
    return render(request, "clients/client.html", given)


def seen(request: HttpRequest, key: str) -> ClientView:
    """The client. Raises Http404 where there is none, PermissionDenied where it is not for this reader."""
    found = queries.client(key)
    if found is None:
        raise Http404
    on = timezone.localdate()
    if not queries.visible(request.reach, on).filter(key=key).exists():
        raise PermissionDenied(key)
    return found


def _spells(request: HttpRequest, found: ClientView, on: date) -> list[Spell]:
    covers = queries.covers([found.key]).get(found.key, [])
    names = people.people({each.person for each in covers})
    rows = Handed.objects.filter(client=found.key, undone__isnull=True).order_by("pk")
    by = {(each.receiver, each.day): each.proposal for each in rows}
    reads = allowed("organisation:read", request.user.held_roles(on=on))
    return [
        Spell(
            each,
            names[each.person].shown(request.wording) if each.person in names else each.person,
            reverse("people:person", args=[each.person]) if reads else "",
            each.since <= on < each.until,
            by.get((each.person, each.since)),
        )
        for each in covers
    ]


def _told(events: Sequence[Event], client: str, wording: Any) -> list[dict[str, Any]]:
    names = people.people({each.person for each in events if each.person})
    return [
        {
            "event": each,
            "key": "" if each.key == client else each.key,
            "person": names[each.person].shown(wording) if each.person in names else each.person,
            "details": [_detail(name, value, wording) for name, value in each.details],
        }
        for each in events
    ]


def _detail(column: str, value: Any, wording: Wording) -> tuple[str, str]:
    """What is told of an event: of a yes the column's name alone, of a choice its word."""
    name = column_words(column, wording) or column.replace("_", " ")
    if value is True:
        return name, ""
    if isinstance(value, str):
        return name, choice_words(column, value, wording) or value
    return name, wording.value(value)


def _chart(
    months: dict[str, Decimal], start: date, on: date, wording: Any, named: Any, main: str
) -> dict[str, Any] | None:
    if not months:
        return None
    keys, at = [], date.fromisoformat(f"{max(min(months), f'{start:%Y-%m}')}-01")
    while at <= on:
        keys.append(f"{at:%Y-%m}")
        at = (at + timedelta(days=32)).replace(day=1)
    values = [months.get(key, Decimal(0)) for key in keys]
    return {
        "labels": [wording.period(key) for key in keys],
        "series": [
            {
                "name": wording.title(named.get(main, {}), main),
                "kind": "bar",
                "values": [str(v) for v in values],
            }
        ],
        "written": {str(value): wording.value(value, "money") for value in values},
    }


def _sums(months: dict[str, Decimal], on: date) -> list[tuple[str, Decimal]]:
    """The last 3 and 12 full months, and the running one."""
    found = []
    for title, count in (("clients.sum.three", 3), ("clients.sum.twelve", 12)):
        first = f"{_month_before(on, count):%Y-%m}"
        found.append((title, sum((v for k, v in months.items() if first <= k < f"{on:%Y-%m}"), Decimal(0))))
    return [("clients.sum.now", months.get(f"{on:%Y-%m}", Decimal(0))), *found]


def _unit(rules: Any, name: str) -> str:
    word = rules.unit_word(name, timezone.localdate())
    return word if word in ("money", "percent") else "number"


def _month_before(on: date, count: int) -> date:
    """The first day of the month so many before."""
    number = on.year * 12 + on.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return min(max(int(text), 1), PAGES) if text.isascii() and text.isdigit() and len(text) < 4 else 1
