"""Work that takes longer than a page may: changes tried on a known period."""

from collections.abc import Callable
from decimal import Decimal

from django.urls import reverse

from attain.apps.house.api import loaded_now, store
from attain.apps.rulebook.preview import Preview, keep
from attain.runs.previewing import preview
from attain.runs.proposing import Change
from attain.shell.work.job import Job
from attain.shell.work.kinds import Kind, Outcome, add

PREVIEW, BESIDE = "rule_preview", "rules_beside"


def previewed(job: Job) -> Outcome:
    """One change on one period."""
    given = job.given
    found = _computed(given, given["period"], job.progress)
    url = reverse("rule_changes:preview", args=[found.digest, found.period])
    values = {"gain": found.gain, "lose": found.lose, "change": Decimal(found.change)}
    return Outcome("rule.done.preview", values, url)


def beside(job: Job) -> Outcome:
    """Up to four changes on the same period, one after the other."""
    changes = job.given["changes"]
    for done, given in enumerate(changes):

        def told(step: str, part: float, done: int = done) -> None:
            job.progress(step, (done + part) / len(changes))

        _computed(given, job.given["period"], told)
        job.check()
    url = reverse("rule_changes:beside", args=[job.key])
    return Outcome("rule.done.beside", {"count": len(changes)}, url)


def _computed(given: dict, period: str, progress: Callable[[str, float], None]) -> Preview:
    change = Change(given["text"], tuple(tuple(one) for one in given["removes"]))
    with store().engine() as engine:
        found = preview(store(), engine, loaded_now(), change, period, progress)
    return keep(change.digest, period, found)


def add_kinds() -> None:
    """Makes the kinds known to the worker and to the pages of work."""
    add(Kind(PREVIEW, "rule.kind.preview", "rulebook:preview", previewed))
    add(Kind(BESIDE, "rule.kind.beside", "rulebook:preview", beside))
