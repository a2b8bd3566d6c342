"""Reading the ledger: where people stand, what a period came to, and whether all is as it was posted."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from attain.apps.ledger.contracts import BatchView
from attain.apps.ledger.models import Batch, Entry
from attain.runs.postings import ACCOUNTS, Balances

ZERO = Decimal(0)


def batches() -> list[BatchView]:
    """All batches, the newest first."""
    return [viewed(row) for row in Batch.objects.order_by("-pk")]


def entries(people: Iterable[str] | None = None, period: str = "") -> "QuerySet[Entry]":
    """Entries as rows to sort and cut. people: of these alone; None: everybody's."""
    rows = Entry.objects.all()
    if people is not None:
        rows = rows.filter(person__in=list(people))
    return rows.filter(in_period=period) if period else rows


def standing() -> dict[str, Balances]:
    """Where everybody with entries stands: what comes later, and what they owe of draws."""
    found: dict[str, Balances] = {}
    for person in Entry.objects.values_list("person", flat=True).distinct():
        found[person] = Balances(defaultdict(Decimal))
    for account, sign in (("later", 1), ("advances", -1)):
        for side, way in (("credit", 1), ("debit", -1)):
            rows = Entry.objects.filter(**{side: account}).values("person", "component", "for_period")
            for row in rows.annotate(total=Sum("amount")).order_by():
                total = sign * way * row["total"]
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
            sums[row[side]] += sign * row["total"]
    return sums


def by_component(rows: "QuerySet[Entry]") -> "QuerySet[Entry]":
    """Component, for-period, in-period → earned, deferred, owed: as rows."""

    def moved(credit: str, debit: str) -> tuple[Sum, Sum]:
        return Sum("amount", filter=Q(credit=credit)), Sum("amount", filter=Q(debit=debit))

    found = rows.values("component", "for_period", "in_period")
    named = {}
    for account in ("cost", "owed", "later", "advances"):
        named[f"{account}_in"], named[f"{account}_out"] = moved(account, account)
    return found.annotate(**named).order_by("in_period", "for_period", "component")


def viewed(row: Batch) -> BatchView:
    return BatchView(
        row.pk,
        row.kind,
        row.period,
        row.first,
        row.run,
        row.bundle,
        row.entries,
        {account: Decimal(text) for account, text in row.sums.items()},
        row.digest,
        row.made_at,
        row.made_by,
    )
