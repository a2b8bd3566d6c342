"""Two runs side by side: who gains, who loses, and why, in causes that add up to the change.

The causes are switched one after the other in a fixed order (facts, coverage and people, targets, rules,
adjustments, opening state): each step's effect is the pay after it less the pay before it, so that the
effects sum to the whole change exactly.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from attain.engine.decide.rules import Rules
from attain.engine.store import DuckEngine, Snapshot, Store
from attain.rulebook.bundle import from_bundle
from attain.runs.across import as_it_was, rules_until
from attain.runs.causes import ADJUSTMENTS, CAUSES, TARGETS, organisation
from attain.runs.compute import Computation, Progress, quiet
from attain.runs.everybody import Beside, Paid, all_paid
from attain.runs.register import Register, Run

ZERO = Decimal(0)


class Change(NamedTuple):
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

    run: whose opening state and differences these are; state: by what they are known. until: rules that began
    later are left out.
    """

    snapshot: Snapshot
    bundle: str
    run: Run
    state: Hashable
    period: str
    until: date | None = None

    @property
    def key(self) -> Hashable:
        """Inputs of the same key give the same."""
        return self.snapshot.id, self.bundle, self.state, self.period, self.until


def compare(
    store: Store, engine: DuckEngine, first: Run, second: Run, progress: Progress = quiet
) -> Comparison:
    """From `first` to `second`. For two periods each cause is what it was at the end of the earlier one: the
    portfolios, the targets, the rules in force; what remains are the facts of another period.
    """
    register = Register(store)
    if first.period != second.period and _starts(engine, store, first) > _starts(engine, store, second):
        return _turned(compare(store, engine, second, first, progress))
    a, b = _input(register, first), _input(register, second)
    known = {given.key: paid_by(register, given.run) for given in (a, b)}
    with store.place.workspace() as folder:
        between = _steps(a, b) if a.period == b.period else _across(register, engine, a, b, folder)
        steps = [a, *between]
        for number, step in enumerate(steps):
            if step.key not in known:
                known[step.key] = _paid(register, engine, step, _part(progress, number, len(steps)))
    paid = [known[step.key] for step in steps]
    return _changes(paid, _rules(store, b.bundle).settings.currency)


def _starts(engine: DuckEngine, store: Store, run: Run) -> date:
    """The first day of a run's period."""
    computation = Computation(engine, store.snapshot(run.snapshot))
    return computation.period(_rules(store, run.bundle), run.period)[1].start


def _turned(found: Comparison) -> Comparison:
    """The same the other way round."""
    turned = [
        Change(c.person, c.after, c.before, {cause: -value for cause, value in c.causes.items()})
        for c in found.changes
    ]
    return Comparison(_sorted(turned), found.currency)


def _part(progress: Progress, number: int, of: int) -> Progress:
    """A step's progress as a part of the whole."""
    return lambda step, part: progress(step, (number + part) / of)


def paid_by(register: Register, run: Run) -> Paid:
    """What a stored run pays everybody; None while it is held."""
    column = register.results(run).column("paid")
    return {person: Decimal(value) if value else None for person, _, value in column}


def rules_alone(paid: Iterable[Beside], currency: str) -> Comparison:
    """The same input under two sets of rules (what-if)."""
    found = [((was or ZERO) - (now or ZERO), who, was, now) for who, was, now in paid]
    found.sort(key=itemgetter(1))
    found.sort(key=itemgetter(0))  # those who gain most first
    changes = [Change(who, was, now, {"rules": -less} if less else {}) for less, who, was, now in found]
    return Comparison(tuple(changes), currency)


def _input(register: Register, run: Run) -> _Input:
    state = run.opening, register.differences(run)
    return _Input(register.snapshot(run), run.bundle, run, state, run.period)


def _rules(store: Store, bundle: str, until: date | None = None) -> Rules:
    rules = from_bundle(store.place.read(f"bundles/{bundle}.json")).rules
    return rules if until is None else rules_until(rules, until)


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
        replace(a, snapshot=aimed, bundle=b.bundle),
        replace(a, snapshot=adjusted, bundle=b.bundle),
        b,
    ]


def _across(register: Register, engine: DuckEngine, a: _Input, b: _Input, folder: Path) -> list[_Input]:
    """The same for two periods: the later one, with ever less of how it was at the end of the earlier."""
    rules, later = Computation(engine, b.snapshot).period(_rules(register.store, b.bundle), b.period)
    earlier = rules.calendar.period(a.period)
    base = _with(b.snapshot, a.snapshot, ADJUSTMENTS)
    covered, aimed = as_it_was(engine, base, rules, earlier, later, folder)
    then = replace(a, period=b.period, until=_cut(register.store, a.bundle, earlier.last_day))
    now = replace(then, bundle=b.bundle, until=None)
    return [
        replace(then, snapshot=covered),
        replace(then, snapshot=aimed),
        replace(then, snapshot=base),
        replace(now, snapshot=base),
        replace(now, snapshot=b.snapshot),
        b,
    ]


def _cut(store: Store, bundle: str, day: date) -> date | None:
    """The day, unless no rule of the bundle began after it."""
    rules = _rules(store, bundle)
    return None if rules_until(rules, day) is rules else day


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
        _rules(register.store, given.bundle, given.until),
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
    return Comparison(_sorted(changes), currency)


def _sorted(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Those who gain most first."""
    return tuple(sorted(changes, key=lambda c: (-c.change, c.person)))
