"""Work that takes longer than a page may: a period computed, files and comparisons made."""

import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from django.urls import reverse

from attain.apps.house.api import register, rules_of, store, workplace
from attain.apps.people import api as people
from attain.apps.results.actions import publish
from attain.engine.decide.publish import canonical
from attain.runs.compare import compare
from attain.runs.writing import export_run
from attain.shell.work.job import Job
from attain.shell.work.kinds import Kind, Outcome, add

RUN, EXPORT, COMPARE = "run_period", "export_run", "compare_runs"

#: What of a run can be had as files, and how it is written.
EXPORTS = {"payroll": (), "summary": (), "statements": ("pdf",), "results": ()}

#: What a comparison leaves.
COMPARED = "comparison.json"


#: Told a period's key once a run of it is shown.
_AFTER: list[Callable[[str], None]] = []


def after_run(then: Callable[[str], None]) -> None:
    """Has `then` called with the period after each run that is computed here; called when apps are ready."""
    _AFTER.append(then)


def run_period(job: Job) -> Outcome:
    """Computes a period as the command line does, then shows its numbers on the pages."""
    house = workplace()
    with house.engine() as engine:
        run = house.run(engine, job.given["period"], job.progress).run
    job.check()
    people.sync(house.store, house.rules)
    publish(house.store, run, job.progress)
    for then in _AFTER:
        then(run.period)
    currency = rules_of(run.bundle).settings.currency
    values = {"people": run.counts["people"], "paid": Decimal(run.control["paid"]), "currency": currency}
    return Outcome("runs.done.run", values, reverse("runs:one", args=[run.id]))


def export(job: Job) -> Outcome:
    """The files of a run: the payroll, the workbook, all results, or everybody's statement in an archive."""
    kind, run = job.given["kind"], register().get(job.given["run"])
    name = f"{kind}-{run.period}-{run.id[:8]}"
    target = _emptied(job.folder)
    with tempfile.TemporaryDirectory(prefix="attain-export-") as made, store().engine() as engine:
        written = export_run(store(), engine, run, Path(made), kind, (), job.progress, EXPORTS[kind], ())
        job.check()
        if kind == "statements":
            file = f"{name}.zip"
            with zipfile.ZipFile(target / file, "w", zipfile.ZIP_DEFLATED) as archive:
                for each in written.files:
                    archive.write(written.folder / each, Path(each).name)
        else:
            only = written.folder / written.files[0]
            file = f"{name}{only.suffix}"
            shutil.copyfile(only, target / file)
    return Outcome("runs.done.export", {"file": file}, reverse("runs:one", args=[run.id]), (file,))


def compared(job: Job) -> Outcome:
    """Two runs side by side: what everybody gains or loses, by causes that add up."""
    known = register()
    first, second = known.get(job.given["first"]), known.get(job.given["second"])
    with store().engine() as engine:
        found = compare(store(), engine, first, second, job.progress)
    rows = [
        {
            "person": each.person,
            "before": _text(each.before),
            "after": _text(each.after),
            "change": _text(each.change),
            "causes": {cause: _text(value) for cause, value in each.causes.items()},
        }
        for each in found.changes
        if each.change or each.before != each.after
    ]
    sums = {cause: _text(value) for cause, value in found.by_cause().items()}
    told = {
        "first": first.id,
        "second": second.id,
        "currency": found.currency,
        "before": _text(found.before),
        "after": _text(found.after),
        "change": _text(found.total),
        "causes": sums,
        "rows": rows,
    }
    (_emptied(job.folder) / COMPARED).write_text(json.dumps(told), encoding="utf-8")
    values = {"count": len(rows), "change": found.total, "currency": found.currency}
    return Outcome("runs.done.compare", values, f"{reverse('runs:comparison', args=[job.key])}")


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _text(value: object) -> str | None:
    return None if value is None else canonical(value)


def add_kinds() -> None:
    """Makes the kinds known to the worker and to the pages of work."""
    add(Kind(RUN, "runs.kind.run", "run:start", run_period))
    add(Kind(EXPORT, "runs.kind.export", "run:export", export))
    add(Kind(COMPARE, "runs.kind.compare", "run:compare", compared))
