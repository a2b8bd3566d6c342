"""Whether the ledger is as it was posted: every batch counted, summed and hashed again."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from hashlib import sha256

from django.db import connection

from attain.apps.ledger.contracts import Broken
from attain.apps.ledger.models import CLOSE, Batch, Entry
from attain.apps.ledger.queries import accounts
from attain.shell.audit.append_only import protected

Cells = tuple[str, ...]

FIELDS = ("person", "component", "for_period", "in_period", "kind", "debit", "credit", "amount")


def written(amount: Decimal) -> str:
    """An amount as digests have it: with as many decimals as the ledger keeps."""
    return f"{amount:.6f}"


def digest(head: Cells, rows: Iterable[Cells]) -> str:
    """SHA-256 of a batch (previous digest, period, run) and its entries in their order."""
    hashed = sha256("\t".join(head).encode())
    for cells in rows:
        hashed.update("\t".join(cells).encode() + b"\n")
    return hashed.hexdigest()


def verify() -> Broken | None:
    """The first batch that is not as it was posted; None where all are. Reads every entry."""
    if not protected(connection, Batch._meta.db_table, Entry._meta.db_table):
        return Broken(0, "", "ledger.broken.unprotected")
    previous = ""
    for batch in Batch.objects.order_by("pk"):
        lines = Entry.objects.filter(batch=batch)
        if batch.previous != previous:
            return Broken(batch.pk, batch.period, "ledger.broken.chain")
        if lines.count() != batch.entries or _digest(batch) != batch.digest:
            return Broken(batch.pk, batch.period, "ledger.broken.entries")
        found = _moved(accounts(lines))
        if sum(found.values()) or found != _moved({name: Decimal(sum_) for name, sum_ in batch.sums.items()}):
            return Broken(batch.pk, batch.period, "ledger.broken.sums")
        previous = batch.digest
    return None


def head(batch: Batch) -> Cells:
    """What a digest begins with; a batch that is not the close of a period says its kind as well."""
    kind = () if batch.kind == CLOSE else (batch.kind,)
    return (*kind, batch.previous, batch.period, batch.run)


def _moved(sums: dict[str, Decimal]) -> dict[str, Decimal]:
    """Accounts that are not zero: older batches name fewer of them."""
    return {name: each for name, each in sums.items() if each}


def _digest(batch: Batch) -> str:
    return digest(head(batch), _cells(batch))


def _cells(batch: Batch) -> Iterator[Cells]:
    rows = Entry.objects.filter(batch=batch).order_by("line").values_list(*FIELDS)
    for *texts, amount in rows.iterator(5_000):
        yield (*texts, written(amount))
