"""What lists of runs, held pays, differences and changes have as columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from attain.apps.results.models import StoredRun
from attain.runs.causes import CAUSES
from attain.shell.tables import Column, Table

#: The signs of a hash that are shown.
SHORT = 12


def _short(value: str) -> str:
    return value[:SHORT]


def _address(row: StoredRun) -> str:
    return reverse("runs:one", args=[row.key])


RUNS = Table(
    "runs",
    "runs.title",
    (
        Column("period", "runs.period", unit="period", order="end", link=_address),
        Column(
            "state",
            "runs.state",
            value=lambda row: f"explained.state.{row.state}",
            unit="message",
            order="state",
        ),
        Column("shown", "runs.shown", value="current"),
        Column("people", "runs.people", unit="number", order="people"),
        Column("paid", "runs.paid", value=lambda row: Decimal(row.control["paid"]), unit="money"),
        Column("facts", "runs.facts_until", value="facts_until", unit="date", order="facts_until"),
        Column("bundle", "runs.bundle", value=lambda row: _short(row.bundle), order="bundle"),
        Column("run", "runs.run", value=lambda row: _short(row.key), visible=False),
        Column("computed", "runs.computed", value="published_at", unit="moment", order="published_at"),
    ),
    first="-period",
    search=("period", "key", "bundle"),
    empty="runs.empty",
)

HELD = Table(
    "held",
    "runs.held",
    (
        Column("person", "runs.person", value="name", order="name", link=lambda row: row.url),
        Column("post", "runs.post", order="post"),
        Column("unit", "runs.unit", order="unit"),
    ),
    first="person",
    search=("person",),
    empty="runs.held.none",
    prefix="h-",
)

LATE = Table(
    "differences",
    "runs.differences",
    (
        Column("person", "runs.person", value="name", order="name"),
        Column("for_period", "runs.for_period", unit="period", order="for_period"),
        Column("component", "runs.component", order="component"),
        Column("amount", "runs.amount", unit="money", order="amount"),
    ),
    first="person",
    search=("person", "component"),
    empty="runs.differences.none",
    prefix="d-",
)

LEFT = Table(
    "left",
    "left_over.title",
    (
        Column("pool", "left_over.pool", order="pool", link=lambda row: row.url),
        Column("place", "left_over.place", order="place"),
        Column("why", "left_over.why", unit="message", order="why"),
        Column("amount", "left_over.amount", unit="money", order="amount"),
    ),
    first="-amount",
    search=("pool", "place"),
    empty="left_over.none",
    prefix="l-",
)

CHANGES = Table(
    "changes",
    "runs.changes",
    (
        Column("person", "runs.person", value="name", order="name", link=lambda row: row.why),
        Column("before", "runs.before", unit="money", order="before", link=lambda row: row.was),
        Column("after", "runs.after", unit="money", order="after", link=lambda row: row.now),
        Column("change", "runs.change", unit="money", order="change"),
        *(
            Column(
                cause,
                f"compare.cause.{cause}",
                value=lambda row, cause=cause: row.causes.get(cause),
                unit="money",
                order=cause,
            )
            for cause in CAUSES
        ),
    ),
    first="-change",
    search=("person",),
    empty="runs.changes.none",
)


@dataclass(frozen=True)
class HeldPay:
    name: str
    post: str
    unit: str
    url: str


@dataclass(frozen=True)
class Left:
    """What a pool leaves over. place: with whom it stays. why: the message of the reason."""

    pool: str
    place: str
    why: str
    amount: Decimal
    url: str


@dataclass(frozen=True)
class Late:
    name: str
    for_period: str
    component: str
    amount: Decimal


@dataclass(frozen=True)
class Change:
    """A person's pay in two runs. why, was, now: what explains the change, the statements; "" for none."""

    name: str
    before: Decimal | None
    after: Decimal | None
    change: Decimal
    causes: Mapping[str, Decimal]
    why: str = ""
    was: str = ""
    now: str = ""


@dataclass(frozen=True)
class CauseSum:
    """What a cause made of all pay. x, width: of its bar, from the middle of 200 to either side."""

    name: str
    amount: Decimal
    x: str
    width: str

    @property
    def title(self) -> str:
        return f"compare.cause.{self.name}"

    @property
    def told(self) -> str:
        """The message that says what belongs to the cause."""
        return f"runs.cause.{self.name}"


def summed(causes: Mapping[str, Decimal]) -> list[CauseSum]:
    """The causes that made a difference, their bars on one scale."""
    longest = max((abs(amount) for amount in causes.values()), default=Decimal(0)) or Decimal(1)
    found = []
    for name, amount in causes.items():
        width = abs(amount) / longest * 96
        if amount:
            found.append(CauseSum(name, amount, f"{100 if amount > 0 else 100 - width:.1f}", f"{width:.1f}"))
    return found


@dataclass(frozen=True)
class Agreement:
    """Two sums that must be the same. left, right: in words of a message each, with their sums."""

    title: str
    left: Decimal
    right: Decimal

    @property
    def agrees(self) -> bool:
        return self.left == self.right
