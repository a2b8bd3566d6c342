"""Why everybody's pay differs between two runs: worked out once in the background, then read by each."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.http import HttpRequest

from attain.apps.house.api import register, store
from attain.apps.incentives.models import PayChange, PayComparison
from attain.apps.results import api as results
from attain.engine.decide.publish import canonical
from attain.runs.causes import CAUSES
from attain.runs.compare import compare
from attain.shell.work.asking import ask, asked
from attain.shell.work.job import Job
from attain.shell.work.kinds import Kind, Outcome
from attain.shell.work.models import ENDED, Work
from attain.shell.work.models import State as WorkState
from attain.shell.work.performing import plain

NAME = "pay_changes"
BATCH = 2_000
ZERO = Decimal(0)


@dataclass(frozen=True)
class Changed:
    """A person's pay from one run to another. causes: those that changed it, in the order of CAUSES."""

    before: Decimal | None
    after: Decimal | None
    causes: Mapping[str, Decimal]

    @property
    def change(self) -> Decimal:
        return (self.after or ZERO) - (self.before or ZERO)


def changed(first: results.RunView, second: results.RunView, person: str) -> Changed | None:
    """What was worked out for a person; None where nothing was, or for somebody in neither run."""
    rows = PayChange.objects.filter(comparison__first=first.key, comparison__second=second.key)
    row = rows.filter(person=person).first()
    if row is None:
        return None
    causes = {cause: Decimal(row.causes[cause]) for cause in CAUSES if cause in row.causes}
    return Changed(row.before, row.after, causes)


def known(first: results.RunView, second: results.RunView) -> bool:
    """Whether the two were compared."""
    return PayComparison.objects.filter(first=first.key, second=second.key).exists()


def on_its_way(first: results.RunView, second: results.RunView) -> Work | None:
    """The work that compares the two, where it was asked for and has not ended."""
    given = plain({"first": first.key, "second": second.key})
    return Work.objects.filter(kind=NAME, given=given).exclude(state__in=ENDED).first()


def failed(first: results.RunView, second: results.RunView) -> bool:
    """Whether the last attempt to compare the two failed."""
    given = plain({"first": first.key, "second": second.key})
    last = Work.objects.filter(kind=NAME, given=given).order_by("-pk").first()
    return last is not None and last.state == WorkState.FAILED


def ask_for(request: HttpRequest, first: results.RunView, second: results.RunView) -> None:
    """Has the two compared, unless they are or will be."""
    if not known(first, second) and on_its_way(first, second) is None:
        asked(request, NAME, {"first": first.key, "second": second.key}, second.period)


def after_run(period: str) -> None:
    """Once a period was computed: what changed since it was last computed, and since the period before."""
    run = results.run(period)
    for first in results.earlier(run) if run else ():
        if run and not known(first, run) and on_its_way(first, run) is None:
            ask(NAME, None, {"first": first.key, "second": run.key}, period)


def perform(job: Job) -> Outcome:
    """Compares two runs and keeps everybody's change."""
    runs = register()
    first, second = runs.get(job.given["first"]), runs.get(job.given["second"])
    with store().engine() as engine:
        found = compare(store(), engine, first, second, job.progress)
    job.check()
    with transaction.atomic():
        PayComparison.objects.filter(first=first.id, second=second.id).delete()
        made = PayComparison.objects.create(first=first.id, second=second.id)
        rows = (
            PayChange(
                comparison=made,
                person=each.person,
                before=each.before,
                after=each.after,
                causes={cause: canonical(value) for cause, value in each.causes.items()},
            )
            for each in found.changes
        )
        PayChange.objects.bulk_create(rows, BATCH)
    values = {"count": sum(1 for each in found.changes if each.change)}
    return Outcome("incentives.done.changes", values)


KIND = Kind(NAME, "incentives.kind.changes", "statement:read", perform)
