"""A run: rulebook and store in, immutable results out. The same input makes the same run, byte for byte."""

from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any

from attain import __version__
from attain.engine.decide.publish import canonical
from attain.engine.decide.rules import Rules
from attain.engine.decide.world import Opening
from attain.engine.period import Period
from attain.engine.resting import at_rest
from attain.engine.store import DuckEngine, Store
from attain.rulebook.bundle import Bundle
from attain.runs.compute import Computation, Computed, Progress, quiet
from attain.runs.differences import opening_for, retro
from attain.runs.left_over import as_sums, left_over
from attain.runs.register import Register, Run, run_id
from attain.runs.sweep import OPENING, RESULTS, Swept, sweep

#: Begins the name of a control sum: uncredited money of a unit's clients.
UNCREDITED_IN = "uncredited of "


@dataclass(frozen=True)
class Ran:
    """A stored run with what is still in memory of it."""

    run: Run
    computed: Computed
    opening: Opening


def run(
    store: Store,
    engine: DuckEngine,
    rules: Rules,
    bundle: Bundle,
    period: str,
    progress: Progress = quiet,
    snapshot: str | None = None,
    workers: int | None = None,
) -> Ran:
    """Computes a period and keeps it. Closed periods before it are corrected by differences in it.

    workers: how many processes decide; None for every core.
    Raises Faulty: unknown period, nobody at work in it, a closed period, contradicting tables.
    """
    with at_rest():  # everybody's state stays to the end
        return _run(store, engine, rules, bundle, period, progress, snapshot, workers)


def _run(
    store: Store,
    engine: DuckEngine,
    rules: Rules,
    bundle: Bundle,
    period: str,
    progress: Progress,
    snapshot: str | None,
    workers: int | None,
) -> Ran:
    register = Register(store)
    seen = engine.sees(store.snapshot(snapshot), rules.tables, rules.settings.currency_decimals)
    computation = Computation(engine, seen, progress)
    calendared, when = computation.period(rules, period)
    late = retro(computation, register, calendared, bundle.hash, when)
    opening = opening_for(register, engine, calendared, when, late.opening)
    computed = computation.compute(rules, period, opening, differences=late.differences)
    store.place.write(f"bundles/{bundle.hash}.json", bundle.content)
    with store.place.workspace() as folder:
        swept = sweep(computed, opening, folder, workers, progress)
        computed = replace(computed, gathered=swept.totals)
        made = described(computed, bundle.hash, seen.id, swept, register, when, engine.named)
        return Ran(register.add(made, swept, differences(computed), folder), computed, opening)


def described(
    computed: Computed,
    bundle: str,
    snapshot: str,
    swept: Swept,
    register: Register,
    period: Period,
    engine: str,
) -> Run:
    """The manifest of a run. engine: what aggregated the facts; no part of the run's name."""
    before = register.latest(computed.rules.calendar.before(period).key)
    state = swept.files[OPENING].digest
    return Run(
        id=run_id(period.key, bundle, snapshot, state, differences(computed)),
        period=period.key,
        bundle=bundle,
        snapshot=snapshot,
        opening=state[:16],
        after=before.id if before else "",
        results=swept.files[RESULTS].digest,
        counts=counts(computed),
        control=control_sums(computed, swept.pools),
        version=__version__,
        engine=engine,
    )


def differences(computed: Computed) -> list[dict[str, Any]]:
    """What earlier periods give everybody, by person, as texts."""
    found = sorted(computed.evaluation.world.differences, key=lambda part: part.person)
    return [
        {name: str(value) if isinstance(value, Decimal) else value for name, value in asdict(part).items()}
        for part in found
    ]


def counts(computed: Computed) -> dict[str, int]:
    """How many people, results, held pays and differences a run has."""
    totals = computed.totals
    return {
        "people": totals.people,
        "results": totals.results,
        "held": len(totals.held),
        "unapproved": len(computed.evaluation.world.unapproved),
        "differences": totals.differences,
    }


def control_sums(computed: Computed, pools: list[dict[str, Any]]) -> dict[str, str]:
    """credited and uncredited money over all measures that add up, the latter by unit too; what is paid.

    pools: their distributions as they are kept; what they leave over has its sums, too.
    """
    credited, uncredited = computed.control.of_unit("money")
    sums: dict[str, Any] = {
        "credited": credited,
        "uncredited": uncredited,
        "all": credited + uncredited,
        "earned": computed.totals.earned,
        "paid": computed.paid,
    }
    places = computed.control.uncredited_by_place()
    sums |= {f"{UNCREDITED_IN}{place}": value for place, value in places.items()}
    sums |= as_sums(left_over(computed, pools))
    return {name: canonical(value) for name, value in sums.items()}
