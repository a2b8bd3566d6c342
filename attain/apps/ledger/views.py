"""Pages of the ledger: posted periods with their proof, components, entries, a person's own account."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from attain.apps.ledger import queries
from attain.apps.ledger.contracts import BatchView
from attain.apps.ledger.models import Entry
from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.runs.postings import ACCOUNTS
from attain.shell.languages import in_currency
from attain.shell.permissions import permits
from attain.shell.tables import Column, Table
from attain.wording import Wording

ZERO = Decimal(0)


def _sum(account: str, sign: int = 1) -> Any:
    return lambda batch: sign * batch.sums.get(account, ZERO)


PERIODS = Table(
    "ledger",
    "ledger.title",
    (
        Column(
            "period",
            "ledger.in_period",
            unit="period",
            order="period",
            link=lambda batch: reverse("ledger:period", args=[batch.period]),
        ),
        Column("cost", "ledger.account.cost", value=_sum("cost", -1), unit="money", decimals=2, order="cost"),
        Column("owed", "ledger.account.owed", value=_sum("owed"), unit="money", decimals=2, order="owed"),
        Column("later", "ledger.account.later", value=_sum("later"), unit="money", decimals=2, order="later"),
        Column(
            "advances",
            "ledger.account.advances",
            value=_sum("advances", -1),
            unit="money",
            decimals=2,
            order="advances",
        ),
        Column("entries", "ledger.entries", unit="number", decimals=0, order="entries"),
        Column("made", "ledger.posted", value="made_at", unit="moment", order="made"),
        Column("run", "ledger.run", value=lambda batch: batch.run[:12], visible=False),
        Column("digest", "ledger.digest", value=lambda batch: batch.digest[:12], visible=False),
    ),
    first="-period",
    empty="ledger.empty",
)


def _explanation(row: Entry) -> str:
    """Where the entry's number is explained: the component in the run that posted it."""
    node = row.component if row.for_period == row.in_period else "paid"
    return f"{reverse('results:explain', args=['person', row.person, node])}?run={row.batch.run}"


ENTRIES = Table(
    "entries",
    "ledger.entries",
    (
        Column("person", "ledger.person", value="person", order="person", shown=lambda row, _: row.called),
        Column("component", "ledger.component", order="component", shown=lambda row, _: row.titled),
        Column("for", "ledger.for_period", value="for_period", unit="period", order="for_period"),
        Column("in", "ledger.in_period", value="in_period", unit="period", order="in_period"),
        Column(
            "kind", "ledger.kind", value=lambda row: f"ledger.kind.{row.kind}", unit="message", order="kind"
        ),
        Column(
            "debit",
            "ledger.debit",
            value=lambda row: f"ledger.account.{row.debit}",
            unit="message",
            order="debit",
        ),
        Column(
            "credit",
            "ledger.credit",
            value=lambda row: f"ledger.account.{row.credit}",
            unit="message",
            order="credit",
        ),
        Column(
            "amount",
            "ledger.amount",
            unit="money",
            decimals=2,
            order="amount",
            link=_explanation,
            panel=True,
        ),
    ),
    first="person",
    search=("person", "component", "for_period"),
    empty="ledger.empty",
)


@dataclass(frozen=True)
class Line:
    """What a component of a for-period came to in a posted period."""

    title: str
    for_period: str
    in_period: str
    cost: Decimal
    owed: Decimal
    later: Decimal
    advances: Decimal


@permits("ledger:read")
@require_GET
def periods(request: HttpRequest) -> HttpResponseBase:
    """All posted periods; who sees only the own account is led there."""
    if not request.reach.everywhere:
        return redirect("ledger:person", request.user.person or "-")
    batches = queries.batches()
    request.wording = _wording(request, batches)
    sums = [(name, sum((batch.sums.get(name, ZERO) for batch in batches), ZERO)) for name in ACCOUNTS]
    given = {"sums": [(name, each) for name, each in sums if each], "proof": sum(each for _, each in sums)}
    return PERIODS.response(request, batches, "ledger/periods.html", given)


@permits("ledger:read")
@require_GET
def one(request: HttpRequest, period: str) -> HttpResponse:
    """One posted period: accounts, and components by the period that they are for."""
    if not request.reach.everywhere:
        raise PermissionDenied(period)
    batch = next((each for each in queries.batches() if each.period == period), None)
    if batch is None:
        raise Http404
    wording = _wording(request, [batch])
    given = {
        "batch": batch,
        "wording": wording,
        "sums": [(name, batch.sums[name]) for name in ACCOUNTS if batch.sums.get(name)],
        "proof": sum(batch.sums.values(), ZERO),
        "lines": lines(queries.entries(period=period), batch.bundle, wording),
    }
    return render(request, "ledger/period.html", given)


@permits("ledger:read")
@require_GET
def entries(request: HttpRequest) -> HttpResponseBase:
    """Entries, to search, sort and take away as a file; of those who see only their own, these."""
    whose = None if request.reach.everywhere else [request.user.person or "-"]
    period = request.GET.get("period", "")
    known = queries.batches()
    request.wording = _wording(request, known)
    rows = queries.entries(whose, period).select_related("batch")
    given = {"period": period, "periods": [batch.period for batch in known]}
    prepare = lambda page: named(page, known, request.wording)  # noqa: E731
    return ENTRIES.response(request, rows, "ledger/entries.html", given, prepare)


@permits("ledger:read")
@require_GET
def person(request: HttpRequest, key: str) -> HttpResponse:
    """A person's account: what each closed period made of it, and where it stands."""
    if not request.reach.everywhere and key != request.user.person:
        raise PermissionDenied(key)
    rows, known = queries.entries([key]), queries.batches()
    wording = _wording(request, known)
    view, sums = people.person(key), queries.accounts(rows)
    if view is None and not rows.exists():
        raise Http404
    bundle = known[0].bundle if known else ""
    given = {
        "key": key,
        "whose": view.shown(wording) if view else key,
        "wording": wording,
        "lines": lines(rows, bundle, wording) if known else [],
        "owed": sums["owed"],
        "later": sums["later"],
        "advances": -sums["advances"],
    }
    return render(request, "ledger/person.html", given)


def lines(rows: Any, bundle: str, wording: Wording) -> list[Line]:
    """Entries summed by component, for-period and in-period."""
    rules = results.rules_of(bundle)

    def change(row: dict[str, Any], account: str) -> Decimal:
        return (row[f"{account}_in"] or ZERO) - (row[f"{account}_out"] or ZERO)

    return [
        Line(
            component_title(row["component"], rules, wording),
            row["for_period"],
            row["in_period"],
            -change(row, "cost"),
            change(row, "owed"),
            change(row, "later"),
            -change(row, "advances"),
        )
        for row in queries.by_component(rows)
    ]


def component_title(name: str, rules: Any, wording: Wording) -> str:
    """What a component is called; draws and adjustments have names of their own."""
    if name in ("draw", "adjustment"):
        return wording.say(f"ledger.component.{name}")
    return wording.title(rules.title(name), name)


def named(page: Sequence[Entry], known: Sequence[BatchView], wording: Wording) -> Sequence[Entry]:
    """Rows with people's names and components' titles."""
    names = people.people({row.person for row in page})
    rules = results.rules_of(known[0].bundle) if known else None
    for row in page:
        row.called = names[row.person].shown(wording) if row.person in names else row.person
        row.titled = component_title(row.component, rules, wording)
    return page


def _wording(request: HttpRequest, known: Sequence[BatchView]) -> Wording:
    if not known:
        return request.wording
    return in_currency(request.wording, results.rules_of(known[0].bundle).settings.currency)
