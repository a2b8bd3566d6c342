"""Two runs side by side: who gains, who loses, and why, in causes that add up to the change.

The causes are switched one after the other in a fixed order (facts, coverage and people, targets, rules,
adjustments, opening state): each step's effect is the pay after it less the pay before it, so that the
effects sum to the whole change exactly.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from attain.engine.decide.rules import Rules
from attain.engine.store import DuckEngine, Snapshot, Store
from attain.rulebook.bundle import from_bundle
from attain.runs.causes import ADJUSTMENTS, CAUSES, TARGETS, organisation
from attain.runs.compute import Computation, Progress, quiet
from attain.runs.register import Register, Run
from attain.runs.sweep import all_paid

ZERO = Decimal(0)

#: Person → what is paid, None while it is held.
Paid = dict[str, Decimal | None]


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
    def before(self) -> Decimal:
        """All that is paid before; held pay counts as nothing."""
        return sum((c.before or ZERO for c in self.changes), ZERO)

    @property
    def after(self) -> Decimal:
        """All that is paid after."""
        return sum((c.after or ZERO for c in self.changes), ZERO)

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
    """All that a run reads, so that one part of it can be exchanged at a time.

    run: whose opening state and differences these are; state: by what they are known.
    """

    snapshot: Snapshot
    bundle: str
    run: Run
    state: Hashable
    period: str

    @property
    def key(self) -> Hashable:
        """Inputs of the same key give the same."""
        return self.snapshot.id, self.bundle, self.state, self.period


def compare(
    store: Store, engine: DuckEngine, first: Run, second: Run, progress: Progress = quiet
) -> Comparison:
    """From `first` to `second`; for two periods of the same rulebook, the period changes with the facts."""
    register = Register(store)
    a, b = _input(register, first), _input(register, second)
    known = {given.key: paid_by(register, given.run) for given in (a, b)}
    for step in (steps := [a, *_steps(a, b)]):
        if step.key not in known:
            known[step.key] = _paid(register, engine, step, progress)
    paid = [known[step.key] for step in steps]
    return _changes(paid, _rules(store, b.bundle).settings.currency)


def paid_by(register: Register, run: Run) -> Paid:
    """What a stored run pays everybody; None while it is held."""
    column = register.results(run).column("paid")
    return {person: Decimal(value) if value else None for person, _, value in column}


def rules_alone(before: Paid, after: Paid, currency: str) -> Comparison:
    """The same input under two sets of rules (what-if)."""
    return _changes([before, before, before, before, after, after, after], currency)


def _input(register: Register, run: Run) -> _Input:
    state = run.opening, register.differences(run)
    return _Input(register.snapshot(run), run.bundle, run, state, run.period)


def _rules(store: Store, bundle: str) -> Rules:
    return from_bundle(store.place.read(f"bundles/{bundle}.json")).rules


def _steps(a: _Input, b: _Input) -> list[_Input]:
    """The inputs after each cause was switched from a to b, in the order of CAUSES; of the later period."""
    facts = _with(a.snapshot, b.snapshot, (), facts=True)
    covered = _with(facts, b.snapshot, organisation(a.snapshot, b.snapshot))
    aimed = _with(covered, b.snapshot, TARGETS)
    adjusted = _with(aimed, b.snapshot, ADJUSTMENTS)
    then = replace(a, period=b.period)
    return [
        replace(then, snapshot=facts),
        replace(then, snapshot=covered),
        replace(then, snapshot=aimed),
        replace(then, snapshot=aimed, bundle=b.bundle),
        replace(then, snapshot=adjusted, bundle=b.bundle),
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


def _paid(register: Register, engine: DuckEngine, given: _Input, progress: Progress) -> Paid:
    computation = Computation(engine, given.snapshot, progress)
    computed = computation.compute(
        _rules(register.store, given.bundle),
        given.period,
        register.opening(given.run),
        differences=register.differences(given.run),
    )
    return all_paid(computed)[1]


def _changes(paid: list[Paid], currency: str) -> Comparison:
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
