"""Posting: a closed run's entries into the ledger, all of them in one transaction, once."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from attain.apps.house.api import register, rules_of
from attain.apps.ledger.contracts import BatchView, Refused
from attain.apps.ledger.models import Batch, Entry
from attain.apps.ledger.queries import standing, viewed
from attain.apps.ledger.verifying import Cells, digest, written
from attain.engine.decide.publish import canonical
from attain.engine.store import DuckEngine
from attain.runs.compute import Computation
from attain.runs.postings import Posting, balances, postings_of
from attain.runs.records import Records
from attain.runs.register import Register, Run
from attain.shell.audit import record

#: The batch of a closed period.
CLOSE = "close"

#: So many entries go to the database at a time.
BATCH = 2_000

Told = Callable[[str, float], None]


def _quiet(_step: str, _part: float) -> None:
    """Nobody is told."""


def post(period: str, by: HttpRequest | None = None, progress: Told = _quiet) -> BatchView:
    """Posts a closed period; where it is posted already, the batch that there is.

    Raises Refused where it is not closed, or an earlier closed one is not posted yet; Faulty where entries do
    not come to what is paid. Two at once are one.
    """
    known = register()
    run = known.closed(period)
    if run is None:
        raise Refused("ledger.refused.open")
    there = Batch.objects.filter(kind=CLOSE, period=period).first()
    if there is not None:
        return viewed(there)
    about = _about(known, run)
    posted = set(Batch.objects.filter(kind=CLOSE).values_list("period", flat=True))
    if about.earlier - posted:
        raise Refused("ledger.refused.earlier")
    found = list(postings_of(known, run, standing(), about.adjusted))
    progress("ledger.step.post", 0.3)
    try:
        with transaction.atomic():
            previous = Batch.objects.order_by("-pk").values_list("digest", flat=True).first() or ""
            made = Batch.objects.create(
                kind=CLOSE,
                period=period,
                first=about.first,
                last=about.last,
                run=run.id,
                bundle=run.bundle,
                entries=len(found),
                sums={account: canonical(sum_) for account, sum_ in balances(found).items()},
                digest=digest((previous, period, run.id), (_cells(each, period) for each in found)),
                previous=previous,
                made_at=timezone.now(),
                made_by=by.user.get_username() if by else "",
            )
            for at in range(0, len(found), BATCH):
                Entry.objects.bulk_create(_rows(made, found, at, period))
                progress("ledger.step.post", 0.3 + 0.7 * at / max(len(found), 1))
            told = {"period": period, "run": run.id, "entries": len(found), "digest": made.digest}
            record(by, "ledger_posted", "ledger", period, after=told)
    except IntegrityError:
        there = Batch.objects.filter(kind=CLOSE, period=period).first()
        if there is None:
            raise Refused("ledger.refused.again") from None
        return viewed(there)
    return viewed(made)


def catch_up() -> list[BatchView]:
    """Posts every closed period that is not posted yet, the oldest first: closed by the command line, say."""
    known = register()
    posted = set(Batch.objects.filter(kind=CLOSE).values_list("period", flat=True))
    waiting = [run for key in known.closed_periods() if key not in posted and (run := known.closed(key))]
    return [post(run.period) for run in sorted(waiting, key=lambda run: _about(known, run).first)]


@dataclass(frozen=True)
class _About:
    """A run's period [first, last), its adjustments' components, the earlier closed periods of its cycle."""

    first: date
    last: date
    adjusted: Mapping[str, str]
    earlier: frozenset[str]


def _about(known: Register, run: Run) -> _About:
    rules, snapshot = rules_of(run.bundle), known.snapshot(run)
    with DuckEngine() as engine:
        calendared, period = Computation(engine, snapshot).period(rules, run.period)
        rows = Records(engine, calendared).of("adjustments")
    closed = [calendared.calendar.period(key) for key in known.closed_periods()]
    earlier = (each.key for each in closed if each.cycle == period.cycle and each.end <= period.start)
    adjusted = {row["adjustment_id"]: row["component"] for row in rows}
    return _About(period.start, period.end, adjusted, frozenset(earlier))


def _rows(batch: Batch, found: list[Posting], at: int, period: str) -> Iterator[Entry]:
    for line, each in enumerate(found[at : at + BATCH], at + 1):
        yield Entry(
            batch=batch,
            line=line,
            person=each.person,
            component=each.component,
            for_period=each.for_period,
            in_period=period,
            kind=each.kind,
            debit=each.debit,
            credit=each.credit,
            amount=each.amount,
        )


def _cells(each: Posting, period: str) -> Cells:
    accounts = each.debit, each.credit, written(each.amount)
    return each.person, each.component, each.for_period, period, each.kind, *accounts
