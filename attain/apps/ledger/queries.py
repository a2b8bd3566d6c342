"""Reading the ledger: where people stand, what a period came to, and whether all is as it was posted."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from attain.apps.ledger.contracts import BatchView
from attain.apps.ledger.models import CLOSE, Batch, Entry
from attain.apps.ledger.sums import PLACES, exact, of_account, total_of
from attain.runs.postings import ACCOUNTS, Balances

ZERO = Decimal(0)

#: (person, component, for-period, in-period)
Cell = tuple[str, str, str, str]


def batches(kind: str = CLOSE) -> list[BatchView]:
    """The batches of a kind, the newest first: those of closed periods, unless another is asked for."""
    return [viewed(row) for row in Batch.objects.filter(kind=kind).order_by("-pk")]


def cells(
    account: str, people: "Iterable[str] | QuerySet | None" = None, keys: str = "", component: str = ""
) -> dict[Cell, Decimal]:
    """What an account holds, by person, component, for-period and in-period; nothing that is zero.

    people: of these alone, keys or rows of them. keys: by batches of this key and those below it
    ("2026-10/1": "2026-10/1/p2" too). One query.
    """
    chosen = people if people is None or isinstance(people, QuerySet) else list(people)
    rows = of_account(account, chosen, keys)
    if component:
        rows = rows.filter(component=component)
    found = rows.values_list("person", "component", "for_period", "in_period")
    summed = found.annotate(total=total_of(account)).exclude(total=0).order_by()
    return {tuple(cell): exact(total) for *cell, total in summed.iterator(5_000)}


def entries(
    people: Iterable[str] | None = None,
    period: str = "",
    component: str = "",
    kind: str = "",
    account: str = "",
    person: str = "",
    batch: str = "",
) -> "QuerySet[Entry]":
    """Entries as rows to sort and cut. people: of these alone; None: everybody's. account: on either side."""
    rows = Entry.objects.all()
    if people is not None:
        rows = rows.filter(person__in=list(people))
    if account:
        rows = rows.filter(Q(debit=account) | Q(credit=account))
    wanted = {"in_period": period, "component": component, "kind": kind, "person": person}
    wanted |= {"batch": batch} if batch.isascii() and batch.isdigit() and len(batch) < 18 else {}
    return rows.filter(**{name: value for name, value in wanted.items() if value})


def components() -> list[str]:
    """Of which there are entries: found by skipping through the index, not by reading all entries."""
    found: list[str] = []
    for period in Batch.objects.filter(kind=CLOSE).order_by("-pk").values_list("period", flat=True)[:12]:
        last = ""
        while name := _next_component(period, last):
            found.append(last := name)
    return sorted(set(found))


def _next_component(period: str, after: str) -> str:
    rows = Entry.objects.filter(in_period=period, component__gt=after).order_by("in_period", "component")
    return rows.values_list("component", flat=True).first() or ""


def totals(keys: str = "") -> dict[str, Decimal]:
    """What batches credit to each account, less what they debit: from their own proved sums.

    keys: those of this key and below it alone ("2026-10/1": "2026-10/1/p2" too).
    """
    sums = dict.fromkeys(ACCOUNTS, ZERO)
    rows = Batch.objects.filter(Q(period=keys) | Q(period__startswith=f"{keys}/")) if keys else Batch.objects
    for found in rows.values_list("sums", flat=True):
        for account, text in found.items():
            sums[account] += Decimal(text)
    return sums


def standing(periods: Iterable[str]) -> dict[str, Balances]:
    """Where everybody with entries of these periods stands: what comes later, and what they owe of draws.

    periods: those of one cycle, for a quarter hands its state to the next quarter and not to a month.
    """
    found: dict[str, Balances] = {}
    posted = Entry.objects.filter(in_period__in=list(periods))
    for person in posted.values_list("person", flat=True).distinct():
        found[person] = Balances(defaultdict(Decimal))
    for account, sign in (("later", 1), ("advances", -1)):
        for side, way in (("credit", 1), ("debit", -1)):
            rows = posted.filter(**{side: account}).values("person", "component", "for_period")
            for row in rows.annotate(total=Sum("amount")).order_by():
                total = sign * way * row["total"].quantize(PLACES)
                if account == "later":
                    found[row["person"]].later[row["component"], row["for_period"]] += total
                else:
                    found[row["person"]].advances += total
    for each in found.values():
        each.later = {key: value for key, value in each.later.items() if value}
    return found


def accounts(rows: "QuerySet[Entry]") -> dict[str, Decimal]:
    """What entries credit to each account, less what they debit: two queries, however many there are."""
    sums = dict.fromkeys(ACCOUNTS, ZERO)
    for side, sign in (("credit", 1), ("debit", -1)):
        for row in rows.values(side).annotate(total=Sum("amount")).order_by():
            sums[row[side]] += sign * row["total"].quantize(PLACES)
    return sums


def by_component(rows: "QuerySet[Entry]") -> "QuerySet[Entry]":
    """Component, for-period, in-period → earned, deferred, owed: as rows."""

    def moved(credit: str, debit: str) -> tuple[Sum, Sum]:
        return Sum("amount", filter=Q(credit=credit)), Sum("amount", filter=Q(debit=debit))

    found = rows.values("component", "for_period", "in_period")
    named = {}
    for account in ("cost", "owed", "later", "advances", "held", "approved", "bank"):
        named[f"{account}_in"], named[f"{account}_out"] = moved(account, account)
    return found.annotate(**named).order_by("in_period", "for_period", "component")


def handed_over() -> dict[str, Decimal]:
    """Key of a hand-over ("2026-10/1") → what of it stands in `approved`: from the batches' own sums."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for key, sums in Batch.objects.filter(period__contains="/").values_list("period", "sums"):
        found["/".join(key.split("/")[:2])] += Decimal(sums.get("approved", "0"))
    return dict(found)


def viewed(row: Batch) -> BatchView:
    return BatchView(
        row.pk,
        row.kind,
        row.period,
        row.first,
        row.last,
        row.run,
        row.bundle,
        row.entries,
        {account: Decimal(text) for account, text in row.sums.items()},
        row.digest,
        row.made_at,
        row.made_by,
    )
