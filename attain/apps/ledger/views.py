"""Pages of the ledger: posted periods with their proof, components, entries, a person's own account."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from attain.apps.ledger import queries
from attain.apps.ledger.contracts import BatchView
from attain.apps.ledger.models import Entry
from attain.apps.ledger.tables import ENTRIES, PERIODS, columns
from attain.apps.ledger.titles import component_title
from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.runs.postings import ACCOUNTS, KINDS
from attain.shell.languages import in_currency
from attain.shell.permissions import permits
from attain.wording import Wording

ZERO = Decimal(0)

#: By what entries are narrowed: words of the address.
FILTERS = ("period", "component", "kind", "account", "person", "batch")

#: The accounts at which a person's own page begins, as they stand.
STANDING = ("owed", "held", "approved", "bank", "later", "advances")


@dataclass(frozen=True)
class Line:
    """What a component of a for-period came to in a posted period, and what has become of it since."""

    title: str
    for_period: str
    in_period: str
    cost: Decimal
    owed: Decimal
    later: Decimal
    advances: Decimal
    held: Decimal
    handed: Decimal


@permits("ledger:read")
@require_GET
def periods(request: HttpRequest) -> HttpResponseBase:
    """All posted periods; who sees only the own account is led there."""
    if not request.reach.everywhere:
        if not request.user.person:
            return render(request, "ledger/nobody.html")
        return redirect("ledger:person", request.user.person)
    batches, sums = queries.batches(), queries.totals()
    request.wording = _wording(request, batches)
    decimals = decimals_of(batches)
    given = {
        "sums": [(name, sums[name]) for name in ACCOUNTS if sums[name]],
        "proof": sum(sums.values(), ZERO),
        "decimals": decimals,
    }
    return PERIODS.response(
        request, batches, "ledger/periods.html", given, columns=columns(PERIODS, decimals)
    )


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
        "decimals": decimals_of([batch]),
        **_lined(lines(queries.entries(period=period), batch.bundle, wording)),
    }
    return render(request, "ledger/period.html", given)


@permits("ledger:read")
@require_GET
def entries(request: HttpRequest) -> HttpResponseBase:
    """Entries, to search, sort and take away as a file; of those who see only their own, these."""
    whose = None if request.reach.everywhere else [request.user.person or "-"]
    known, chosen = queries.batches(), {name: request.GET.get(name, "")[:200] for name in FILTERS}
    request.wording = _wording(request, known)
    rows = queries.entries(whose, **chosen).select_related("batch")
    rules = results.rules_of(known[0].bundle) if known else None
    titles = [(name, component_title(name, rules, request.wording)) for name in queries.components()]
    given = {
        **chosen,
        "chosen": any(chosen.values()),
        "periods": [batch.period for batch in known],
        "components": sorted(titles, key=lambda each: each[1]),
        "kinds": list(KINDS),
        "accounts": ACCOUNTS,
    }
    prepare = lambda page: named(page, known, request.wording)  # noqa: E731
    return ENTRIES.response(
        request, rows, "ledger/entries.html", given, prepare, columns(ENTRIES, decimals_of(known))
    )


@permits("ledger:read")
@require_GET
def person(request: HttpRequest, key: str) -> HttpResponse:
    """A person's account: what each closed period made of it, and where it stands."""
    if not request.reach.everywhere and key != request.user.person:
        raise PermissionDenied(key)
    rows, known = queries.entries([key]), queries.batches()
    wording = _wording(request, known)
    view, sums = people.person(key), queries.accounts(rows)
    if view is None and not rows.exists() and key != request.user.person:
        raise Http404
    bundle = known[0].bundle if known else ""
    given = {
        "key": key,
        "whose": view.shown(wording) if view else key,
        "wording": wording,
        **_lined(lines(rows, bundle, wording) if known else []),
        "sums": [
            (name, -sums[name] if name == "advances" else sums[name])
            for name in STANDING
            if sums[name] or name == "owed"
        ],
        "decimals": decimals_of(known),
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
            change(row, "owed") + change(row, "held") + change(row, "approved") + change(row, "bank"),
            change(row, "later"),
            -change(row, "advances"),
            change(row, "held"),
            change(row, "approved") + change(row, "bank"),
        )
        for row in queries.by_component(rows)
    ]


def _lined(found: list[Line]) -> dict[str, Any]:
    """Lines, and the accounts beside cost and what is due on which any of them stands."""
    names = ("later", "advances", "held", "handed")
    return {"lines": found, "used": {name for name in names if any(getattr(line, name) for line in found)}}


def decimals_of(known: Sequence[BatchView]) -> int:
    """The decimals of money in the rules of the newest of these periods."""
    return results.rules_of(known[0].bundle).settings.currency_decimals if known else 2


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
