"""Everything that `attain check` looks at: documents, worked cases, canaries, and the KPI lint."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from attain.engine.faults import Fault
from attain.engine.store import Store
from attain.rulebook.case_runner import CaseResult, run_case
from attain.rulebook.lint import Finding, lint
from attain.runs.cases import evaluate
from attain.runs.compute import Progress, quiet
from attain.runs.history import history
from attain.runs.workplace import read_rulebook


@dataclass(frozen=True)
class Checked:
    """What was found. ok: no error, every case passed, every canary was caught, no finding is an error."""

    documents: Mapping[str, int]
    faults: tuple[Fault, ...] = ()
    cases: tuple[CaseResult, ...] = ()
    findings: tuple[Finding, ...] = field(default=())

    @property
    def ordinary(self) -> list[CaseResult]:
        return [result for result in self.cases if not result.case.canary]

    @property
    def canaries(self) -> list[CaseResult]:
        return [result for result in self.cases if result.case.canary]

    @property
    def open_findings(self) -> list[Finding]:
        """Findings that nobody waived."""
        return [finding for finding in self.findings if not finding.waived]

    @property
    def ok(self) -> bool:
        errors = any(fault.severity == "error" for fault in self.faults)
        failing = any(finding.fault.severity == "error" for finding in self.open_findings)
        return not errors and not failing and all(result.passed for result in self.cases)


def checked(rulebook: Path, store: Path | None = None, progress: Progress = quiet) -> Checked:
    """Checks a rulebook; with a store, the lint also looks at the history of its runs."""
    past = history(Store.open(store)) if store is not None else None
    loaded = read_rulebook(rulebook)
    if loaded.rules is None:
        return Checked(loaded.counts, loaded.faults)
    cases = loaded.cases
    results = []
    for number, placed in enumerate(cases):
        results.append(run_case(loaded.rules, placed, evaluate))
        progress("check.step.cases", (number + 1) / len(cases))
    findings = tuple(lint(loaded, past))
    return Checked(loaded.counts, loaded.faults, tuple(results), findings)
