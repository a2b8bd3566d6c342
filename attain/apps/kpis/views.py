"""The catalogue of KPIs: the list, a KPI's card, its findings, the SQL of its measures."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET

from attain.apps.kpis.cards import card, post_title, purpose
from attain.apps.kpis.linted import findings_of
from attain.apps.kpis.spread import spread
from attain.apps.kpis.statements import measures_of, sql_of
from attain.apps.results import api as results
from attain.engine.decide.rules import Rules
from attain.shell.languages import in_currency
from attain.shell.permissions import allowed, permits
from attain.shell.tables import Column, Table
from attain.wording import Wording

#: So many posts are named in the list; where there are more, the others are counted.
NAMED = 2


@dataclass(frozen=True)
class Row:
    """A KPI in the list."""

    key: str
    title: str
    meaning: str
    unit: str
    better: str
    purposes: str
    posts: str
    few: str
    since: Any


TABLE = Table(
    "kpis",
    "kpis.title",
    (
        Column("title", "kpis.kpi", order="title", link=lambda row: reverse("kpis:kpi", args=(row.key,))),
        Column("meaning", "kpis.meaning"),
        Column("unit", "kpis.unit", order="unit"),
        Column("better", "kpis.better", unit="message", visible=False),
        Column("purposes", "kpis.used_for"),
        Column("posts", "kpis.judges", shown=lambda row, wording: row.few),
        Column("since", "kpis.since", unit="date", order="since", visible=False),
        Column("key", "kpis.key", order="key", visible=False),
    ),
    first="title",
    search=("title", "meaning", "key"),
    empty="kpis.empty",
)


@permits("kpi:read")
@require_GET
def kpis(request: HttpRequest) -> HttpResponseBase:
    """All KPIs in force, to search and to narrow by purpose, post and unit."""
    run = next(iter(results.runs()), None)
    if run is None:
        return render(request, "kpis/nothing.html")
    rules, wording = results.rules_of(run.bundle), request.wording
    asked = {name: request.GET.get(name, "") for name in ("purpose", "post", "unit")}
    every = rules.in_force("kpi", run.last_day)
    found = [
        each
        for each in every
        if (not asked["purpose"] or asked["purpose"] in each.used_for)
        and (not asked["post"] or asked["post"] in each.judges)
        and (not asked["unit"] or asked["unit"] == each.unit)
    ]
    choices = {
        "purpose": _choices({(text, purpose(text, wording)) for each in every for text in each.used_for}),
        "post": _choices(
            {(post, post_title(rules, post, wording)) for each in every for post in each.judges}
        ),
        "unit": _choices({(each.unit, wording.say(f"kpis.unit.{each.unit}")) for each in every}),
    }
    given = {"run": run, "asked": asked, "choices": choices}
    return TABLE.response(request, [_row(each, rules, wording) for each in found], "kpis/kpis.html", given)


@permits("kpi:read")
@require_GET
def kpi(request: HttpRequest, key: str) -> HttpResponse:
    """One KPI on its card."""
    if not results.runs():
        return render(request, "kpis/nothing.html")
    run, rules, wording = _now(request)
    found = card(key, run, rules, wording)
    if found is None:
        raise Http404
    held = request.user.held_roles(on=timezone.localdate())
    values = spread(run, key, found.kpi.places, request.user.person)
    given = {
        "run": run,
        "card": found,
        "spread": values,
        "posts": [(post_title(rules, post, wording), count) for post, count in values.posts]
        if values
        else [],
        "measures": [
            (name, wording.title(rules.title(name), name)) for name in measures_of(key, rules, run.last_day)
        ],
        "may_sql": allowed("kpi:sql", held),
        "wording": wording,
    }
    return render(request, "kpis/kpi.html", given)


@permits("kpi:read")
@require_GET
def findings(request: HttpRequest, key: str) -> HttpResponse:
    """What the lint says of a KPI: a part of the card that comes after it, and a page of its own."""
    run, rules, wording = _now(request)
    rule = rules.kpi(key, run.last_day)
    if rule is None:
        raise Http404
    found = [
        (wording.say(each.fault.id, **each.fault.values), each.fault.severity, wording.title(each.waived))
        for each in findings_of(run.bundle).get(key, ())
    ]
    part = request.htmx and request.htmx.target == "findings"
    given = {"findings": found, "title": wording.title(rule.title, key), "key": key}
    return render(request, "kpis/findings.html" if part else "kpis/findings_page.html", given)


@permits("kpi:sql")
@require_GET
def sql(request: HttpRequest, key: str, measure: str) -> HttpResponse:
    """The SQL that the engine runs for a measure of the KPI."""
    run, rules, wording = _now(request)
    if measure not in measures_of(key, rules, run.last_day):
        raise Http404
    text = sql_of(measure, run, rules)
    given = {"sql": text, "title": wording.title(rules.title(measure), measure), "key": key, "run": run}
    panel = request.htmx and request.htmx.target == "panel-content"
    return render(request, "kpis/sql.html" if panel else "kpis/sql_page.html", given)


def _now(request: HttpRequest) -> tuple[results.RunView, Rules, Wording]:
    """The newest run with its rules and the reader's wording. Raises Http404 where nothing was computed."""
    run = next(iter(results.runs()), None)
    if run is None:
        raise Http404
    rules = results.rules_of(run.bundle)
    wording = in_currency(request.wording, rules.settings.currency)
    return run, rules, wording


def _row(each: Any, rules: Rules, wording: Wording) -> Row:
    judged = [post_title(rules, post, wording) for post in each.judges]
    return Row(
        each.kpi,
        wording.title(each.title, each.kpi),
        wording.title(each.meaning),
        wording.say(f"kpis.unit.{each.unit}"),
        f"kpis.better.{each.better}",
        wording.list(purpose(text, wording) for text in each.used_for) if each.used_for else "",
        wording.list(judged) if judged else "",
        _few(judged, wording),
        each.starts,
    )


def _few(posts: Sequence[str], wording: Wording) -> str:
    """The posts that a KPI judges, of many the first ones: its own page names them all."""
    if len(posts) <= NAMED + 1:
        return wording.list(posts) if posts else "–"
    told = wording.say("kpis.judges.more", first=", ".join(posts[:NAMED]), count=len(posts) - NAMED)
    return format_html('<span title="{}">{}</span>', wording.list(posts), told)


def _choices(found: set[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(found, key=lambda pair: pair[1].casefold())
