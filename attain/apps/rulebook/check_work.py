"""The whole check of the rulebook as a piece of work, and what the last one found."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse

from attain.engine.faults import Fault
from attain.rulebook.bundle import publish
from attain.rulebook.case_runner import CaseResult
from attain.runs.checking import Checked, checked
from attain.runs.workplace import read_rulebook
from attain.shell.work.job import Job, folder_of
from attain.shell.work.kinds import Kind, Outcome, add
from attain.shell.work.models import State, Work
from attain.shell.work.performing import plain, restored
from attain.wording import Wording

CHECK = "check_rulebook"

#: What a check leaves.
FOUND = "check.json"


@dataclass(frozen=True)
class Shown:
    """A check in words. of: the hash of the rules that were checked; "" where they had errors."""

    at: datetime
    of: str
    ok: bool
    counts: dict[str, int]
    faults: list[dict[str, Any]] = field(default_factory=list)
    cases: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)


def check(job: Job) -> Outcome:
    """What `attain check` with the store does; what it finds is kept for the page."""
    folder, store = Path(settings.ATTAIN_RULEBOOK), Path(settings.ATTAIN_STORE)
    loaded = read_rulebook(folder)
    of = publish(loaded).hash if loaded.rules is not None else ""
    found = checked(folder, store, job.progress)
    job.folder.mkdir(parents=True, exist_ok=True)
    (job.folder / FOUND).write_text(json.dumps({"of": of, **_kept(found)}), encoding="utf-8")
    wrong = len(found.faults) + sum(not each.passed for each in found.cases)
    values = {"documents": sum(found.documents.values()), "cases": len(found.cases), "wrong": wrong}
    return Outcome("rulebook.check.done", values, reverse("rulebook:check"))


def _kept(found: Checked) -> dict[str, Any]:
    return {
        "ok": found.ok,
        "counts": {
            "documents": sum(found.documents.values()),
            "cases": len(found.cases),
            "passed": sum(each.passed for each in found.cases),
            "findings": len(found.open_findings),
            "waived": len(found.findings) - len(found.open_findings),
        },
        "faults": [_fault(each) for each in found.faults],
        "cases": [_case(each) for each in found.cases],
        "findings": [
            {**_fault(each.fault), "kpi": each.name, "waived": plain(dict(each.waived))}
            for each in found.findings
        ],
    }


def _fault(fault: Fault) -> dict[str, Any]:
    return {
        "id": fault.id,
        "values": plain(fault.values),
        "file": fault.file,
        "line": fault.line,
        "severity": fault.severity,
    }


def _case(result: CaseResult) -> dict[str, Any]:
    kind, name = result.case.tried
    told = [_fault(each) for each in result.as_faults()]
    own = {
        "case": result.case.case,
        "titles": result.case.titles,
        "math": result.case.math,
        "canary": result.case.canary,
    }
    return {**own, "kind": kind, "name": name, "passed": result.passed, "told": told}


def last_check(wording: Wording) -> Shown | None:
    """What the newest check found, in words; None before the first."""
    for work in Work.objects.filter(kind=CHECK, state=State.DONE).order_by("-pk")[:5]:
        path = folder_of(work.pk) / FOUND
        if path.is_file():
            return _shown(work, json.loads(path.read_text(encoding="utf-8")), wording)
    return None


def _shown(work: Work, kept: dict[str, Any], wording: Wording) -> Shown:
    def said(each: dict[str, Any]) -> str:
        return wording.fault(Fault(each["id"], restored(each["values"]), each["file"], each["line"]))

    faults = [{**each, "text": said(each)} for each in kept["faults"]]
    cases = [
        {
            **each,
            "case": wording.title(each.get("titles", {}), each["case"]),
            "told": [said(fault) for fault in each["told"]],
        }
        for each in kept["cases"]
    ]
    findings = [
        {**each, "text": said(each), "because": wording.title(restored(each["waived"]))}
        for each in kept["findings"]
    ]
    at = work.ended_at or work.made_at
    return Shown(at, kept["of"], kept["ok"], kept["counts"], faults, cases, findings)


def running() -> Work | None:
    """A check that is on its way."""
    return Work.objects.filter(kind=CHECK, state__in=(State.WAITING, State.RUNNING)).first()


def add_kind() -> None:
    """Makes the kind known to the worker and to the pages of work."""
    add(Kind(CHECK, "rulebook.kind.check", "rulebook:check", check))
