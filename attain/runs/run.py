"""A run: rulebook and store in, immutable results out. The same input makes the same run, byte for byte."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from importlib.metadata import version
from typing import Any

from attain import __version__
from attain.engine.decide.publish import canonical
from attain.engine.decide.rules import Rules
from attain.engine.decide.world import Opening
from attain.engine.period import Period
from attain.engine.store import DuckEngine, Store
from attain.rulebook.bundle import Bundle
from attain.runs.compute import Computation, Computed, Progress, quiet
from attain.runs.differences import opening_for, retro
from attain.runs.opening import to_json
from attain.runs.register import Register, Run, results_csv, run_id


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
) -> Ran:
    """Computes a period and keeps it. Closed periods before it are corrected by differences in it.

    Raises Faulty: unknown period, nobody at work in it, a closed period, contradicting tables.
    """
    register = Register(store)
    computation = Computation(engine, store.snapshot(snapshot), progress)
    calendared, when = computation.period(rules, period)
    late = retro(computation, register, calendared, bundle.hash, when)
    opening = opening_for(register, engine, calendared, when, late.opening)
    computed = computation.compute(rules, period, opening, differences=late.differences)
    made = described(computed, bundle.hash, computation.snapshot.id, opening, register, when)
    content = results_csv(computed.published)
    store.place.write(f"bundles/{bundle.hash}.json", bundle.content)
    made = Run(**{**asdict(made), "results": hashlib.sha256(content).hexdigest()})
    return Ran(register.add(made, computed, opening, content), computed, opening)


def described(
    computed: Computed, bundle: str, snapshot: str, opening: Opening, register: Register, period: Period
) -> Run:
    """The manifest of a run, its results not yet hashed."""
    before = register.latest(computed.rules.calendar.before(period).key)
    differences = [asdict(d) for pay in computed.pays.values() for d in pay.differences]
    late = json.dumps(differences, default=str, sort_keys=True).encode()
    state = to_json(opening)
    return Run(
        id=run_id(period.key, bundle, snapshot, state, late),
        period=period.key,
        bundle=bundle,
        snapshot=snapshot,
        opening=hashlib.sha256(state).hexdigest()[:16],
        after=before.id if before else "",
        results="",
        counts=counts(computed),
        control=control_sums(computed),
        version=__version__,
        engine=f"duckdb {version('duckdb')}",
    )


def counts(computed: Computed) -> dict[str, int]:
    """How many people, results, held pays and differences a run has."""
    return {
        "people": len(computed.pays),
        "results": len(computed.published),
        "held": len(computed.held),
        "unapproved": len(computed.evaluation.world.unapproved),
        "differences": sum(len(pay.differences) for pay in computed.pays.values()),
    }


def control_sums(computed: Computed) -> dict[str, str]:
    """credited and uncredited money over all measures that add up, and what is paid."""
    credited, uncredited = computed.control.of_unit("money")
    earned = (pay.earned for pay in computed.pays.values() if pay.earned is not None)
    sums: Mapping[str, Any] = {
        "credited": credited,
        "uncredited": uncredited,
        "all": credited + uncredited,
        "earned": sum(earned, Decimal(0)),
        "paid": computed.paid,
    }
    return {name: canonical(value) for name, value in sums.items()}
