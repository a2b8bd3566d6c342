"""Appending a batch to the ledger: its entries, its sums and its place in the chain, in one transaction."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from attain.apps.ledger.models import Batch, Entry
from attain.apps.ledger.verifying import Cells, digest, head, written
from attain.engine.decide.publish import canonical
from attain.runs.postings import Posting, balances

#: So many entries go to the database at a time.
BATCH = 2_000

Told = Callable[[str, float], None]


def quiet(_step: str, _part: float) -> None:
    """Nobody is told."""


@dataclass(frozen=True)
class Heading:
    """What a batch is of. key: its period, or the key that begins with it. [first, last): its days."""

    kind: str
    key: str
    period: str
    first: date
    last: date
    run: str
    bundle: str


def last_digest() -> str:
    """Where the chain ends: whoever appends to it says what it ended with when they began to read."""
    return Batch.objects.order_by("-pk").values_list("digest", flat=True).first() or ""


def append(about: Heading, found: Sequence[Posting], previous: str, by: str, told: Told = quiet) -> Batch:
    """Raises IntegrityError where the kind and key are posted, or another batch has followed `previous`."""
    with transaction.atomic():
        made = Batch(
            kind=about.kind,
            period=about.key,
            first=about.first,
            last=about.last,
            run=about.run,
            bundle=about.bundle,
            entries=len(found),
            sums={account: canonical(sum_) for account, sum_ in balances(found).items()},
            previous=previous,
            made_at=timezone.now(),
            made_by=by,
        )
        made.digest = digest(head(made), (_cells(each, about.period) for each in found))
        made.save(force_insert=True)
        for at in range(0, len(found), BATCH):
            Entry.objects.bulk_create(_rows(made, found, at, about.period))
            told("ledger.step.post", 0.3 + 0.7 * at / max(len(found), 1))
    return made


def _rows(batch: Batch, found: Sequence[Posting], at: int, period: str) -> Iterator[Entry]:
    for line, each in enumerate(found[at : at + BATCH], at + 1):
        yield Entry(
            batch=batch,
            line=line,
            person=each.person,
            component=each.component,
            for_period=each.for_period,
            in_period=each.in_period or period,
            kind=each.kind,
            debit=each.debit,
            credit=each.credit,
            amount=each.amount,
        )


def _cells(each: Posting, period: str) -> Cells:
    accounts = each.debit, each.credit, written(each.amount)
    return each.person, each.component, each.for_period, each.in_period or period, each.kind, *accounts
