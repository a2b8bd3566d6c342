"""What if the rules were otherwise: computed beside today's, nothing stored."""

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from attain.engine.decide.world import Difference, Opening
from attain.engine.faults import Fault, Faulty
from attain.engine.store import DuckEngine, Store
from attain.rulebook.bundle import publish
from attain.rulebook.files import SourceFile, read_file
from attain.rulebook.load import Loaded
from attain.rulebook.patch import patched
from attain.runs.alike import Alike, alike
from attain.runs.compare import ZERO, Comparison, Paid, rules_alone
from attain.runs.compute import Computation, Computed, Progress, quiet
from attain.runs.differences import opening_for, retro
from attain.runs.frame import at_rest
from attain.runs.known import Known, Settled
from attain.runs.opening import by_person
from attain.runs.pays import Totals
from attain.runs.register import Register, Run
from attain.runs.sweep import all_paid, write_opening


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
    else:
        same = alike(calendared, other.rules)
        known = Known(register.results(stored), same, other.rules)
        settled = known.settled()
        paid_before = {person: paid for person, (_, paid) in settled.items()}
        before = register.totals(stored, [person for person, paid in paid_before.items() if paid is None])
        after, paid_after = _changed(compute(), known, same, settled)
    comparison = rules_alone(paid_before, paid_after, other.rules.settings.currency)
    return WhatIf(before, after, comparison, compute)


def _changed(computed: Computed, known: Known, same: Alike, settled: Settled) -> tuple[Totals, Paid]:
    """What everybody is paid under the other rules: those whose pay they can't change as the run has it."""
    payroll, late = computed.payroll, computed.evaluation.world.differences_of
    touched = {*computed.pays}
    if same.posts is not None:
        touched = {spell.id for spell in payroll.spells() if spell.post in same.posts}
    people, differences, sums, held = 0, 0, [ZERO, ZERO], []
    found: Paid = {}
    for person, (earned, paid) in settled.items():
        if person in touched:
            continue
        payroll.remember_total(person, earned)
        found[person] = paid
        people, differences = people + 1, differences + len(late.get(person, ()))
        sums = [sums[0] + (earned or ZERO), sums[1] + (paid or ZERO)]
        if paid is None:
            held.append(person)
    computed.evaluation.ask(partial(known.tell, payroll))
    totals, changed = all_paid(computed, touched)
    return totals + Totals(people, 0, differences, *sums, tuple(held)), {**found, **changed}


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
