"""Closed periods computed again: whether every byte is as it was when they were closed; the ledger too."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from attain import __version__
from attain.apps.closing.models import Verification
from attain.apps.house.api import register, store
from attain.apps.ledger import api as ledger
from attain.engine.faults import Faulty
from attain.runs.again import verify
from attain.runs.register import Register, Run
from attain.shell.work.job import Job
from attain.shell.work.kinds import Kind, Outcome, add

VERIFY = "verify_closed"


@dataclass(frozen=True)
class Proof:
    """A closed run, and what verifying it last found: None where it never was.

    due: it was made by another version of Attain and this one has not verified it.
    """

    run: Run
    last: Verification | None
    due: bool


def proofs() -> list[Proof]:
    """Of every closed period, the newest first."""
    last = _last()
    runs = reversed(_closed(register()))
    return [Proof(run, last.get(run.id), _due(run, last.get(run.id))) for run in runs]


def of_ledger() -> Verification | None:
    """What verifying the ledger last found."""
    return Verification.objects.filter(run="").order_by("-made_at").first()


def unverified() -> int:
    """How many closed periods another version of Attain has made and this one has not proved."""
    return sum(1 for each in proofs() if each.due)


def verified(job: Job) -> Outcome:
    """Verifies every closed period, then the ledger; begun anew, it goes on where it stopped."""
    known = register()
    runs = _closed(known)
    for at, run in enumerate(runs):
        if Verification.objects.filter(work=job.key, run=run.id).exists():
            continue
        begin = at / (len(runs) + 1)

        def told(_step: str, part: float, begin: float = begin) -> None:
            job.progress("closing.verify.step", begin + part / (len(runs) + 1))

        try:
            with store().engine() as engine:
                found = verify(known.store, engine, run, told)
        except Faulty:
            kept = {"same": False, "why": "closing.verify.unreadable"}
        else:
            kept = {"same": found.same, "line": found.line, "stored": found.stored, "now": found.now}
        job.check()
        _keep(job.key, run=run.id, period=run.period, first_made_by=run.version, **kept)
    job.progress("closing.verify.ledger", len(runs) / (len(runs) + 1))
    broken = ledger.verify()
    why = broken.why if broken else ""
    _keep(job.key, run="", period=broken.period if broken else "", same=broken is None, why=why)
    rows = Verification.objects.filter(work=job.key)
    values = {"count": rows.exclude(run="").filter(same=True).count(), "all": len(runs)}
    wrong = rows.filter(same=False).exists()
    message = "closing.verify.wrong" if wrong else "closing.verify.done"
    return Outcome(message, values, reverse("closing:verified"))


def add_kind() -> None:
    """Makes the kind known to the worker and to the pages of work."""
    add(Kind(VERIFY, "closing.verify.kind", "closing:verify", verified))


def _keep(work: int, run: str, **found: object) -> None:
    made = {"made_by": __version__, "made_at": timezone.now(), **found}
    Verification.objects.update_or_create(work=work, run=run, defaults=made)


def _closed(known: Register) -> list[Run]:
    found: Iterable[Run | None] = (known.closed(period) for period in known.closed_periods())
    return [run for run in found if run is not None]


def _last() -> dict[str, Verification]:
    rows = Verification.objects.exclude(run="").order_by("made_at", "pk")
    return {row.run: row for row in rows}


def _due(run: Run, last: Verification | None) -> bool:
    return run.version != __version__ and (last is None or last.made_by != __version__)
