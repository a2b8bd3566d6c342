"""Reading: hand-overs, and how far the pay of a period has come."""

from decimal import Decimal
from functools import lru_cache

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


def unsent() -> list[HandOver]:
    """What is released and nobody has sent to payroll yet, the oldest first."""
    return list(HandOver.objects.filter(sent_at=None, cancelled_at=None).order_by("pk"))


@lru_cache(maxsize=256)
def _sums(period: str, _upto: str) -> tuple[Decimal, ...]:
    """What of a period's pay stands in which account; the same until anything more is posted."""
    sums = ledger.accounts(ledger.entries(period=period))
    return tuple(sums[name] for name in ("owed", "held", "approved", "bank"))


def handed(period: str) -> Handed:
    """How far the pay that a closed period posted has come; all zero where it is not posted."""
    left, held, approved, paid = _sums(period, ledger.last_digest())
    keys = HandOver.objects.filter(period=period, cancelled_at__isnull=True).order_by("number")
    names = tuple(keys.values_list("key", flat=True))
    return Handed(period, left + held + approved + paid, left, held, approved, paid, names)
