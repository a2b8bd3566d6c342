"""Reading: hand-overs, and how far the pay of a period has come."""

from decimal import Decimal

from attain.apps.ledger import api as ledger
from attain.apps.payroll.contracts import Handed
from attain.apps.payroll.models import HandOver

ZERO = Decimal(0)


def handovers(period: str = "") -> list[HandOver]:
    """The newest first."""
    rows = HandOver.objects.order_by("-pk")
    return list(rows.filter(period=period) if period else rows)


def handover(period: str, number: int) -> HandOver | None:
    return HandOver.objects.filter(period=period, number=number).first()


def handed(period: str) -> Handed:
    """How far the pay that a closed period posted has come; all zero where it is not posted."""
    sums = ledger.accounts(ledger.entries(period=period))
    left, held, approved, paid = (sums[name] for name in ("owed", "held", "approved", "bank"))
    keys = HandOver.objects.filter(period=period, cancelled_at__isnull=True).order_by("number")
    names = tuple(keys.values_list("key", flat=True))
    return Handed(period, left + held + approved + paid, left, held, approved, paid, names)
