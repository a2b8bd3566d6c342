"""attain check: schema, worked cases, KPI lint."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from attain.cli.face import Face
from attain.cli.output import DONE, WRONG, Output, fault_json
from attain.runs.checking import Checked, checked


def check(face: Face) -> click.Command:
    @face.command(
        "check",
        face.rulebook(),
        face.option("--store", type=click.Path(), default=None, envvar="ATTAIN_STORE"),
    )
    def command(output: Output, rulebook: str, store: str | None) -> int:
        with output.progress() as told:
            found = checked(Path(rulebook), Path(store) if store else None, told)
        _show(output, found)
        output.answer(_json(output, found))
        return DONE if found.ok else WRONG

    return command


def _show(output: Output, found: Checked) -> None:
    output.faults(found.faults)
    for result in found.cases:
        output.faults(result.as_faults())
    output.faults(finding.fault for finding in found.findings)
    output.say(
        "cli.check.counts",
        documents=sum(found.documents.values()),
        cases=len(found.ordinary),
        passed=sum(result.passed for result in found.ordinary),
        canaries=len(found.canaries),
        findings=len(found.findings),
    )
    output.say("cli.check.good" if found.ok else "cli.check.bad", style="green" if found.ok else "red")


def _json(output: Output, found: Checked) -> dict[str, Any]:
    said: Callable[..., Any] = lambda fault: fault_json(fault, output.wording)  # noqa: E731
    return {
        "ok": found.ok,
        "faults": [said(fault) for fault in found.faults],
        "failed_cases": [said(f) for result in found.cases for f in result.as_faults()],
        "lint": [
            {**said(f.fault), "kpi": f.kpi, "demand": f.demand, "waived": f.waived} for f in found.findings
        ],
        "documents_by_kind": found.documents,
        "documents": sum(found.documents.values()),
        "cases": len(found.ordinary),
        "cases_passed": sum(result.passed for result in found.ordinary),
        "canaries": len(found.canaries),
        "canaries_caught": sum(result.passed for result in found.canaries),
        "findings": len(found.findings),
    }
