"""Hand-overs in the background: proposed, released, taken back and posted as paid by a worker, each once.

Each piece is done by who asked for it, with the roles that they have when it is done; stopped anywhere it
leaves all or nothing, and begun anew it finds what it has done.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from attain.apps.approvals import api as approvals
from attain.apps.house.api import rules_now
from attain.apps.payroll import drafting, handovers, mappings, paid
from attain.apps.payroll.contracts import Refused
from attain.apps.payroll.holds import sweep
from attain.apps.payroll.models import HandOver, PaidFile
from attain.apps.payroll.whom import Whom, whom
from attain.engine.decide.publish import canonical
from attain.engine.faults import Fault, Faulty
from attain.shell.work.asking import as_asked, asked, may_ask
from attain.shell.work.job import Job
from attain.shell.work.kinds import Kind, Outcome, add
from attain.shell.work.models import ENDED, Work

PROPOSE, RELEASE, BACK = "payroll_propose", "payroll_release", "payroll_take_back"
PAID = "payroll_paid"

#: So often a release begins anew where somebody else posted meanwhile.
TRIES = 3


def ask_to_propose(
    request: HttpRequest, period: str, chosen: Whom, figures: tuple[int, Decimal], **given: str
) -> tuple[Work, bool]:
    """The work that proposes a hand-over, and whether it is new. figures: people and sum that were shown.

    given: mapping, pay_date, reason.
    """
    people, total = figures
    told = {"period": period, "whom": chosen.document(), "people": people, "total": canonical(total), **given}
    return asked(request, PROPOSE, told, period)


def underway() -> Work | None:
    """A hand-over that is being proposed just now."""
    return Work.objects.filter(kind=PROPOSE).exclude(state__in=ENDED).order_by("pk").first()


def proposed(job: Job) -> Outcome:
    """Reads what is owed, makes its file once, and asks a second person for its release."""
    request, given = as_asked(job), job.given
    may_ask(request, "payroll:propose")
    there = handovers.proposed_by(job.key)
    if there is None:
        job.progress("payroll.step.read", 0.05)
        sweep(request)
        chosen = whom(given["whom"])
        found = drafting.owed(chosen)
        shown = given["period"], given["people"], Decimal(given["total"])
        if found is None or (found.period, found.people, found.total) != shown:
            raise Faulty(Fault("fault.payroll.since", {"period": given["period"]}))
        layout = mappings.mapping(given["mapping"])
        if layout is None:
            raise Faulty(Fault("fault.payroll.no_layout", {"layout": given["mapping"]}))
        job.progress("payroll.step.file", 0.4)
        day = date.fromisoformat(given["pay_date"])
        with _told():
            there = handovers.propose(request, found, layout, day, given["reason"], chosen, job.key)
    values = {"people": there.given["people"], "total": Decimal(there.given["total"])}
    return Outcome("payroll.done.proposed", values | _money(), approvals.url(there))


def released(job: Job) -> Outcome:
    """Reads and writes what was proposed, then approves it: entries, file and approval in one transaction."""
    request, number = as_asked(job), job.given["proposal"]
    row = HandOver.objects.filter(proposal=number).first()
    if row is None:
        may_ask(request, "payroll:release")
        _again(TRIES, lambda: _release(job, request, number))
        row = HandOver.objects.get(proposal=number)
    values = {"people": row.people, "total": row.total}
    return Outcome(
        "payroll.done.released", values | _money(), reverse("payroll:one", args=[row.period, row.number])
    )


def _money() -> dict[str, str]:
    """By which the page of the work names its sums."""
    return {"currency": rules_now().settings.currency}


def _release(job: Job, request: HttpRequest, number: int) -> None:
    found = approvals.proposal(number)
    if found is None:
        raise Faulty(Fault("approvals.refused.decided"))
    try:
        ready = handovers.drawn(found, request, job.progress) if found.waiting else None
    except Faulty as error:
        approvals.failed(number, error)
        raise
    with _told():
        approvals.approve(
            request, number, job.given["note"], lambda row, by: handovers.release(row, by, ready)
        )


def taken_back(job: Job) -> Outcome:
    """Approves that a hand-over is cancelled, or that what was not paid is owed again."""
    request, number = as_asked(job), job.given["proposal"]
    found = approvals.proposal(number)
    if found is None or not found.outcome:
        may_ask(request, "payroll:release")
        job.progress("ledger.step.post", 0.1)
        with _told():
            found = _again(TRIES, lambda: approvals.approve(request, number, job.given["note"]))
    period, _, at = str(found.outcome["handover"]).partition("/")
    values = {"total": Decimal(found.outcome.get("total", 0))}
    return Outcome("payroll.done.back", values | _money(), reverse("payroll:one", args=[period, at]))


def posting(file: PaidFile) -> Work | None:
    """The work that posts what a file says was paid, where it has not ended."""
    return Work.objects.filter(kind=PAID, given__file=file.pk).exclude(state__in=ENDED).first()


def posted(job: Job) -> Outcome:
    """Posts what was paid, once."""
    request, given = as_asked(job), job.given
    may_ask(request, "payroll:send")
    file = PaidFile.objects.select_related("handover").get(pk=given["file"])
    job.progress("ledger.step.post", 0.1)
    with _told():
        paid.post(request, file, given["notes"])
    row = file.handover
    return Outcome("payroll.paid.posted", {}, reverse("payroll:one", args=[row.period, row.number]))


def _again(times: int, act: Callable[[], Any]) -> Any:
    """Does it once more where somebody else posted to the ledger meanwhile."""
    for left in reversed(range(times)):
        try:
            return act()
        except Faulty as error:
            if not left or any(fault.id != "fault.payroll.busy" for fault in error.faults):
                raise
    raise AssertionError("unreachable")


@contextmanager
def _told() -> Iterator[None]:
    """What is refused is told as a fault: where there is no form that could say it."""
    try:
        yield
    except (Refused, approvals.Refused) as refused:
        raise Faulty(Fault(str(refused.args[0]), getattr(refused, "values", {}))) from refused


def add_kinds() -> None:
    """Makes the kinds known to the worker and to the pages of work."""
    add(Kind(PROPOSE, "payroll.work.propose", "payroll:propose", proposed))
    add(Kind(RELEASE, "payroll.work.release", "payroll:release", released))
    add(Kind(PAID, "payroll.work.paid", "payroll:send", posted))
    add(Kind(BACK, "payroll.work.back", "payroll:release", taken_back))
