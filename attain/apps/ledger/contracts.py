"""What the app hands out: frozen, without a database behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


class Refused(Exception):
    """A posting that can't be made. args[0]: the message that says why."""


@dataclass(frozen=True)
class BatchView:
    """A posted period, [first, last). sums: account → what it credits, less what it debits; together zero."""

    number: int
    kind: str
    period: str
    first: date
    last: date
    run: str
    bundle: str
    entries: int
    sums: Mapping[str, Decimal]
    digest: str
    made_at: datetime
    made_by: str


@dataclass(frozen=True)
class Broken:
    """What is not as it was posted. why: a message id."""

    batch: int
    period: str
    why: str
