"""Work on facts that takes longer than a page may: checking, loading, repairing, measuring."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone

from attain.apps.house.api import workplace
from attain.apps.intake import loading, quality
from attain.apps.intake.allowing import permission
from attain.apps.intake.models import Correction, Incoming
from attain.apps.intake.uploads import settle
from attain.engine.store import LoadReport, Repair
from attain.runs.ahead import measure_ahead, to_measure
from attain.shell.models import User
from attain.shell.permissions import Held, allowed
from attain.shell.work.asking import as_asked, ask, may_ask
from attain.shell.work.job import Job
from attain.shell.work.kinds import Kind, Outcome, add
from attain.shell.work.models import State, Work

CHECK, LOAD, REPAIR, MEASURE = "check_file", "load_file", "repair_rows", "measure_facts"
AHEAD = "aggregate_ahead"


def check_file(job: Job) -> Outcome:
    """Finds out what loading a file would do."""
    incoming = Incoming.objects.select_related("upload").get(pk=job.given["incoming"])
    loading.check(incoming, lambda step, part: job.progress(f"load.{step}", part))
    return Outcome("intake.done.check", {"file": incoming.name}, _at("check", incoming))


def load_file(job: Job) -> Outcome:
    """Loads a file as it was decided."""
    incoming = Incoming.objects.select_related("upload").get(pk=job.given["incoming"])
    may_ask(as_asked(job), permission(incoming.table))
    report = loading.load(incoming, _asker(job), job.progress)
    settle(incoming.upload)
    _ask_ahead(job, report)
    counts = ("rows_read", "rows_loaded", "unchanged", "corrected", "quarantined")
    values = {name: getattr(report, name) for name in counts}
    return Outcome("intake.done.load", {"file": incoming.name, **values}, _at("done", incoming))


def repair_rows(job: Job) -> Outcome:
    """Makes the repairs that were entered for a source, and tries what waits once more."""
    source = job.given["source"]
    incoming = Incoming.objects.select_related("upload").get(pk=job.given["incoming"])
    entered = list(Correction.objects.filter(source=source))
    repairs = [Repair(each.row, each.column, each.value, each.reason) for each in entered]
    report = loading.repair(incoming, repairs, _asker(job), job.progress)
    Correction.objects.filter(pk__in=[each.pk for each in entered]).delete()
    settle(incoming.upload)
    _ask_ahead(job, report)
    values = {
        "file": incoming.name,
        "landed": report.rows_loaded + report.corrected + report.unchanged,
        "left_out": report.left_out,
        "quarantined": report.quarantined,
    }
    if report.quarantined:
        return Outcome("intake.done.repair_rows", values, reverse("facts:waiting", args=[source]))
    whole = "months" in incoming.report and allowed(permission(incoming.table), _held(job))
    return Outcome(
        "intake.done.repair_rows", values, _at("done", incoming) if whole else reverse("facts:quarantine")
    )


def aggregate_ahead(job: Job) -> Outcome:
    """Aggregates what large files brought, so that a run finds it done."""
    period = measure_ahead(workplace(), job.given["since"], job.progress)
    if not period:
        return Outcome("intake.done.not_ahead")
    return Outcome("intake.done.ahead", {"period": period}, reverse("runs:list"))


def _ask_ahead(job: Job, report: LoadReport) -> None:
    """Has large files aggregated afterwards; once for all that are loaded until it begins."""
    waits = Work.objects.filter(kind=AHEAD, state=State.WAITING, cancel_asked=False)
    if to_measure(workplace(), report.before) and not waits.exists():
        ask(AHEAD, _asker(job), {"since": report.before})


def measure_facts(job: Job) -> Outcome:
    """Measures how good the facts are."""
    quality.measure(job.progress)
    return Outcome("intake.done.measure", {}, reverse("facts:quality"))


def _asker(job: Job) -> User | None:
    return Work.objects.select_related("asked_by").get(pk=job.key).asked_by


def _held(job: Job) -> Iterable[Held]:
    return as_asked(job).user.held_roles(on=timezone.localdate())


def _at(page: str, incoming: Incoming) -> str:
    return reverse(f"facts:{page}", args=[incoming.pk])


def add_kinds() -> None:
    """Makes the kinds known to the worker and to the pages of work."""
    add(Kind(CHECK, "intake.kind.check", "fact:load", check_file))
    add(Kind(LOAD, "intake.kind.load", "fact:load", load_file))
    add(Kind(REPAIR, "intake.kind.repair", "fact:repair", repair_rows))
    add(Kind(AHEAD, "intake.kind.ahead", "fact:load", aggregate_ahead))
    add(Kind(MEASURE, "intake.kind.measure", "fact:read", measure_facts))
