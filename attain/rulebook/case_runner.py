"""Runs cases against an evaluator, exactly; canaries must fail."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from attain.engine.decide.rules import Rules
from attain.engine.faults import Fault, Faulty
from attain.engine.trace import Value
from attain.rulebook.cases import Case, PlacedCase

#: Computes the nodes that a case expects, named as in `Case.expected()`; raises Faulty where it can't.
Evaluate = Callable[[Rules, Case], Mapping[str, Value | tuple[Value, ...]]]


@dataclass(frozen=True, slots=True)
class Difference:
    """A node that is not as expected. computed: False where the evaluator has no such node."""

    node: str
    expected: Any
    found: Any
    computed: bool = True


@dataclass(frozen=True, slots=True)
class CaseResult:
    """How a case went. A canary passes by differing; `faults` never let anything pass."""

    case: Case
    file: str
    line: int
    passed: bool
    differences: tuple[Difference, ...] = ()
    faults: tuple[Fault, ...] = ()

    def as_faults(self) -> tuple[Fault, ...]:
        """What to tell about a case that did not pass, at its place."""
        if self.passed:
            return ()
        if self.faults:
            return self.faults
        if self.case.canary:
            return (Fault("fault.case.canary", {"case": self.case.case}, self.file, self.line),)
        return tuple(self._fault(difference) for difference in self.differences)

    def _fault(self, found: Difference) -> Fault:
        values = {
            "case": self.case.case,
            "node": found.node,
            "expected": found.expected,
            "found": found.found,
        }
        values["math"] = self.case.math or "–"
        id = "fault.case.differs" if found.computed else "fault.case.not_computed"
        return Fault(id, values, self.file, self.line)


def run_cases(rules: Rules, cases: Iterable[PlacedCase], evaluate: Evaluate) -> list[CaseResult]:
    """The result of every case, in order."""
    return [run_case(rules, placed, evaluate) for placed in cases]


def run_case(rules: Rules, placed: PlacedCase, evaluate: Evaluate) -> CaseResult:
    case = placed.case
    try:
        found = evaluate(rules, case)
    except Faulty as error:
        faults = tuple(_placed(fault, placed) for fault in error.faults)
        return CaseResult(case, placed.file, placed.line, False, (), faults)
    differences = tuple(_differences(case.expected(), found))
    return CaseResult(case, placed.file, placed.line, bool(differences) == case.canary, differences)


def _differences(expected: Mapping[str, Any], found: Mapping[str, Any]) -> Iterable[Difference]:
    for node, value in expected.items():
        if node not in found:
            yield Difference(node, value, None, computed=False)
        elif not _same(value, found[node]):
            yield Difference(node, value, found[node])


def _same(expected: Any, found: Any) -> bool:
    """Exactly equal, and of the same kind: 4250 is 4250.00, but 1 is not true."""
    if isinstance(expected, tuple) or isinstance(found, (tuple, list)):
        both = isinstance(expected, tuple) and isinstance(found, (tuple, list))
        return both and len(expected) == len(found) and all(map(_same, expected, found))
    if isinstance(expected, Decimal) and isinstance(found, int) and not isinstance(found, bool):
        found = Decimal(found)
    return type(expected) is type(found) and expected == found


def _placed(fault: Fault, placed: PlacedCase) -> Fault:
    if fault.file:
        return fault
    return Fault(fault.id, fault.values, placed.file, placed.line, 0, fault.severity)
