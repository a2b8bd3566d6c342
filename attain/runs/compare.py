"""Two runs side by side: who gains, who loses, and why, in causes that add up to the change.

The causes are switched one after the other in a fixed order (facts, coverage and people, targets, rules,
adjustments, opening state): each step's effect is the pay after it less the pay before it, so that the
effects sum to the whole change exactly.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from attain.engine.decide.rules import Rules
from attain.engine.decide.world import Difference, Opening
from attain.engine.store import DuckEngine, Snapshot, Store
from attain.rulebook.bundle import from_bundle
from attain.runs.causes import ADJUSTMENTS, CAUSES, TARGETS, organisation
from attain.runs.compute import Computation, Computed, Progress, quiet
from attain.runs.register import Register, Run

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Change:
    """What one person's pay changed by, in all and by cause; causes sum to `change`."""

    person: str
    before: Decimal | None
    after: Decimal | None
    causes: Mapping[str, Decimal]

    @property
    def change(self) -> Decimal:
        return (self.after or ZERO) - (self.before or ZERO)


@dataclass(frozen=True)
class Comparison:
    """Everybody's change, those who gain most first. currency: of the later rules."""

    changes: tuple[Change, ...]
    currency: str = ""

    @property
    def total(self) -> Decimal:
        return sum((c.change for c in self.changes), ZERO)

    @property
    def gain(self) -> list[Change]:
        return [c for c in self.changes if c.change > 0]

    @property
    def lose(self) -> list[Change]:
        return [c for c in reversed(self.changes) if c.change < 0]

    def by_cause(self) -> dict[str, Decimal]:
        """The causes' sums over all people."""
        return {cause: sum((c.causes.get(cause, ZERO) for c in self.changes), ZERO) for cause in CAUSES}


@dataclass(frozen=True)
class _Input:
    """All that a run reads, so that one part of it can be exchanged at a time."""

    snapshot: Snapshot
    rules: Rules
    opening: Opening
    differences: tuple[Difference, ...]


def compare(
    store: Store, engine: DuckEngine, first: Run, second: Run, progress: Progress = quiet
) -> Comparison:
    """From `first` to `second`; for two periods of the same rulebook, the period changes with the facts."""
    a, b = _input(store, first), _input(store, second)
    paid = [_paid(engine, a, first.period, progress)]
    for step in _steps(a, b):
        paid.append(_paid(engine, step, second.period, progress))
    return _changes(paid, b.rules.settings.currency)


def differences_of(before: Computed, after: Computed) -> Comparison:
    """Two computations that differ in their rules alone (what-if)."""
    pays = [{p: pay.paid for p, pay in computed.pays.items()} for computed in (before, after)]
    first, last = pays
    return _changes([first, first, first, first, last, last, last], after.rules.settings.currency)


def _input(store: Store, run: Run) -> _Input:
    register = Register(store)
    rules = from_bundle(store.place.read(f"bundles/{run.bundle}.json")).rules
    return _Input(store.snapshot(run.snapshot), rules, register.opening(run), register.differences(run))


def _steps(a: _Input, b: _Input) -> list[_Input]:
    """The inputs after each cause was switched from a to b, in the order of CAUSES."""
    facts = _with(a.snapshot, b.snapshot, (), facts=True)
    covered = _with(facts, b.snapshot, organisation(a.snapshot, b.snapshot))
    aimed = _with(covered, b.snapshot, TARGETS)
    adjusted = _with(aimed, b.snapshot, ADJUSTMENTS)
    return [
        replace(a, snapshot=facts),
        replace(a, snapshot=covered),
        replace(a, snapshot=aimed),
        replace(a, snapshot=aimed, rules=b.rules),
        replace(a, snapshot=adjusted, rules=b.rules),
        b,
    ]


def _with(
    base: Snapshot, other: Snapshot, tables: tuple[str, ...] | list[str], facts: bool = False
) -> Snapshot:
    """`base` with some tables (or all facts) as they are in `other`."""
    manifest = base.manifest
    if facts:
        manifest = replace(manifest, facts=other.manifest.facts)
    kept = {name: part for name, part in manifest.tables.items() if name not in tables}
    taken = {name: part for name, part in other.manifest.tables.items() if name in tables}
    manifest = replace(manifest, tables={**kept, **taken})
    return replace(base, id=manifest.hash, manifest=manifest)


def _paid(engine: DuckEngine, given: _Input, period: str, progress: Progress) -> dict[str, Decimal | None]:
    computation = Computation(engine, given.snapshot, progress)
    computed = computation.compute(given.rules, period, given.opening, differences=given.differences)
    return {person: pay.paid for person, pay in computed.pays.items()}


def _changes(paid: list[dict[str, Decimal | None]], currency: str) -> Comparison:
    people = sorted({person for step in paid for person in step})
    changes = []
    for person in people:
        steps = [step.get(person) or ZERO for step in paid]
        causes = {
            cause: after - before
            for cause, before, after in zip(CAUSES, steps[:-1], steps[1:], strict=True)
            if after != before
        }
        changes.append(Change(person, paid[0].get(person), paid[-1].get(person), causes))
    return Comparison(tuple(sorted(changes, key=lambda c: (-c.change, c.person))), currency)
