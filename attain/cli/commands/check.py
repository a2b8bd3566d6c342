"""attain check: schema, worked cases, KPI lint."""

from pathlib import Path
from typing import Any

import click

from attain.cli.face import Face
from attain.cli.output import DONE, WRONG, Output, fault_json
from attain.rulebook.lint import Finding
from attain.runs.checking import Checked, checked


def check(face: Face) -> click.Command:
    @face.command(
        "check",
        face.rulebook(),
        face.option("--store", help="history", type=click.Path(), default=None, metavar="FOLDER"),
        face.option("--strict", is_flag=True),
    )
    def command(output: Output, rulebook: str, store: str | None, strict: bool) -> int:
        with output.progress() as told:
            found = checked(Path(rulebook), Path(store) if store else None, told)
        ok = found.ok and not (strict and found.open_findings)
        _show(output, found, ok)
        output.answer({"ok": ok, **_json(output, found)})
        return DONE if ok else WRONG

    return command


def _show(output: Output, found: Checked, ok: bool) -> None:
    output.faults(found.faults)
    for result in found.cases:
        output.faults(result.as_faults())
    output.faults(finding.fault for finding in found.open_findings)
    say = output.wording.say
    passed = sum(result.passed for result in found.ordinary)
    caught = sum(result.passed for result in found.canaries)
    waived = len(found.findings) - len(found.open_findings)
    rows = [
        (say("cli.check.documents"), sum(found.documents.values()), ""),
        (say("cli.check.cases"), len(found.ordinary), say("cli.check.passed", passed=passed)),
        (say("cli.check.canaries"), len(found.canaries), say("cli.check.caught", caught=caught)),
        (say("cli.check.findings"), len(found.findings), say("cli.check.waived", waived=waived)),
    ]
    output.table([(what, output.wording.number(count), note) for what, count, note in rows], right={1})
    output.say("cli.check.good" if ok else "cli.check.bad", style="green" if ok else "red")


def _json(output: Output, found: Checked) -> dict[str, Any]:
    """For programs: what is wrong, and at the end the counts."""
    wording = output.wording
    return {
        "faults": [fault_json(fault, wording) for fault in found.faults],
        "failed_cases": [fault_json(f, wording) for result in found.cases for f in result.as_faults()],
        "lint": [_finding(finding, output) for finding in found.findings],
        "documents_by_kind": dict(found.documents),
        "cases_passed": sum(result.passed for result in found.ordinary),
        "canaries_caught": sum(result.passed for result in found.canaries),
        "findings_waived": len(found.findings) - len(found.open_findings),
        "documents": sum(found.documents.values()),
        "cases": len(found.ordinary),
        "canaries": len(found.canaries),
        "findings": len(found.findings),
    }


def _finding(finding: Finding, output: Output) -> dict[str, Any]:
    told = fault_json(finding.fault, output.wording)
    return {**told, "name": finding.name, "demand": finding.demand, "waived": dict(finding.waived)}
