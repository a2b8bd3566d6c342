"""Moving what is owed from one account to another: on hold, handed over, paid, given back."""

from collections.abc import Callable, Sequence

from django.db import IntegrityError, transaction
from django.http import HttpRequest

from attain.apps.ledger.contracts import BatchView, Refused
from attain.apps.ledger.models import CLOSE, Batch
from attain.apps.ledger.queries import viewed
from attain.apps.ledger.writing import Heading, append, last_digest
from attain.runs.postings import KINDS, Posting
from attain.shell.audit import record

#: The kinds of entries that only move what closed periods owe.
MOVING = frozenset({"held", "let_go", "approved", "paid"})

#: The accounts between which these move it.
MOVED = frozenset(account for kind in MOVING for account in KINDS[kind])


def newest() -> BatchView | None:
    """The closed period that ends last of those that are posted."""
    row = Batch.objects.filter(kind=CLOSE).order_by("-last", "-first", "-pk").first()
    return viewed(row) if row else None


def transfer(
    kind: str, key: str, period: str, made: Callable[[], Sequence[Posting]], by: HttpRequest | None = None
) -> BatchView | None:
    """Posts what `made()` says of what stands in the ledger now; where it says nothing, None.

    The batch of this kind and key, where it is posted already. Raises Refused where anything else was posted
    while `made()` was reading, or the period is not posted, or an entry is not one that moves what is owed.
    """
    there = Batch.objects.filter(kind=kind, period=key).first()
    if there is not None:
        return viewed(there)
    of = Batch.objects.filter(kind=CLOSE, period=period).first()
    if of is None:
        raise Refused("ledger.refused.open")
    previous = last_digest()  # before reading: whoever posts in between takes the place after it
    found = made()
    if not found:
        return None
    if any(each.kind not in MOVING for each in found):
        raise Refused("ledger.refused.moving")
    heading = Heading(kind, key, period, of.first, of.last, of.run, of.bundle)
    try:
        with transaction.atomic():
            batch = append(heading, found, previous, by.user.get_username() if by else "")
            told = {"kind": kind, "entries": len(found), "digest": batch.digest}
            record(by, "ledger_moved", "ledger", key, after=told)
    except IntegrityError:
        raise Refused("ledger.refused.again") from None
    return viewed(batch)
