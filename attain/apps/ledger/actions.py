"""Posting: a closed run's entries into the ledger, all of them in one transaction, once."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.http import HttpRequest

from attain.apps.house.api import register, rules_of
from attain.apps.ledger.contracts import BatchView, Refused
from attain.apps.ledger.models import CLOSE, Batch
from attain.apps.ledger.queries import standing, viewed
from attain.apps.ledger.writing import Heading, Told, append, last_digest, quiet
from attain.engine.store import DuckEngine
from attain.runs.compute import Computation
from attain.runs.postings import postings_of
from attain.runs.records import Records
from attain.runs.register import Register, Run
from attain.shell.audit import record

#: Told a period's key once its close is posted.
_FOLLOWERS: list[Callable[[str], None]] = []


def post(period: str, by: HttpRequest | None = None, progress: Told = quiet) -> BatchView:
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
    previous = last_digest()  # before reading: whoever posts in between takes the place after it
    found = list(postings_of(known, run, standing(about.alike), about.adjusted))
    progress("ledger.step.post", 0.3)
    heading = Heading(CLOSE, period, period, about.first, about.last, run.id, run.bundle)
    try:
        with transaction.atomic():
            made = append(heading, found, previous, by.user.get_username() if by else "", progress)
            told = {"period": period, "run": run.id, "entries": len(found), "digest": made.digest}
            record(by, "ledger_posted", "ledger", period, after=told)
    except IntegrityError:
        there = Batch.objects.filter(kind=CLOSE, period=period).first()
        if there is None:
            raise Refused("ledger.refused.again") from None
        return viewed(there)
    for each in _FOLLOWERS:
        each(period)
    return viewed(made)


def after_post(then: Callable[[str], None]) -> None:
    """Has `then` called with the period after each posted close; called when apps are ready."""
    _FOLLOWERS.append(then)


def catch_up(besides: Collection[str] = ()) -> list[BatchView]:
    """Posts every closed period that is not posted yet, the oldest first: closed by the command line, say.

    besides: periods that somebody else will post.
    """
    known = register()
    posted = {*besides, *Batch.objects.filter(kind=CLOSE).values_list("period", flat=True)}
    waiting = [run for key in known.closed_periods() if key not in posted and (run := known.closed(key))]
    return [post(run.period) for run in sorted(waiting, key=lambda run: _about(known, run).first)]


@dataclass(frozen=True)
class _About:
    """A run's period [first, last), adjustments' components, closed periods of its cycle, and the earlier."""

    first: date
    last: date
    adjusted: Mapping[str, str]
    alike: frozenset[str]
    earlier: frozenset[str]


def _about(known: Register, run: Run) -> _About:
    rules, snapshot = rules_of(run.bundle), known.snapshot(run)
    with DuckEngine() as engine:
        calendared, period = Computation(engine, snapshot).period(rules, run.period)
        rows = Records(engine, calendared).of("adjustments")
    closed = [calendared.calendar.period(key) for key in known.closed_periods()]
    alike = [each for each in closed if each.cycle == period.cycle]
    earlier = frozenset(each.key for each in alike if each.end <= period.start)
    adjusted = {row["adjustment_id"]: row["component"] for row in rows}
    return _About(period.start, period.end, adjusted, frozenset(each.key for each in alike), earlier)
