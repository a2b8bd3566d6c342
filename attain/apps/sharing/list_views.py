"""The pools of a period that the reader's units share."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from attain.apps.approvals import api as approvals
from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.apps.sharing import queries
from attain.apps.sharing.contracts import PoolRow
from attain.apps.sharing.sheets import rule_words
from attain.engine.decide.rules import Rules
from attain.runs import sharing
from attain.runs.left_over import of_sums
from attain.shell.languages import in_currency
from attain.shell.permissions import permits
from attain.shell.tables import Column, Table

TABLE = Table(
    "pools",
    "sharing.title",
    (
        Column("title", "sharing.pool", order="title", link=lambda row: row.url),
        Column("unit", "sharing.unit", value="unit_title", order="unit_title"),
        Column("amount", "sharing.amount", unit="money", order="amount"),
        Column("left", "left_over.amount", unit="money", order="left"),
        Column("people", "sharing.people", unit="number", decimals=0, order="people"),
        Column(
            "state",
            "sharing.state",
            value=lambda row: f"sharing.state.{row.state}",
            unit="message",
            order="x",
        ),
        Column("rule", "sharing.rule"),
    ),
    first="state",
    search=("title", "unit", "rule"),
    empty="sharing.none",
)


@permits("sharing:read")
@require_GET
def listed(request: HttpRequest) -> HttpResponseBase:
    """The pools of a period that the reader's units share."""
    runs = results.runs()
    run = queries.chosen(request.GET.get("period", ""))
    if run is None:
        if request.GET.get("period"):
            raise Http404
        return render(request, "sharing/none.html")
    rules = results.rules_of(run.bundle)
    request.wording = in_currency(request.wording, rules.settings.currency)
    given = {
        "run": run,
        "runs": runs,
        "closed": run.state == "closed",
    }
    rows = _rows(request, run, rules)
    given["to_share"] = sum(1 for each in rows if each.state in ("open", "draft"))
    given["left_over"] = any(row.left for row in rows)
    columns = [each for each in TABLE.columns if each.key != "left" or given["left_over"]]
    return TABLE.response(request, rows, "sharing/list.html", given, columns=columns)


def _rows(request: HttpRequest, run: results.RunView, rules: Rules) -> list[PoolRow]:
    wording = request.wording
    seen = queries.visible(request.reach)
    with results.explaining(run.key) as held:
        found = [each for each in sharing.units_of(held.computed) if seen(each[1])]
        splits = sharing.splits_of(held.computed) if seen("") else []
    heads = {pool.pool: sum(each[3] for each in found if each[0] is pool) for pool, _ in splits}
    found = [*((pool, "", split.amount, heads[pool.pool]) for pool, split in splits), *found]
    left = {(each.pool, each.unit): each.amount for each in of_sums(run.control)}
    shares = sharing.shares_of(rules, run.last_day, run.cycle)
    hand = sharing.by_hand(rules, run.last_day, run.cycle)
    words = {pool: rule_words(own, rules, wording) for pool, own in shares.items()}
    titles = people.unit_titles({unit for _, unit, *_ in found})
    lacking, made = queries.lacking(run), queries.sharings(run.period)
    waiting = queries.waiting_for(made.values())
    return [
        PoolRow(
            pool=pool.pool,
            title=wording.title(pool.title, pool.pool.replace("_", " ")),
            unit=unit,
            unit_title=titles.get(unit, unit) if unit else wording.say("sharing.company"),
            amount=amount,
            people=count,
            rule=words.get(pool.pool, ""),
            state=_state(
                pool.pool in hand, made.get((pool.pool, unit)), waiting, (pool.pool, unit) in lacking
            ),
            url=reverse("sharing:pool", args=[run.period, pool.pool, queries.word_of(unit)]),
            left=left.get((pool.pool, unit)),
        )
        for pool, unit, amount, count in found
    ]


def _state(hand: bool, own: Any, waiting: Mapping[int, approvals.ProposalView], lacks: bool) -> str:
    if not hand:
        return "rule"
    return queries.state_of(own, waiting.get(own.pk) if own else None, not lacks)
