"""What an account holds, summed by the database: by person and by component, however many entries."""

from decimal import Decimal
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Sum, When
from django.db.models.functions import Round

from attain.apps.ledger.models import Entry

#: Amounts are kept with so many decimals; databases without exact numbers are rounded to them.
DECIMALS = 6
PLACES = Decimal(1).scaleb(-DECIMALS)


def of_account(account: str, people: "QuerySet[Any] | None" = None, keys: str = "") -> "QuerySet[Entry]":
    """The entries that credit or debit an account.

    people: rows of their keys, of these alone. keys: by batches of this key and those below it
    ("2026-10/1": "2026-10/1/p2" too).
    """
    rows = Entry.objects.filter(Q(credit=account) | Q(debit=account))
    if people is not None:
        rows = rows.filter(person__in=people)
    if keys:
        rows = rows.filter(Q(batch__period=keys) | Q(batch__period__startswith=f"{keys}/"))
    return rows


def total_of(account: str) -> Round:
    """What entries credit to an account, less what they debit."""
    amount = Case(When(credit=account, then=F("amount")), default=-F("amount"))
    return Round(Sum(amount), precision=DECIMALS)


def by_person(account: str, people: "QuerySet[Any] | None" = None, keys: str = "") -> "QuerySet[Any]":
    """Rows {person, total} of those of whom the account holds anything, as a query to filter, sum and cut."""
    rows = of_account(account, people, keys).values("person").annotate(total=total_of(account))
    return rows.exclude(total=0).order_by("person")


def by_component(account: str, people: "QuerySet[Any] | None" = None, keys: str = "") -> dict[str, Decimal]:
    """Component → what the account holds of it; nothing that is zero. One query."""
    rows = of_account(account, people, keys).values("component").annotate(total=total_of(account))
    return {row["component"]: exact(row["total"]) for row in rows.order_by("component") if row["total"]}


def exact(total: Decimal | int | None) -> Decimal:
    """A sum of the database, without idle zeros behind the point."""
    plain = f"{Decimal(total or 0).quantize(PLACES):f}"
    return Decimal(plain.rstrip("0").rstrip("."))
