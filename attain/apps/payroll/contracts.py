"""What the app hands out: frozen, without a database behind it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from attain.apps.payroll.models import HandOver
from attain.runs.paying import Cell

ZERO = Decimal(0)

#: The kinds of batches in the ledger, and of proposals.
RELEASE, BACK, HOLD, LET_GO = "payroll", "payroll_back", "hold", "hold_release"
PAID = "paid"


class Refused(Exception):
    """What can't be done. args[0]: the message that says why; values: for its sentence."""

    def __init__(self, id: str, **values: Any) -> None:
        super().__init__(id)
        self.values = values


@dataclass(frozen=True)
class Owed:
    """What can be handed over now. lines: by cell; held, carried: who is left out, by how much.

    period: the newest posted one, first and last: its days. digest: of all that is said here.
    """

    period: str
    first: date
    last: date
    bundle: str
    lines: Mapping[Cell, Decimal] = field(default_factory=dict)
    held: Mapping[str, Decimal] = field(default_factory=dict)
    carried: Mapping[str, Decimal] = field(default_factory=dict)
    digest: str = ""

    @property
    def people(self) -> int:
        return len({cell[0] for cell in self.lines})

    @property
    def total(self) -> Decimal:
        return sum(self.lines.values(), ZERO)

    @property
    def held_total(self) -> Decimal:
        return sum(self.held.values(), ZERO)

    @property
    def carried_total(self) -> Decimal:
        return sum(self.carried.values(), ZERO)


@dataclass(frozen=True)
class Handed:
    """How far the pay that a closed period posted has come: due is the sum of the other four."""

    period: str
    due: Decimal = ZERO
    left: Decimal = ZERO
    held: Decimal = ZERO
    handed: Decimal = ZERO
    paid: Decimal = ZERO
    handovers: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """open: some of it can be handed over yet; handed: all that is not held; paid: that is paid."""
        if self.left > 0 or not (self.handed or self.paid):
            return "open"
        return "handed" if self.handed else "paid"


#: The steps of a hand-over, in their order.
STEPS = ("released", "sent", "acknowledged", "reconciled")


def state_of(row: HandOver, rest: Decimal | None = None) -> str:
    """rest: what of it stands in `approved` yet, None where that is not asked for."""
    if row.cancelled_at is not None:
        return "cancelled"
    if rest is not None and not rest and row.sent_at is not None:
        return "reconciled"
    if row.acknowledged_at is not None:
        return "acknowledged"
    return "sent" if row.sent_at is not None else "released"
