"""What if the rules were otherwise: computed beside today's, nothing stored."""

import tempfile
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from attain.engine.decide.world import Difference, Opening
from attain.engine.faults import Fault, Faulty
from attain.engine.resting import at_rest
from attain.engine.store import DuckEngine, Store
from attain.rulebook.bundle import publish
from attain.rulebook.files import SourceFile, read_file
from attain.rulebook.load import Loaded
from attain.rulebook.patch import patched
from attain.runs.alike import Alike, alike
from attain.runs.compare import Comparison, rules_alone
from attain.runs.compute import Computation, Computed, Progress, quiet
from attain.runs.differences import opening_for, retro
from attain.runs.everybody import all_paid, paid_beside
from attain.runs.known import Known
from attain.runs.opening import by_person
from attain.runs.pays import Totals
from attain.runs.register import Register, Run
from attain.runs.sweep import write_opening


@dataclass(frozen=True)
class WhatIf:
    """What today's rules come to and the other ones, and everybody's change.

    compute: gives the other computation as a whole, all of it anew, while the engine is open.
    """

    before: Totals
    after: Totals
    comparison: Comparison
    compute: Callable[[], Computed]


def what_if(
    store: Store,
    engine: DuckEngine,
    loaded: Loaded,
    patch: Iterable[SourceFile],
    period: str,
    progress: Progress = quiet,
) -> WhatIf:
    """The period under the rulebook, and under it with the documents of `patch` in place of their like.

    Raises Faulty for a faulty patch.
    """
    return beside(store, engine, loaded, patched(loaded, patch), period, progress)


def beside(
    store: Store, engine: DuckEngine, loaded: Loaded, other: Loaded, period: str, progress: Progress = quiet
) -> WhatIf:
    """The period under the rulebook, and under another one.

    Facts are read once; a stored run that has read the same says what is paid today. What earlier, closed
    periods still owe is the same in both. Raises Faulty where either is faulty.
    """
    if loaded.rules is None or other.rules is None:
        raise Faulty(*loaded.faults, *other.faults)
    with at_rest():
        return _beside(store, engine, loaded, other, period, progress)


def _beside(
    store: Store, engine: DuckEngine, loaded: Loaded, other: Loaded, period: str, progress: Progress
) -> WhatIf:
    register, computation = Register(store), Computation(engine, store.snapshot(), progress, lazily=True)
    calendared, when = computation.period(loaded.rules, period)
    bundle = publish(loaded).hash
    late = retro(computation, register, calendared, bundle, when)
    opening = opening_for(register, engine, calendared, when, late.opening)
    given = {"opening": opening, "differences": late.differences}
    stored = _stored(register, period, bundle, computation.snapshot.id, **given)
    compute = partial(computation.compute, other.rules, period, **given)
    if stored is None:
        before, paid_before = all_paid(computation.compute(loaded.rules, period, **given))
        after, paid_after = all_paid(compute())
        paid = [(who, paid_before.get(who), paid_after.get(who)) for who in {**paid_before, **paid_after}]
    else:
        computed, same = compute(), alike(calendared, other.rules)
        known = Known(register.results(stored), same, computed.rules, _differ(computed, same))
        after, paid = paid_beside(computed, known)
        before = register.totals(stored, sorted(who for who, was, _ in paid if was is None))
    comparison = rules_alone(paid, other.rules.settings.currency)
    return WhatIf(before, after, comparison, compute)


def _differ(computed: Computed, same: Alike) -> Collection[str]:
    """Those whose pay the other rules may change."""
    if same.posts is None:
        return computed.pays.keys()
    return {spell.id for spell in computed.payroll.spells() if spell.post in same.posts}


def _stored(
    register: Register,
    period: str,
    bundle: str,
    snapshot: str,
    opening: Opening,
    differences: tuple[Difference, ...],
) -> Run | None:
    """The period's run, if it has read just this."""
    run = register.latest(period)
    if run is None or (run.bundle, run.snapshot) != (bundle, snapshot):
        return None
    late = tuple(sorted(differences, key=lambda part: part.person))
    with tempfile.TemporaryDirectory() as folder:
        state = write_opening(Path(folder), by_person(opening), 1).digest
    return run if (run.opening, register.differences(run)) == (state[:16], late) else None


def patch_file(path: Path) -> SourceFile:
    """The patch as a source file; raises Faulty where it can't be read."""
    found = read_file(path)
    if isinstance(found, Fault):
        raise Faulty(found)
    return found
