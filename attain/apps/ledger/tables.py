"""The tables of the ledger: posted periods, and entries."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.urls import reverse

from attain.apps.ledger.models import Entry
from attain.apps.ledger.moving import MOVING
from attain.shell.tables import Column, Table

ZERO = Decimal(0)

#: So many entries are counted; further ones are "more than".
MOST = 100_000


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
        Column("cost", "ledger.account.cost", value=_sum("cost", -1), unit="money", order="cost"),
        Column("owed", "ledger.account.owed", value=_sum("owed"), unit="money", order="owed"),
        Column("later", "ledger.account.later", value=_sum("later"), unit="money", order="later"),
        Column(
            "advances",
            "ledger.account.advances",
            value=_sum("advances", -1),
            unit="money",
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


def explanation(row: Entry) -> str:
    """Where the entry's number is explained: the component in the run that posted it. Moves have no run."""
    if row.kind in MOVING:
        return ""
    node = row.component if row.for_period == row.in_period else "paid"
    return f"{reverse('results:explain', args=['person', row.person, node])}?run={row.batch.run}"


ENTRIES = Table(
    "entries",
    "ledger.entries",
    (
        Column("person", "ledger.person", value="person", order="person", shown=lambda row, _: row.called),
        Column("key", "ledger.person_key", value="person", visible=False),
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
            order="amount",
            link=explanation,
            panel=True,
        ),
    ),
    first="person",
    search=("person", "component", "for_period"),
    empty="ledger.empty",
    most=MOST,
)


def columns(table: Table, decimals: int) -> Sequence[Column]:
    """A table's columns, money with the decimals of the rules."""
    return [replace(each, decimals=decimals) if each.unit == "money" else each for each in table.columns]
