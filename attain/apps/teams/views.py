"""A team's heat map, and ranks within peer groups."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.apps.teams import heat, ranking
from attain.apps.teams.cells import drawn_cell, drawn_total
from attain.apps.teams.places import Place, place
from attain.shell.permissions import permits
from attain.shell.tables import Column, Table

#: Of so many people whose names match a search.
FOUND = 500


@permits("team:read")
@require_GET
def team(request: HttpRequest) -> HttpResponseBase:
    """People × the lines of their scorecard, those who need help first."""
    found = place(request)
    if found is None or not found.card:
        return render(request, "teams/nothing.html", {"title": "teams.team", "place": found})
    heads = heat.heads(found)
    table = Table(
        name=f"team-{found.post}",
        title="teams.heat.caption",
        columns=_columns(found, heads),
        first="total",
        search=_named,
        empty="teams.heat.empty",
    )
    rows = results.people_sheets(found.run, found.around.keys, found.post)

    def lines(page: Sequence[Any]) -> list[heat.Line]:
        return heat.lines(found, results.viewed(page, found.run), heads)

    traits = [heat.trait_name(trait, found.wording) for trait in heat.peer_traits(heads)]
    given = {"place": found, "heads": heads, "traits": traits, "wording": found.wording}
    return table.response(request, rows, "teams/team.html", given, lines)


@permits("team:read")
@require_GET
def ranks(request: HttpRequest) -> HttpResponse:
    """Ranks on one KPI, or the whole scorecard, among those whom it is fair to compare."""
    found = place(request)
    if found is None or not found.card:
        return render(request, "teams/nothing.html", {"title": "teams.ranking", "place": found})
    asked = {name: request.GET.get(name, "") for name in ("kpi", "group")}
    given = {"place": found, "wording": found.wording, "ranking": ranking.ranking(found, **asked)}
    return render(request, "teams/ranking.html", given)


def _columns(found: Place, heads: Sequence[heat.Head]) -> list[Column]:
    """Who, where, in all, and one column a line of the scorecard."""
    period = found.run.period

    def scorecard(line: heat.Line) -> str:
        return f"{reverse('scorecards:person', args=(line.subject,))}?period={period}"

    first = [
        Column("name", "teams.person", "name", link=scorecard),
        Column(
            "unit",
            "teams.unit",
            "unit",
            visible=bool(found.around.below),
        ),
        Column("peers", "teams.peers", "peers", visible=False),
        Column(
            "total",
            "teams.total",
            "total",
            "points",
            2,
            "total",
            shown=lambda line, wording: drawn_total(line, wording),
        ),
    ]
    return first + [_column(found, at, head) for at, head in enumerate(heads)]


def _column(found: Place, at: int, head: heat.Head) -> Column:
    return Column(
        f"kpi-{head.key}",
        head.title,
        lambda line: line.cells[at].score,
        "points",
        2,
        shown=lambda line, wording: drawn_cell(line.cells[at], line.stem, found.wording),
        titles={"": head.title},
    )


def _named(rows: "QuerySet[Any]", text: str) -> "QuerySet[Any]":
    """The rows of people whose names have the text in them."""
    keys = [view.key for view in people.found_people(text, None, FOUND)]
    return rows.filter(subject__in=keys)
